//! The words of human reports in each language.

use super::Summary;
use crate::check::Excuse;
use crate::document::{Note, NoteCode, Role, SkipReason};
use crate::input::Why;
use crate::input::encoding::Evidence;
use crate::rules::Severity;

/// The language of labels. Keys, ids and the formats for programs are English in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese, simplified.
    Zh,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Every language, for parsing and for help texts.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The name used on the command line and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The language of that name.
    pub fn from_name(name: &str) -> Option<Language> {
        Language::ALL
            .into_iter()
            .find(|language| language.name() == name)
    }
}

/// The labels of one language.
#[derive(Debug)]
pub(super) struct Labels {
    language: Language,
    /// After a speaker and after a label.
    pub(super) colon: &'static str,
    pub(super) why: &'static str,
    pub(super) instead: &'static str,
    pub(super) or: &'static str,
    pub(super) fix: &'static str,
    pub(super) because: &'static str,
    pub(super) excused: &'static str,
    pub(super) not_judged: &'static str,
    pub(super) note: &'static str,
}

const ZH: Labels = Labels {
    language: Language::Zh,
    colon: "：",
    why: "为什么",
    instead: "换个说法",
    or: "或者",
    fix: "可直接换成",
    because: "原因",
    excused: "不算",
    not_judged: "没有检查：",
    note: "说明",
};

const EN: Labels = Labels {
    language: Language::En,
    colon: ": ",
    why: "why",
    instead: "say instead",
    or: "or",
    fix: "replace with",
    because: "because",
    excused: "excused",
    not_judged: "not checked: ",
    note: "note",
};

impl Labels {
    pub(super) fn of(language: Language) -> &'static Labels {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    pub(super) fn severity(&self, severity: Severity) -> &'static str {
        match (self.language, severity) {
            (Language::En, severity) => severity.name(),
            (Language::Zh, Severity::Info) => "提示",
            (Language::Zh, Severity::Warning) => "警告",
            (Language::Zh, Severity::Error) => "错误",
        }
    }

