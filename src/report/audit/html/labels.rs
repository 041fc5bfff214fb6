//! The words of the page. Texts are HTML without anything to escape; `{name}` is filled in.

use super::super::super::Language;
use super::super::super::labels::Labels;
use super::super::words::{field, thousands};
use super::escape::Text;
use crate::audit::RuleTally;
use crate::document::{NoteCode, SkipReason};

/// The words of one language.
pub(super) struct Words {
    language: Language,
    /// For the `lang` attribute.
    pub(super) tag: &'static str,
    pub(super) colon: &'static str,
    pub(super) title: &'static str,
    pub(super) kicker: &'static str,
    pub(super) undated_page: &'static str,
    pub(super) contents: &'static str,
    pub(super) filter: &'static str,
    pub(super) any_severity: &'static str,
    pub(super) any_family: &'static str,
    pub(super) no_match: &'static str,
    pub(super) footer: &'static str,

    pub(super) coverage: &'static str,
    pub(super) nothing_read: &'static str,
    pub(super) read_whole: &'static str,
    pub(super) read_in_part: &'static str,
    pub(super) none_unreadable: &'static str,
    pub(super) some_unreadable: &'static str,
    pub(super) what_was_read: &'static str,
    pub(super) files: &'static str,
    pub(super) conversations_label: &'static str,
    pub(super) unscored: &'static str,
    pub(super) turns: &'static str,
    pub(super) judged_turns: &'static str,
    pub(super) characters: &'static str,
    pub(super) nothing_left_out: &'static str,
    pub(super) left_out: &'static str,
    pub(super) interrupted: &'static str,
    pub(super) no_ending: &'static str,
    pub(super) skipped_files: &'static str,
    pub(super) skipped_text: &'static str,
    pub(super) unreadable: &'static str,
    pub(super) and_more: &'static str,
    pub(super) more_cases: &'static str,

    pub(super) verdicts: &'static str,
    pub(super) no_agent_turns: &'static str,
    pub(super) in_brief: &'static str,
    pub(super) most_often: &'static str,
    pub(super) clearly_above: &'static str,
    pub(super) clearly_below: &'static str,
    pub(super) and_others: &'static str,
    pub(super) verdicts_of_conversations: &'static str,
    pub(super) vetoed: &'static str,
    pub(super) mean_score: &'static str,
    pub(super) all_full: &'static str,
    pub(super) scores_below_full: &'static str,
    pub(super) full_scores: &'static str,

    pub(super) found: &'static str,
    pub(super) nothing_found: &'static str,
    pub(super) by_family: &'static str,
    pub(super) by_rule: &'static str,
    pub(super) by_rule_hint: &'static str,
    pub(super) never_counted: &'static str,
    pub(super) family: &'static str,
    pub(super) rule: &'static str,
    pub(super) severity: &'static str,
    pub(super) hits: &'static str,
    pub(super) conversations_touched: &'static str,
    pub(super) hits_per_thousand: &'static str,
    pub(super) rules_that_hit: &'static str,
    pub(super) of: &'static str,
    pub(super) silent_families: &'static str,
    pub(super) suppressed: &'static str,
    pub(super) not_counted: &'static str,
    pub(super) bot_hits: &'static str,
    pub(super) customer_hits: &'static str,
    pub(super) veto: &'static str,
    pub(super) say_instead: &'static str,

    pub(super) by_field: &'static str,
    pub(super) none_ranked: &'static str,
    pub(super) interval_explained: &'static str,
    pub(super) ranked: &'static str,
    pub(super) agent_turns: &'static str,
    pub(super) flagged_turns: &'static str,
    pub(super) flagged_per_thousand: &'static str,
    pub(super) interval: &'static str,
    pub(super) overall: &'static str,
    pub(super) above: &'static str,
    pub(super) below: &'static str,
    pub(super) score: &'static str,
    pub(super) verdict_mix: &'static str,
    pub(super) top_rules: &'static str,
    pub(super) too_few: &'static str,
    pub(super) too_few_hint: &'static str,
    pub(super) more_groups: &'static str,

