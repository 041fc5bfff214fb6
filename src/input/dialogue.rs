//! A whole conversation in one field of a record: a cell of a table, a column of a database.

use super::conversation::{Conversation, Utterance};
use super::labels::{may_count_at_once, may_hold_label};
use super::midline::{Proof, colons};
use super::roles::RoleNames;
use super::subtitles;
use super::transcript::{self, LiveTranscript, is_conversation};
use crate::document::{Kind, Role};
use crate::text::{LineBreaks, Mapped, Span};
use memchr::{memchr2, memchr3};
use std::borrow::Cow;

/// Adds the turns of the conversation that `text` holds. False, and nothing is added, if it holds
/// none. `text` may be a transcript in any form that a file may have, with line breaks of its own,
/// written as `\n` or as `<br>`, or without any; or cues with their times.
pub(super) fn dialogue(text: &Mapped, names: &RoleNames, conversation: &mut Conversation) -> bool {
    if !may_hold_label(&text.text) {
        return false;
    }
    let text = with_line_breaks(text);
    let words = text.text.trim();
    let is_line = memchr2(b'\n', b'\r', words.as_bytes()).is_none();
    let may_be_cue = || words.starts_with('[') || words.contains("-->");
    if is_line && !transcript::may_speak(words, names) && !may_be_cue() {
        return false;
    }
    read(&text, names, conversation)
}

/// The same, however long it takes.
fn read(text: &Mapped, names: &RoleNames, conversation: &mut Conversation) -> bool {
    if subtitles::tell_all(text, names, conversation) {
        return true;
    }
    let mut live = LiveTranscript::with_names(names.clone(), Proof::TwoSpeakers);
    live.push_line(&text.text);
    live.finish();
    if !is_conversation(&live) {
        return false;
    }
    let document = live.document();
    // As in a transcript of its own, a line is a sentence.
    conversation.document().kind = Kind::Conversation {
        line_breaks: LineBreaks::EndSentence,
    };
    for turn in &document.turns {
        conversation.message(Utterance {
            speaker: turn.speaker.as_deref(),
            role: Some(turn.role).filter(|&role| role != Role::Unknown),
            start: document.time_at(turn, turn.span.start),
        });
        for words in document.judged(turn) {
            conversation.words(&text.part(words));
        }
    }
    true
}

/// True if `text` surely holds no conversation: at a look, as it is asked of every message.
pub(super) fn is_one_message(text: &str, names: &RoleNames) -> bool {
    !may_hold_label(text) || is_plain_line(text) && !may_hold_turn(text, names)
}

/// One line without the marks of cues and of written line breaks.
fn is_plain_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr2(b'\n', b'\r', bytes).is_none() && memchr3(b'\\', b'<', b'>', bytes).is_none()
}

/// False if no turn begins in such a line: there is one colon at most, and no speaker in front.
fn may_hold_turn(line: &str, names: &RoleNames) -> bool {
    colons(line).nth(1).is_some() || may_count_at_once(line, names)
}

/// What may stand for a line break in a field.
const BREAKS: [&str; 6] = ["\\r\\n", "\\n", "\\r", "<br>", "<br/>", "<br />"];