    pub(super) fn role(&self, role: Role) -> &'static str {
        match (self.language, role) {
            (Language::En, role) => role.name(),
            (Language::Zh, Role::Agent) => "客服",
            (Language::Zh, Role::Customer) => "客户",
            (Language::Zh, Role::Bot) => "机器人",
            (Language::Zh, Role::System) => "系统",
            (Language::Zh, Role::Unknown) => "未知",
        }
    }

    pub(super) fn skip(&self, reason: SkipReason) -> &'static str {
        match (self.language, reason) {
            (Language::En, SkipReason::Quote) => "quoted words",
            (Language::En, SkipReason::Forward) => "a forwarded mail",
            (Language::En, SkipReason::Signature) => "a signature",
            (Language::En, SkipReason::Code) => "code",
            (Language::En, SkipReason::Markup) => "markup",
            (Language::Zh, SkipReason::Quote) => "引用的话",
            (Language::Zh, SkipReason::Forward) => "转发的邮件",
            (Language::Zh, SkipReason::Signature) => "签名",
            (Language::Zh, SkipReason::Code) => "代码",
            (Language::Zh, SkipReason::Markup) => "标记",
        }
    }

    /// What a note says. Its details are in English.
    pub(super) fn note_text(&self, note: &Note) -> String {
        match (self.language, note.code) {
            (Language::En, _) => note.message.clone(),
            (Language::Zh, NoteCode::RolesUnknown) if note.subject.is_empty() => {
                "看不出是谁在说话，所以每句话都检查了。".to_owned()
            }
            (Language::Zh, NoteCode::RolesUnknown) => {
                "看不出哪些话是客服说的，所以每句话都检查了；可以用 --role 标签=agent 指明。"
                    .to_owned()
            }
            (Language::Zh, NoteCode::MalformedBytes) => format!(
                "有 {} 处字节读不成文字，已用 \u{FFFD} 代替；请把文件另存为 UTF-8，让每个字都能检查到。",
                note.subject
            ),
            (Language::Zh, NoteCode::EncodingGuessed) => format!(
                "文件没有注明编码，按最像的 {} 读取；如果显示的文字不对，请用 --encoding 指明。",
                note.subject
            ),
            (Language::Zh, NoteCode::SpeakerInherited) => {
                "有些字幕没有写明说话人，按上一位说话人处理了；换人的地方可能不准。".to_owned()
            }
        }
    }

    /// Why a file is read in its format.
    pub(super) fn format_reason(&self, why: &Why) -> String {
        match (self.language, why) {
            (Language::En, Why::Asked) => "--input says so".to_owned(),
            (Language::En, Why::Ending(ending)) => format!("its name ends in .{ending}"),
            (Language::En, Why::Content(shows)) => (*shows).to_owned(),
            (Language::Zh, Why::Asked) => "由 --input 指定".to_owned(),
            (Language::Zh, Why::Ending(ending)) => format!("文件名以 .{ending} 结尾"),
            (Language::Zh, Why::Content(_)) => "根据内容判断".to_owned(),
        }
    }

    /// How an encoding is known.
    pub(super) fn encoding_reason(&self, evidence: Evidence) -> &'static str {
        match (self.language, evidence) {
            (Language::En, Evidence::Asked) => "--encoding says so",
            (Language::En, Evidence::ByteOrderMark) => "its byte order mark says so",
            (Language::En, Evidence::ZeroBytes) => "every other byte of many is zero",
            (Language::En, Evidence::Valid) => "every byte fits",
            (Language::En, Evidence::MostlyValid) => "nearly every byte fits",
            (Language::En, Evidence::Guessed) => "guessed by its letters",
            (Language::Zh, Evidence::Asked) => "由 --encoding 指定",
            (Language::Zh, Evidence::ByteOrderMark) => "文件开头有字节顺序标记",
            (Language::Zh, Evidence::ZeroBytes) => "隔一个字节就是零",
            (Language::Zh, Evidence::Valid) => "每个字节都符合",
            (Language::Zh, Evidence::MostlyValid) => "几乎每个字节都符合",
            (Language::Zh, Evidence::Guessed) => "根据文字推测",
        }
    }

    /// Why a hit does not count; `because` is the context phrase, where there is one.
    pub(super) fn excuse(&self, excuse: Excuse, because: Option<&str>) -> String {
        let (with_phrase, without) = match (self.language, excuse) {
            (Language::Zh, Excuse::Harmless) => ("属于无害的说法 “@”", "属于一个无害的说法"),
            (Language::Zh, Excuse::Unless) => {
                ("上下文里有 “@”，所以没有问题", "上下文说明没有问题")
            }
            (Language::Zh, Excuse::Only) => ("上下文里没有 “@”", "缺少这条规则要求的上下文"),
            (Language::Zh, Excuse::Overlap) => ("已包含在 “@” 里", "已包含在同类的另一处问题里"),
            (Language::Zh, Excuse::Allowed) => ("您的设置允许这样说：@", "您的设置允许这样说"),
            (Language::En, Excuse::Allowed) => {
                ("your settings allow it: @", "your settings allow it")
            }
            (Language::En, Excuse::Harmless) => (
                "it is part of the harmless “@”",
                "it is part of a harmless expression",
            ),
            (Language::En, Excuse::Unless) => (
                "“@” stands close by and makes it fine",
                "its context makes it fine",
            ),
            (Language::En, Excuse::Only) => (
                "“@” would have to stand close by",
                "the context that the rule asks for is missing",
            ),
            (Language::En, Excuse::Overlap) => (
                "“@” covers it",
                "another finding of the same family covers it",
            ),
        };
        because.map_or_else(
            || without.to_owned(),
            |phrase| with_phrase.replace('@', phrase),
        )
    }

    /// The closing words of a run.
    pub(super) fn summary(&self, summary: &Summary) -> String {
        match self.language {
            Language::Zh => chinese_summary(summary),
            Language::En => english_summary(summary),
        }
    }

    /// How many hits were excused, by reason.
    pub(super) fn suppressed(&self, summary: &Summary) -> String {
        let found = summary.suppressed;
        let counts = [
            found.harmless,
            found.unless,
            found.only,
            found.overlap,
            found.allowed,
        ];
        let reasons = match self.language {
            Language::Zh => [
                "无害的说法",
                "上下文允许",
                "缺少上下文",
                "与同类重叠",
                "设置允许",
            ],
            Language::En => [
                "harmless",
                "fine in context",
                "context missing",
                "covered by another",
                "allowed by your settings",
            ],
        };
        let parts = reasons.iter().zip(counts).filter(|&(_, count)| count > 0);
        let parts: Vec<String> = match self.language {
            Language::Zh => parts
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect(),
            Language::En => parts
                .map(|(reason, count)| format!("{count} {reason}"))
                .collect(),
        };
        match self.language {
            Language::Zh => format!("另有 {} 处不算：{}。", found.total(), parts.join("、")),
            Language::En => format!("{} excused: {}.", found.total(), parts.join(", ")),
        }
    }
}

