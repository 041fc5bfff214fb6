//! How rare words and Han characters are in support replies, so that a phrase is searched for by
//! its rarest part.
//!
//! Rarity is counted in bits: minus the logarithm to base 2 of the share of all words, or of all Han
//! characters. The figures are rounded counts over Chinese and English support chats; what is not
//! listed is rarer than anything that is.

use crate::text::is_han;

/// The rarity of a word.
pub(crate) fn rarity_of_word(word: &str) -> usize {
    match word {
        "for" | "the" | "to" | "we" | "you" => 5,
        "a" | "and" | "our" | "re" | "your" => 6,
        "are" | "as" | "be" | "can" | "have" | "hi" | "i" | "if" | "in" | "is" | "it" | "ll"
        | "of" | "on" | "please" | "sorry" | "thanks" | "that" | "this" | "us" | "with" => 7,
        "any" | "appreciate" | "at" | "do" | "get" | "glad" | "great" | "help" | "hope"
        | "know" | "not" | "out" | "see" | "so" | "soon" | "team" | "there" | "time" | "will" => 8,
        "able" | "about" | "again" | "all" | "always" | "an" | "back" | "been" | "best" | "but"
        | "check" | "delay" | "experience" | "from" | "happy" | "here" | "inconvenience"
        | "let" | "like" | "look" | "love" | "make" | "need" | "no" | "number" | "or" | "pass"
        | "patience" | "possible" | "service" | "sure" | "take" | "thank" | "they" | "today"
        | "up" | "very" | "wait" | "want" | "was" | "way" | "welcome" | "what" => 9,
        "am" | "anything" | "assistance" | "available" | "by" | "call" | "care" | "change"
        | "comments" | "contact" | "could" | "customer" | "did" | "due" | "enjoy" | "feedback"
        | "give" | "go" | "going" | "good" | "had" | "has" | "having" | "hello" | "how"
        | "information" | "into" | "just" | "keep" | "kind" | "may" | "more" | "much" | "my"
        | "next" | "now" | "oh" | "one" | "only" | "provide" | "quickly" | "reach" | "share"
        | "should" | "some" | "still" | "support" | "their" | "them" | "too" | "truly"
        | "understand" | "were" | "when" | "work" | "would" => 10,
        "account" | "after" | "also" | "another" | "apologies" | "apologize" | "apology"
        | "ask" | "awesome" | "before" | "being" | "better" | "certainly" | "changes" | "come"
        | "day" | "details" | "does" | "done" | "email" | "every" | "everyone" | "expect"
        | "feel" | "find" | "first" | "free" | "further" | "future" | "getting" | "got" | "her"
        | "him" | "however" | "important" | "issue" | "issues" | "late" | "looking" | "made"
        | "many" | "me" | "message" | "must" | "never" | "new" | "off" | "offer" | "once"
        | "online" | "order" | "over" | "really" | "regret" | "reply" | "right" | "say"
        | "send" | "something" | "staff" | "than" | "then" | "these" | "think" | "through"
        | "trouble" | "try" | "unable" | "unfortunately" | "update" | "use" | "via" | "well"
        | "where" | "which" | "while" | "who" | "why" | "without" | "yes" => 11,
        _ => (word.len() * 3).min(13),
    }
}

/// The rarity of a Han character.
pub(crate) fn rarity_of_han(c: char) -> usize {
    match c {
        '您' => 4,
        '的' => 5,
        '以' | '可' | '是' | '请' => 6,
        '一' | '下' | '不' | '个' | '为' | '了' | '亲' | '们' | '会' | '信' | '到' | '单'
        | '后' | '吗' | '呢' | '哦' | '在' | '好' | '帮' | '我' | '有' | '给' | '谢' | '还'
        | '这' | '问' => 7,
        '中' | '么' | '人' | '他' | '作' | '你' | '供' | '便' | '关' | '其' | '务' | '号'
        | '品' | '商' | '处' | '如' | '客' | '小' | '已' | '带' | '快' | '情' | '户' | '手'
        | '抱' | '提' | '方' | '时' | '服' | '机' | '查' | '核' | '没' | '歉' | '点' | '理'
        | '用' | '申' | '电' | '看' | '等' | '系' | '联' | '要' | '订' | '话' | '货' | '边'
        | '退' | '送' | '通' | '需' | '题' => 8,
        '上' | '东' | '之' | '也' | '于' | '交' | '价' | '体' | '使' | '保' | '修' | '具'
        | '内' | '再' | '出' | '前' | '卡' | '及' | '反' | '发' | '取' | '否' | '员' | '和'
        | '售' | '回' | '地' | '复' | '天' | '实' | '对' | '就' | '尽' | '工' | '常' | '建'
        | '开' | '式' | '很' | '心' | '息' | '意' | '感' | '成' | '或' | '接' | '支' | '收'
        | '改' | '新' | '无' | '日' | '期' | '来' | '果' | '款' | '正' | '法' | '注' | '消'
        | '现' | '知' | '私' | '稍' | '站' | '经' | '网' | '能' | '行' | '解' | '试' | '过'
        | '进' | '配' | '量' | '间' | '非' => 9,
        _ => 11,
    }
}