    pub(super) trend: &'static str,
    pub(super) no_trend: &'static str,
    pub(super) trend_explained: &'static str,
    pub(super) trend_of_rate: &'static str,
    pub(super) trend_by_family: &'static str,
    pub(super) trend_by_family_hint: &'static str,
    pub(super) numbers: &'static str,
    pub(super) period: &'static str,
    pub(super) undated: &'static str,

    pub(super) signals: &'static str,
    pub(super) no_signals: &'static str,
    pub(super) signals_explained: &'static str,
    pub(super) signals_by_rule: &'static str,
    pub(super) signal: &'static str,
    pub(super) after_slip: &'static str,
    pub(super) share: &'static str,
    pub(super) expected: &'static str,
    pub(super) after_rules: &'static str,
    pub(super) signal_cases: &'static str,
    pub(super) said_before: &'static str,

    pub(super) worst: &'static str,
    pub(super) no_worst: &'static str,
    pub(super) worst_explained: &'static str,

    pub(super) sample: &'static str,
    pub(super) no_sample: &'static str,
    pub(super) sample_explained: &'static str,
    pub(super) download: &'static str,
    pub(super) progress: &'static str,
    pub(super) sheet_name: &'static str,
    pub(super) where_said: &'static str,
    pub(super) what_was_said: &'static str,
    pub(super) your_verdict: &'static str,
    pub(super) agree: &'static str,
    pub(super) disagree: &'static str,
    pub(super) unsure: &'static str,
    pub(super) comment: &'static str,
    /// The words of a marked sheet: agreed, not agreed, unsure.
    pub(super) marks: [&'static str; 3],

    pub(super) baseline: &'static str,
    pub(super) baseline_explained: &'static str,
    pub(super) baseline_counts: &'static str,
    pub(super) new: &'static str,
    pub(super) new_hint: &'static str,
    pub(super) gone: &'static str,
    pub(super) gone_hint: &'static str,
    pub(super) unchanged: &'static str,
    pub(super) unchanged_hint: &'static str,

    pub(super) method: &'static str,
    /// What a number is called, and what it is.
    pub(super) definitions: &'static [(&'static str, &'static str)],
    pub(super) terms: &'static str,
    pub(super) terms_hint: &'static str,
    pub(super) version: &'static str,
    pub(super) rule_set: &'static str,
    pub(super) rule_set_value: &'static str,
    pub(super) grouped_by: &'static str,
    pub(super) least_turns: &'static str,
    pub(super) sampling: &'static str,
    pub(super) sampling_value: &'static str,
    pub(super) masking: &'static str,
    pub(super) masked: &'static str,
    pub(super) masked_with_patterns: &'static str,
    pub(super) unmasked: &'static str,
    pub(super) names: &'static str,
    pub(super) names_plain: &'static str,
    pub(super) names_hashed: &'static str,
}

const ZH: Words = Words {
    language: Language::Zh,
    tag: "zh-CN",
    colon: "：",
    title: "客服用语审计",
    kicker: "saywell 审计报告",
    undated_page: "会话没有注明日期",
    contents: "目录",
    filter: "筛选客服、分组或规则",
    any_severity: "所有级别",
    any_family: "所有类别",
    no_match: "没有符合筛选条件的行。",
    footer: "只根据用语判断，不评价服务的其他方面。全部数据都在这个文件里，打开时不会连接网络。",

    coverage: "覆盖范围",
    nothing_read: "没有读到会话。",
    read_whole: "这 {conversations}全部检查过，没有抽样。",
    read_in_part: "检查中途被停止：报告只包含停止前读到的 {conversations}。",
    none_unreadable: "没有读不出来的文件或记录。",
    some_unreadable: "另有 {count}读不出来，不在以下数字里。",
    what_was_read: "检查了多少",
    files: "文件",
    conversations_label: "会话",
    unscored: "其中没有客服的话，不评分",
    turns: "发言",
    judged_turns: "检查过的客服发言",
    characters: "检查过的字符",
    nothing_left_out: "没有跳过任何内容，也没有需要说明的情况。",
    left_out: "没有检查的内容与说明",
    interrupted: "检查中途被停止，尚未读到的内容不在报告里。",
    no_ending: "无后缀",
    skipped_files: "跳过格式不明的文件 {count}：{list}。",
    skipped_text: "保留但不检查的文字 {count} 处：{list}。",
    unreadable: "{count}读不出来",
    and_more: "另有 {count} 处未列出",
    more_cases: "再看 {count} 个会话",

    verdicts: "概览",
    no_agent_turns: "没有客服的发言可以评判。",
    in_brief: "客服的 {turns} 条发言里，有 <b>{flagged}</b> 条需要改用语，即每千条 <b>{rate}</b> 条（95% 区间 {low}–{high}）；{conversations} 的会话里至少有一处。",
    most_often: "最常见的是{list}。",
    clearly_above: "明显高于整体（每千条）：{list}。",
    clearly_below: "明显低于整体（每千条）：{list}。",
    and_others: "等，另有 {count} 个",
    verdicts_of_conversations: "会话评定",
    vetoed: "其中一票否决",
    mean_score: "平均用语得分",
    all_full: "所有会话都是满分 100。",
    scores_below_full: "100 分以下的会话",
    full_scores: "按用语得分；另有 {count} 个会话是满分（{share}），不在图中",

    found: "问题分布",
    nothing_found: "{count} 条规则都没有发现问题。",
    by_family: "按类别",
    by_rule: "按规则",
    by_rule_hint: "点开规则看原因和更好的说法",
    never_counted: "另有 {count} 条规则命中过，但都不算",
    family: "类别",
    rule: "规则",
    severity: "级别与扣分",
    hits: "处数",
    conversations_touched: "涉及会话",
    hits_per_thousand: "处数（每千条）",
    rules_that_hit: "命中规则",
    of: "{part} / {whole}",
    silent_families: "没有发现问题的类别：{list}。",
    suppressed: "不算的",
    not_counted: "另有命中但不算：{list}。",
    bot_hits: "机器人的话里有 {count} 处，不计入以上数字。",
    customer_hits: "客户的话里有 {count} 处，不计入以上数字。",
    veto: "一票否决",
    say_instead: "换个说法",

    by_field: "按{field}",
    none_ranked: "没有哪一组达到 {count} 条客服发言，数量太少，不排名。",
    interval_explained: "按每千条客服发言中需要改用语的条数排序。横线是 95% 区间：发言条数有限，真实的比率多半落在线内；竖线是整体水平。只有整条横线都在竖线一侧的才标“明显”，其余的差别可能只是运气。即使大家水平相同，每二十组里也约有一组会被标出。",
    ranked: "共 {count} 组",
    agent_turns: "客服发言",
    flagged_turns: "问题发言",
    flagged_per_thousand: "问题发言（每千条）",
    interval: "95% 区间",
    overall: "整体",
    above: "明显偏高",
    below: "明显偏低",
    score: "平均得分",
    verdict_mix: "合格 / 待辅导 / 不合格 %",
    top_rules: "最常见的三条规则",
    too_few: "数量太少，不排名：{count} 组",
    too_few_hint: "客服发言不到 {count} 条",
    more_groups: "另有 {count} 组没有列出；全部数字在 JSON 报告里。",

    trend: "趋势",
    no_trend: "注明日期的会话不足两天，画不出趋势。",
    trend_explained: "每千条客服发言中需要改用语的条数；浅色带是 95% 区间，带子越宽，数量越少，越不必在意起伏。",
    trend_of_rate: "问题发言（每千条客服发言）",
    trend_by_family: "各类别的走势",
    trend_by_family_hint: "每千条客服发言的处数，各图同一比例，顶端为 {top}",
    numbers: "图中的数字",
    period: "时间",
    undated: "{count}没有注明日期，不在趋势里。",

    signals: "客户升级信号",
    no_signals: "没有发现客户要投诉、要找领导之类的话。",
    signals_explained: "客户说出的投诉、曝光、要找领导一类的话，以及在那之前客服是否已经有用语问题。作为比较：全部会话里有 {share} 含有客服用语问题（竖线）。高出很多，说明信号往往跟在用语问题之后；但这还不能证明是它引起的，较长的会话两样都更容易出现。",
    signals_by_rule: "各种信号",
    signal: "信号",
    after_slip: "其中有用语问题在前",
    share: "之前有用语问题的占比",
    expected: "全部会话",
    after_rules: "之前最常见的规则",
    signal_cases: "信号与之前的话 <small>随机挑选，有用语问题的在前</small>",
    said_before: "之前",

    worst: "得分最低的会话",
    no_worst: "没有被扣分的会话。",
    worst_explained: "每个会话引用最先出现的几处，左边是原话，右边是更好的说法。得分只看用语，请结合上下文再下结论。",

    sample: "抽样复核",
    no_sample: "这次没有抽样；用 --sample 50 可以随机抽取 50 处请人复核。",
    sample_explained: "随机抽取的 {count} 处（种子 {seed}，可以重现）。请逐条判断规则标得对不对，然后下载标注表，用 saywell audit review 读回，就得到规则的准确率。标注只保存在这个页面里，关闭前请下载。",
    download: "下载标注表",
    progress: "已标注 {done} / {all}",
    sheet_name: "复核标注.csv",
    where_said: "会话",
    what_was_said: "原话",
    your_verdict: "您的判断",
    agree: "同意",
    disagree: "不同意",
    unsure: "不确定",
    comment: "备注",
    marks: ["是", "否", "不确定"],

    baseline: "与基线相比",
    baseline_explained: "按规则和整句话比对，换行、移动位置、换文件都不影响。",
    baseline_counts: "与以前的审计相比",
    new: "新增",
    new_hint: "基线里没有",
    gone: "消失",
    gone_hint: "基线里有，这次没有再出现",
    unchanged: "仍在",
    unchanged_hint: "基线里有，这次仍然出现",

    method: "口径与方法",
    definitions: &[
        (
            "用语得分",
            "只看用语：100 减去各处扣分；同一条规则在一个会话里最多计 {cap} 次，最低 0 分。有一票否决的规则命中时为 0 分。没有客服发言的会话不评分。",
        ),
        (
            "评定",
            "{pass} 分及以上为合格，{coach} 分及以上为待辅导，其余以及一票否决为不合格。",
        ),
        (
            "扣分",
            "写在每条规则的级别旁边；没有特别规定时，错误扣 10 分，警告扣 5 分，提示不扣分。",
        ),
        (
            "客服发言",
            "角色是客服、含有需要检查的文字的一条发言。看不出谁在说话时，每条发言都按客服的检查。",
        ),
        (
            "问题发言",
            "至少有一处问题的客服发言；一条发言里有几处也只算一条。问题发言（每千条）= 问题发言 ÷ 客服发言 × 1000。",
        ),
        (
            "处数",
            "规则在客服发言里找到的每一处。处数（每千条）= 处数 ÷ 客服发言 × 1000，一条发言可以有多处，所以各规则之和大于问题发言。",
        ),
        (
            "不算的",
            "命中了规则，但属于无害的说法、上下文允许、与同类重叠，或者设置里允许。单独列出，以便看出例外是不是放得太宽。",
        ),
        (
            "95% 区间",
            "威尔逊区间（Wilson 1927），用于比例，数量少时也可靠。",
        ),
        ("不排名", "客服发言不到 {count} 条的组只列出，不排名。"),
        (
            "信号",
            "客户的话里出现的升级风险；不计入任何得分。“之前有用语问题”指同一会话里，第一处信号之前客服已有命中。",
        ),
    ],
    terms: "本次审计的条件",
    terms_hint: "条件相同的报告才能相加或比较",
    version: "版本",
    rule_set: "规则",
    rule_set_value: "{count} 条，校验码 <code>{hash}</code>",
    grouped_by: "分组字段",
    least_turns: "排名所需的客服发言",
    sampling: "抽样",
    sampling_value: "全部中抽 {size} 处，每位客服抽 {per_agent} 处，种子 {seed}",
    masking: "个人信息",
    masked: "已遮盖",
    masked_with_patterns: "已遮盖，另加 {count} 个自定义模式",
    unmasked: "未遮盖",
    names: "客服姓名",
    names_plain: "照原样显示",
    names_hashed: "已替换为代号（{mark}）",
};

const EN: Words = Words {
    language: Language::En,
    tag: "en",
    colon: ": ",
    title: "Wording audit",
    kicker: "saywell audit report",
    undated_page: "conversations without dates",
    contents: "Contents",
    filter: "Filter agents, groups and rules",
    any_severity: "All severities",
    any_family: "All families",
    no_match: "No row fits the filter.",
    footer: "Judged by wording only; nothing here rates any other part of the service. Everything is in this one file, and opening it contacts nobody.",

    coverage: "Coverage",
    nothing_read: "No conversation was read.",
    read_whole: "of these {conversations} were read. This is not a sample.",
    read_in_part: "The run was stopped before its end: this report holds the {conversations} that were read until then.",
    none_unreadable: "No file or record was unreadable.",
    some_unreadable: "Beside them, {count} could not be read and are in none of the numbers below.",
    what_was_read: "What was read",
    files: "Files",
    conversations_label: "Conversations",
    unscored: "without words of an agent, not scored",
    turns: "Turns",
    judged_turns: "Agent turns checked",
    characters: "Characters checked",
    nothing_left_out: "Nothing was passed over, and nothing needs a remark.",
    left_out: "Left out, and remarks",
    interrupted: "The run was stopped; what it had not reached is missing here.",
    no_ending: "no ending",
    skipped_files: "Passed over {count} of unknown format: {list}.",
    skipped_text: "Kept but not checked, {count} passages: {list}.",
    unreadable: "{count} could not be read",
    and_more: "and {count} more",
    more_cases: "{count} more conversations",

    verdicts: "At a glance",
    no_agent_turns: "There are no words of an agent to judge.",
    in_brief: "Of {turns} agent turns, <b>{flagged}</b> hold wording to change: <b>{rate}</b> in every 1,000 (95% interval {low}–{high}). {conversations} of conversations have at least one.",
    most_often: "Most often: {list}.",
    clearly_above: "Clearly above the overall rate (per 1,000): {list}.",
    clearly_below: "Clearly below it: {list}.",
    and_others: " and {count} more",
    verdicts_of_conversations: "Verdicts on conversations",
    vetoed: "of these by veto",
    mean_score: "Mean wording score",
    all_full: "Every conversation has the full score of 100.",
    scores_below_full: "Conversations that lost points",
    full_scores: "by wording score; {count} with the full 100 ({share}) are not drawn",

    found: "What was found",
    nothing_found: "{count} rules ran and found nothing.",
    by_family: "By family",
    by_rule: "By rule",
    by_rule_hint: "open a rule for the reason and better wording",
    never_counted: "{count} more rules matched, but none of it counts",
    family: "Family",
    rule: "Rule",
    severity: "Severity, points",
    hits: "Hits",
    conversations_touched: "Conversations",
    hits_per_thousand: "Hits per 1,000 turns",
    rules_that_hit: "Rules that hit",
    of: "{part} of {whole}",
    silent_families: "Families that found nothing: {list}.",
    suppressed: "Not counted",
    not_counted: "Also matched, but not counted: {list}.",
    bot_hits: "{count} in the words of bots, not in the numbers above.",
    customer_hits: "{count} in the words of customers, not in the numbers above.",
    veto: "veto",
    say_instead: "Say instead",

    by_field: "By {field}",
    none_ranked: "No group has {count} agent turns; there is too little to rank.",
    interval_explained: "Sorted by flagged turns per 1,000 agent turns. The bar is the 95% interval: with this many turns, the true rate most likely lies within it. The vertical line is the overall rate. Only a group whose whole bar lies to one side is marked; any other difference may be luck. Even if all were alike, about one group in twenty would be marked.",
    ranked: "{count} ranked",
    agent_turns: "Agent turns",
    flagged_turns: "Flagged turns",
    flagged_per_thousand: "Flagged per 1,000",
    interval: "95% interval",
    overall: "overall",
    above: "clearly above",
    below: "clearly below",
    score: "Mean score",
    verdict_mix: "Pass / coach / fail %",
    top_rules: "Top three rules",
    too_few: "Too few to rank: {count}",
    too_few_hint: "below {count} agent turns",
    more_groups: "{count} more are not listed; the JSON report has all of them.",

    trend: "Trend",
    no_trend: "Fewer than two days have dated conversations, so there is no trend to draw.",
    trend_explained: "Flagged turns per 1,000 agent turns. The pale band is the 95% interval: where it is wide there were few turns, and ups and downs mean little.",
    trend_of_rate: "Flagged turns per 1,000",
    trend_by_family: "Each family over time",
    trend_by_family_hint: "hits per 1,000 agent turns, all on one scale that ends at {top}",
    numbers: "The numbers behind the chart",
    period: "Period",
    undated: "{count} without a date are not in the trend.",

    signals: "Signs of escalation",
    no_signals: "No customer spoke of complaining, leaving or going higher.",
    signals_explained: "What customers said about complaining, leaving or going higher, and whether the agent had slipped before. To compare: {share} of all conversations hold a slip of the agent’s (the vertical line). A share far above it says that signals tend to follow slips. It does not prove that slips cause them: longer conversations hold more of both.",
    signals_by_rule: "By signal",
    signal: "Signal",
    after_slip: "After a slip",
    share: "Share after a slip",
    expected: "all conversations",
    after_rules: "Slips most often before it",
    signal_cases: "Signals and what went before <small>chosen at random, those after a slip first</small>",
    said_before: "Before",

    worst: "Lowest scores",
    no_worst: "No conversation lost points.",
    worst_explained: "The first findings of each conversation: what was said, and better wording beside it. The score judges wording only; read the conversation before you judge the person.",

    sample: "Sample for review",
    no_sample: "This audit drew no sample; --sample 50 chooses 50 findings at random for people to check.",
    sample_explained: "{count} findings chosen at random (seed {seed}, repeatable). Say of each whether the rule is right, then download the marked sheet: <code>saywell audit review</code> reads it and tells how precise the rules are. Marks stay in this page only, so download before you close it.",
    download: "Download marked sheet",
    progress: "{done} of {all} marked",
    sheet_name: "review-marked.csv",
    where_said: "Conversation",
    what_was_said: "What was said",
    your_verdict: "Your verdict",
    agree: "agree",
    disagree: "disagree",
    unsure: "unsure",
    comment: "Comment",
    marks: ["yes", "no", "unsure"],

    baseline: "Against the baseline",
    baseline_explained: "Compared by rule and whole sentence, so re-wrapping, moving or renaming makes no difference.",
    baseline_counts: "Compared with the earlier audit",
    new: "New",
    new_hint: "not in the baseline",
    gone: "Gone",
    gone_hint: "in the baseline, not found any more",
    unchanged: "Unchanged",
    unchanged_hint: "in the baseline and still found",

    method: "How the numbers are made",
    definitions: &[
        (
            "Wording score",
            "Wording only: 100 less the points of each finding. At most {cap} findings of one rule count in one conversation, and the score stops at 0. A rule with a veto makes it 0. Conversations without agent turns are not scored.",
        ),
        (
            "Verdict",
            "Pass from {pass}, coach from {coach}, fail below that or by a veto.",
        ),
        (
            "Points",
            "They stand beside the severity of each rule; unless a rule says otherwise an error costs 10, a warning 5, an info nothing.",
        ),
        (
            "Agent turn",
            "A turn by an agent with words to check. Where nothing tells who speaks, every turn is checked as the agent’s.",
        ),
        (
            "Flagged turn",
            "An agent turn with at least one finding; several in one turn count once. Flagged per 1,000 = flagged turns ÷ agent turns × 1,000.",
        ),
        (
            "Hits",
            "Every place that a rule found in agent turns. Hits per 1,000 turns = hits ÷ agent turns × 1,000; a turn may hold several, so rules add up to more than flagged turns.",
        ),
        (
            "Not counted",
            "Matched, but part of a harmless expression, fine in its context, covered by another finding of the family, or allowed by your settings. Listed so that an exception that is too wide can be seen.",
        ),
        (
            "95% interval",
            "Wilson’s score interval (1927) for a share; sound for few turns too.",
        ),
        (
            "Too few to rank",
            "Groups below {count} agent turns are listed, not ranked.",
        ),
        (
            "Signal",
            "A sign of escalation in the customer’s words; in no score. “After a slip” means that the agent had a finding in the same conversation before the first signal.",
        ),
    ],
    terms: "Terms of this audit",
    terms_hint: "reports can be added or compared if these are the same",
    version: "Version",
    rule_set: "Rules",
    rule_set_value: "{count}, hash <code>{hash}</code>",
    grouped_by: "Grouped by",
    least_turns: "Agent turns needed to rank",
    sampling: "Sample",
    sampling_value: "{size} of all, {per_agent} of each agent, seed {seed}",
    masking: "Personal data",
    masked: "masked",
    masked_with_patterns: "masked, with {count} patterns of your own",
    unmasked: "not masked",
    names: "Agents’ names",
    names_plain: "as they are",
    names_hashed: "replaced by a code ({mark})",
};

impl Words {
    pub(super) fn of(language: Language) -> &'static Words {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// A count and its noun; the Chinese one with its measure word.
    fn counted(&self, count: u64, chinese: &str, english: &str) -> String {
        let shown = thousands(count);
        match self.language {
            Language::Zh => format!("{shown} {chinese}"),
            Language::En if count == 1 => format!("{shown} {english}"),
            Language::En => format!("{shown} {english}s"),
        }
    }