/// Severities that occur, worst first.
fn by_severity(summary: &Summary) -> impl Iterator<Item = (Severity, u64)> {
    summary
        .by_severity
        .iter()
        .rev()
        .map(|(&severity, &count)| (severity, count))
}

fn chinese_summary(summary: &Summary) -> String {
    let mut checked = format!("{} 份文档", summary.documents);
    // One turn for each document says nothing new.
    if summary.turns > summary.documents {
        checked += &format!("、{} 段话", summary.turns);
    }
    let mut line = if summary.findings > 0 {
        let severities = by_severity(summary)
            .map(|(severity, count)| format!("{} {count}", ZH.severity(severity)))
            .collect::<Vec<_>>();
        let severities = severities.join("、");
        format!(
            "{} 处需要改写（{severities}），共检查 {checked}。",
            summary.findings
        )
    } else if summary.documents == 0 {
        "没有可以检查的内容。".to_owned()
    } else {
        format!("没有需要改写的地方，说得很好！共检查 {checked}。")
    };
    if summary.errors > 0 {
        line += &format!("有 {} 处没能检查，请看错误信息。", summary.errors);
    }
    if summary.skipped_files > 0 {
        line += &format!("跳过了 {} 个格式不明的文件。", summary.skipped_files);
    }
    line
}

fn english_summary(summary: &Summary) -> String {
    let mut checked = counted(summary.documents, "document");
    if summary.turns > summary.documents {
        checked += &format!(", {}", counted(summary.turns, "turn"));
    }
    let mut line = if summary.findings > 0 {
        let severities = by_severity(summary)
            .map(|(severity, count)| match severity {
                // "info" has no plural.
                Severity::Info => format!("{count} info"),
                _ => counted(count, EN.severity(severity)),
            })
            .collect::<Vec<_>>();
        let places = counted(summary.findings, "place");
        format!(
            "{places} to reword ({}). Checked {checked}.",
            severities.join(", ")
        )
    } else if summary.documents == 0 {
        "Nothing to check.".to_owned()
    } else {
        format!("Nothing to reword, nicely put! Checked {checked}.")
    };
    if summary.errors > 0 {
        let failed = counted(summary.errors, "problem");
        line += &format!(" {failed} kept us from checking everything, see the error messages.");
    }
    if summary.skipped_files > 0 {
        let files = counted(summary.skipped_files, "file");
        line += &format!(" Skipped {files} of an unknown format.");
    }
    line
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts() {
        let mut summary = Summary {
            documents: 2,
            turns: 14,
            findings: 3,
            ..Summary::default()
        };
        summary.by_severity = [(Severity::Warning, 2), (Severity::Error, 1)].into();
        assert_eq!(
            ZH.summary(&summary),
            "3 处需要改写（错误 1、警告 2），共检查 2 份文档、14 段话。"
        );
        assert_eq!(
            EN.summary(&summary),
            "3 places to reword (1 error, 2 warnings). Checked 2 documents, 14 turns."
        );
    }

    #[test]
    fn a_clean_run_ends_on_a_friendly_note() {
        let summary = Summary {
            documents: 1,
            turns: 1,
            ..Summary::default()
        };
        assert_eq!(
            ZH.summary(&summary),
            "没有需要改写的地方，说得很好！共检查 1 份文档。"
        );
        assert_eq!(
            EN.summary(&summary),
            "Nothing to reword, nicely put! Checked 1 document."
        );
    }

    #[test]
    fn what_was_not_checked_is_said() {
        let summary = Summary {
            errors: 1,
            skipped_files: 2,
            ..Summary::default()
        };
        assert_eq!(
            ZH.summary(&summary),
            "没有可以检查的内容。有 1 处没能检查，请看错误信息。跳过了 2 个格式不明的文件。"
        );
        assert_eq!(
            EN.summary(&summary),
            "Nothing to check. 1 problem kept us from checking everything, see the error messages. \
             Skipped 2 files of an unknown format."
        );
    }
}