/// The rarity of two Han characters that stand together more often than each alone would let one
/// think.
fn rarity_of_pair(first: char, second: char) -> Option<usize> {
    Some(match (first, second) {
        ('可', '以') | ('您', '好') | ('您', '的') | ('请', '问') => 7,
        ('一', '下')
        | ('为', '您')
        | ('还', '以')
        | ('帮', '您')
        | ('其', '他')
        | ('到', '您')
        | ('处', '理')
        | ('我', '们')
        | ('手', '机')
        | ('抱', '歉')
        | ('提', '供')
        | ('服', '务')
        | ('申', '请')
        | ('的', '吗')
        | ('给', '您')
        | ('联', '系')
        | ('订', '单')
        | ('请', '您')
        | ('谢', '谢')
        | ('还', '可')
        | ('还', '有')
        | ('问', '题') => 8,
        ('不', '便')
        | ('什', '么')
        | ('使', '用')
        | ('信', '息')
        | ('反', '馈')
        | ('号', '码')
        | ('售', '后')
        | ('商', '品')
        | ('好', '的')
        | ('如', '果')
        | ('客', '户')
        | ('工', '作')
        | ('已', '经')
        | ('带', '来')
        | ('建', '议')
        | ('您', '可')
        | ('情', '况')
        | ('感', '谢')
        | ('支', '持')
        | ('时', '间')
        | ('是', '否')
        | ('查', '询')
        | ('没', '有')
        | ('电', '话')
        | ('的', '问')
        | ('这', '个')
        | ('这', '边')
        | ('退', '款')
        | ('通', '过')
        | ('配', '送')
        | ('需', '要') => 9,
        ('一', '个')
        | ('之', '后')
        | ('人', '员')
        | ('以', '便')
        | ('们', '会')
        | ('修', '改')
        | ('关', '于')
        | ('具', '体')
        | ('取', '消')
        | ('咨', '询')
        | ('回', '复')
        | ('地', '址')
        | ('客', '服')
        | ('尽', '快')
        | ('您', '是')
        | ('您', '看')
        | ('我', '司')
        | ('我', '的')
        | ('提', '交')
        | ('支', '付')
        | ('收', '到')
        | ('方', '便')
        | ('无', '法')
        | ('查', '看')
        | ('核', '实')
        | ('正', '在')
        | ('正', '常')
        | ('点', '击')
        | ('用', '户')
        | ('的', '话')
        | ('目', '前')
        | ('直', '接')
        | ('相', '关')
        | ('稍', '等')
        | ('等', '待')
        | ('系', '统')
        | ('耐', '心')
        | ('解', '决')
        | ('记', '录')
        | ('辛', '苦')
        | ('进', '行')
        | ('遇', '到')
        | ('重', '新')
        | ('非', '常')
        | ('预', '计')
        | ('麻', '烦')
        | ('不', '是')
        | ('不', '了')
        | ('不', '能')
        | ('是', '不')
        | ('这', '是') => 10,
        _ => return None,
    })
}

/// The rarity of words that stand together.
pub(crate) fn rarity_of_words(text: &[char]) -> usize {
    text.split(|&c| c == ' ').map(rarity_of).sum()
}

/// The rarity of a literal: of its Han characters one behind the other, and of its letters as a word.
pub(crate) fn rarity_of(text: &[char]) -> usize {
    let letters: String = text
        .iter()
        .filter(|c| c.is_alphanumeric() && !is_han(**c))
        .collect();
    let of_letters = if letters.is_empty() {
        0
    } else {
        rarity_of_word(&letters)
    };
    let befores = std::iter::once(' ').chain(text.iter().copied());
    let of_han = befores
        .zip(text)
        .filter(|&(_, &c)| is_han(c))
        .map(|(before, &c)| rarity_behind(before, c));
    of_letters + of_han.sum::<usize>()
}

/// What a character adds to the rarity of the one before it.
fn rarity_behind(before: char, c: char) -> usize {
    match rarity_of_pair(before, c) {
        Some(bits) => bits.saturating_sub(rarity_of_han(before)),
        None => rarity_of_han(c),
    }
}