    pub(super) fn conversations(&self, count: u64) -> String {
        self.counted(count, "个会话", "conversation")
    }

    pub(super) fn records(&self, count: u64) -> String {
        self.counted(count, "个文件或记录", "file or record")
            .replace("file or records", "files or records")
    }

    pub(super) fn documents(&self, count: u64) -> String {
        self.counted(count, "份", "document")
    }

    pub(super) fn file_count(&self, count: u64) -> String {
        self.counted(count, "个", "file")
    }

    pub(super) fn findings(&self, count: u64) -> String {
        self.counted(count, "处", "finding")
    }

    pub(super) fn turn(&self, number: usize) -> String {
        match self.language {
            Language::Zh => format!("第 {number} 条"),
            Language::En => format!("turn {number}"),
        }
    }

    /// Names in a sentence.
    pub(super) fn list(&self, names: impl IntoIterator<Item = String>) -> String {
        let names: Vec<String> = names.into_iter().collect();
        names.join(match self.language {
            Language::Zh => "、",
            Language::En => ", ",
        })
    }

    /// A remark behind a word.
    pub(super) fn aside(&self, remark: &str) -> String {
        match self.language {
            Language::Zh => format!("（{remark}）"),
            Language::En => format!(" ({remark})"),
        }
    }

    /// What a field is called inside a title; a field of the user's own as it is.
    pub(super) fn field_in_title(&self, id: &str) -> String {
        let name = field(self.language, id);
        match name == id {
            true => Text(id).to_string(),
            false => name.to_lowercase(),
        }
    }

