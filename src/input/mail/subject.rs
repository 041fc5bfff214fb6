//! Subjects: an answer's is that of the mail it answers, not the writer's own.

use crate::document::{Skip, SkipReason};
use crate::text::Span;

/// What mail programs of many languages put in front of the subject that is answered.
const REPLY: [&str; 16] = [
    "re",
    "回复",
    "回覆",
    "答复",
    "答覆",
    "aw",
    "sv",
    "vs",
    "antw",
    "odp",
    "res",
    "ref",
    "rif",
    "ynt",
    "自动回复",
    "回信",
];

/// And of the one that is forwarded.
const FORWARD: [&str; 12] = [
    "fw", "fwd", "转发", "轉寄", "轉發", "wg", "tr", "rv", "enc", "vb", "doorst", "转寄",
];

/// The whole subject if it is somebody else's.
pub(super) fn skips(subject: &str) -> Vec<Skip> {
    let span = Span::new(0, subject.len());
    let reason = whose(subject);
    reason
        .map(|reason| Skip { span, reason })
        .into_iter()
        .collect()
}

fn whose(subject: &str) -> Option<SkipReason> {
    let mut rest = subject.trim_start();
    // The tag of a list or of a ticket stands in front: "[shop] Re: …".
    while let Some((_, behind)) = rest
        .strip_prefix(['[', '【'])
        .and_then(|tag| tag.split_once([']', '】']))
    {
        rest = behind.trim_start();
    }
    let (mark, _) = rest.split_once([':', '：'])?;
    // `Re[2]`, `RE^3`, `AW (2)`.
    let word = mark.trim_end_matches(|last: char| {
        last.is_ascii_digit() || last.is_whitespace() || matches!(last, '[' | ']' | '(' | ')' | '^')
    });
    let word = word.to_lowercase();
    let is = |marks: &[&str]| marks.contains(&word.as_str());
    match (is(&REPLY), is(&FORWARD)) {
        (true, _) => Some(SkipReason::Quote),
        (_, true) => Some(SkipReason::Forward),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answers_subject_is_not_the_writers() {
        for subject in [
            "Re: it broke again",
            "RE：又坏了",
            "回复: 又坏了",
            "答复： 又坏了",
            "Re[2]: x",
            "AW: x",
            "[shop-list] Re: x",
            "【工单】回复：x",
            "Sv: x",
            "re : x",
        ] {
            assert_eq!(whose(subject), Some(SkipReason::Quote), "{subject}");
        }
        for subject in ["Fwd: x", "FW: x", "转发：x", "WG: x"] {
            assert_eq!(whose(subject), Some(SkipReason::Forward), "{subject}");
        }
        for subject in [
            "Your order: sent",
            "关于改天：说明",
            "Regarding: x",
            "Reply",
            "[shop] news",
            "",
            "[",
        ] {
            assert_eq!(whose(subject), None, "{subject}");
        }
    }
}