/// The text with real line breaks, if it has only written ones.
fn with_line_breaks(text: &Mapped) -> Cow<'_, Mapped> {
    let source = text.text.as_str();
    let mark = |at: usize| {
        let here = |word: &&&str| {
            source[at..]
                .get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        BREAKS.iter().find(here).map(|word| word.len())
    };
    let has_breaks = source.trim().contains(['\n', '\r']);
    if has_breaks || !source.contains(['\\', '<']) {
        return Cow::Borrowed(text);
    }
    let mut broken = Mapped::default();
    let mut start = 0;
    for (at, _) in source.match_indices(['\\', '<']) {
        if let Some(length) = mark(at).filter(|_| at >= start) {
            broken.push_same(&source[start..at], start);
            broken.push_decoded("\n", Span::new(at, at + length));
            start = at + length;
        }
    }
    broken.push_same(&source[start..], start);
    Cow::Owned(broken.through(&text.runs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::input::Options;
    use crate::text::{Origin, SourceMap};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<Document> {
        let names = RoleNames::new(&Options::default());
        let map = SourceMap::decoded(text.to_owned(), Origin::default());
        let mut conversation = Conversation::new(map, &names);
        let is_dialogue = dialogue(&Mapped::same(text, 0), &names, &mut conversation);
        let document = conversation.finish();
        assert!(is_dialogue || document.turns.is_empty());
        is_dialogue.then_some(document)
    }

    fn turns(text: &str) -> Vec<(&'static str, Option<f64>, String)> {
        let Some(document) = read(text) else {
            return Vec::new();
        };
        let turns = document.turns.iter().map(|turn| {
            let words = turn.span.of(&document.text).to_owned();
            (
                turn.role.name(),
                document.time_at(turn, turn.span.start),
                words,
            )
        });
        turns.collect()
    }

    fn roles_and_words(text: &str) -> Vec<(&'static str, String)> {
        let turns = turns(text).into_iter();
        turns.map(|(role, _, words)| (role, words)).collect()
    }

    #[test]
    fn a_call_in_a_field() {
        let expected = [
            ("agent", "您好，请讲。".to_owned()),
            ("customer", "改天行吗".to_owned()),
            ("agent", "行".to_owned()),
        ];
        for text in [
            "坐席：您好，请讲。\n用户：改天行吗\n坐席：行",
            "坐席：您好，请讲。\\n用户：改天行吗\\n坐席：行",
            "坐席：您好，请讲。\\r\\n用户：改天行吗\\r\\n坐席：行\\r\\n",
            "坐席：您好，请讲。<br>用户：改天行吗<BR/>坐席：行",
            "坐席：您好，请讲。用户：改天行吗坐席：行",
            "坐席: 您好，请讲。 用户: 改天行吗 坐席: 行",
            "坐席\t您好，请讲。\n用户\t改天行吗\n坐席\t行",
            "Agent|您好，请讲。\nUser|改天行吗\nAgent|行",
        ] {
            assert_eq!(roles_and_words(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_of_a_quality_system() {
        let rows = "<ul><li start=1070 end=4870 emotion=5.0 speed=4.0 >坐席：您好</li>\
                    <li start=4870 end=9000 class=\"silences\"> 6S. </li>\
                    <li start=\"9000\" end=9500>用户：改天吧</li></ul>";
        let expected = [
            ("agent", Some(1.07), "您好".to_owned()),
            ("customer", Some(9.0), "改天吧".to_owned()),
        ];
        assert_eq!(turns(rows), expected);
        let lines = rows.replace("<li", "\n<li");
        assert_eq!(turns(&lines), expected);
    }

    #[test]
    fn cues_in_a_field() {
        let lines = "[0:0.020,0:2.380,0]  这不是我们的\\n[0:2.400,0:3.000,0]  责任。\\n[0:3.500,0:4.000,1]  啊？";
        let words: Vec<String> = turns(lines)
            .into_iter()
            .map(|(_, _, words)| words)
            .collect();
        assert_eq!(words, ["这不是我们的责任。", "啊？"]);
    }

    #[test]
    fn what_is_one_message() {
        for text in [
            "",
            "您好，您的包裹今天发出。",
            "您可以告诉客服：我要退款。",
            "注意：请带证件\n时间：周一",
            "路径是 C:\\new\\readme",
            "请联系客户经理：13800000000，或客户经理：13900000000",
            "Hi Ann: this is it. Note: we close.",
        ] {
            assert_eq!(turns(text), [], "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_passed_over_at_a_look_is_one_message(
            text in "( |客服|用户|Agent|Kim|：|:|-| - |——|—|\t|\\||>|<|\\[|\\]|\\(|\\)|【|】|）|2024-05-11|10:00:03|[0-9]|。|好|ok|<br>|\\\\n|\n){0,12}"
        ) {
            let names = RoleNames::new(&Options::default());
            let mapped = Mapped::same(&text, 0);
            let mut conversation = Conversation::new(SourceMap::cells(), &names);
            let is_dialogue = super::read(&with_line_breaks(&mapped), &names, &mut conversation);
            prop_assert_eq!(read(&text).is_some(), is_dialogue, "{}", text);
            prop_assert!(!(is_dialogue && is_one_message(&text, &names)), "{}", text);
        }

        #[test]
        fn every_character_has_its_place(
            text in "(坐席：|用户：|Agent: |<li start=7>|</li>|<br>|\\\\n|\n|。| |改天|no|[0-9:]|\\[0:1,0:2\\]){0,30}"
        ) {
            let Some(document) = read(&text) else { return Ok(()) };
            for turn in &document.turns {
                for (at, character) in turn.span.of(&document.text).char_indices() {
                    let at = turn.span.start + at;
                    let span = Span::new(at, at + character.len_utf8());
                    match document.source.source_span(span, &document.text) {
                        Some(place) if character != '\n' => prop_assert_eq!(place.of(&text), span.of(&document.text)),
                        Some(_) => {}
                        None => prop_assert!(character.is_whitespace()),
                    }
                }
            }
        }
    }
}