    pub(super) fn grain(&self, name: &str) -> &'static str {
        match (self.language, name) {
            (Language::Zh, "day") => "按日",
            (Language::Zh, "week") => "按周",
            (Language::Zh, _) => "按月",
            (Language::En, "day") => "Days",
            (Language::En, "week") => "Weeks",
            (Language::En, _) => "Months",
        }
    }

    pub(super) fn skip(&self, labels: &Labels, reason: &str) -> String {
        let known = [
            SkipReason::Quote,
            SkipReason::Forward,
            SkipReason::Signature,
            SkipReason::Code,
            SkipReason::Markup,
        ];
        let known = known.into_iter().find(|known| known.name() == reason);
        known.map_or_else(
            || Text(reason).to_string(),
            |known| labels.skip(known).to_owned(),
        )
    }

    /// A remark on how documents were read.
    pub(super) fn note(&self, code: &str) -> &'static str {
        let is = |note: NoteCode| note.name() == code;
        match self.language {
            Language::Zh if is(NoteCode::RolesUnknown) => {
                "{count}看不出是谁在说话，每句话都按客服的检查了。"
            }
            Language::Zh if is(NoteCode::MalformedBytes) => "{count}里有读不成文字的字节。",
            Language::Zh if is(NoteCode::EncodingGuessed) => "{count}没有注明编码，按最像的读取。",
            Language::Zh if is(NoteCode::SpeakerInherited) => {
                "{count}有没写说话人的字幕，按上一位处理。"
            }
            Language::Zh => "{count}有其他说明。",
            Language::En if is(NoteCode::RolesUnknown) => {
                "{count} with labels that do not tell who is the agent: every turn was checked as the agent’s."
            }
            Language::En if is(NoteCode::MalformedBytes) => "{count} with bytes that are no text.",
            Language::En if is(NoteCode::EncodingGuessed) => "{count} whose encoding was guessed.",
            Language::En if is(NoteCode::SpeakerInherited) => {
                "{count} with cues that name nobody, taken for the last speaker’s."
            }
            Language::En => "{count} with another remark.",
        }
    }

    /// Why hits of a rule are no findings: reason and count.
    pub(super) fn reasons(&self, rule: &RuleTally) -> String {
        let counts = [
            rule.harmless,
            rule.unless,
            rule.only,
            rule.overlap,
            rule.allowed,
        ];
        let names = match self.language {
            Language::Zh => [
                "无害的说法",
                "上下文允许",
                "缺少上下文",
                "与同类重叠",
                "设置允许",
            ],
            Language::En => [
                "harmless expression",
                "fine in context",
                "context missing",
                "covered by another",
                "allowed by settings",
            ],
        };
        let reasons = names.iter().zip(counts).filter(|(_, count)| *count > 0);
        self.list(reasons.map(|(name, count)| format!("{name} {}", thousands(count))))
    }
}

/// The text with its places filled in. Values are HTML.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, place)) = rest.split_once('{') {
        filled += before;
        let Some((name, after)) = place.split_once('}') else {
            rest = place;
            break;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        filled += value.map_or("", |(_, value)| value);
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("no place", &[]), "no place");
    }

    #[test]
    fn counts_have_their_nouns() {
        assert_eq!(EN.conversations(1), "1 conversation");
        assert_eq!(EN.records(2_000), "2,000 files or records");
        assert_eq!(ZH.conversations(3), "3 个会话");
    }
}
