//! FunASR: `{"key": …, "text": …, "timestamp": [[430, 670], …], "sentence_info": [{"text": …,
//! "start": 430, "spk": 0}]}`, in milliseconds; older models write `sentence` for `text`, and
//! `text` of the whole repeats all.
//!
//! Its service writes `stamp_sents` instead, with spaces between the characters of `text_seg` and
//! the mark behind them in `punc`.

use super::super::{Adapter, Reading};
use super::fields::{each, has_list, list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;
use crate::text::{Mapped, Span};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "FunASR",
    matches: |object| {
        has_list(object, "sentence_info")
            || has_list(object, "stamp_sents")
            || (object.has("key") && object.has("text") && has_list(object, "timestamp"))
    },
    read,
};

const SENTENCE: Fields = Fields {
    text: &["text", "sentence"],
    name: &["spk", "speaker"],
    role: &["role"],
    start: |sentence| number(sentence, &["start"], 0.001),
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["key", "wav_name"]);
    talk.say_all(object, "sentence_info", &SENTENCE)?;
    if talk.is_empty() {
        each(object, "stamp_sents", |sentence| {
            stamped(sentence, &mut talk)
        })?;
    }
    if talk.is_empty() {
        let first = list(object, "timestamp")
            .ok()
            .and_then(|times| times.first()?.at("0")?.number());
        let words = talk.text(object, &["text"])?;
        talk.say(talk.named(None), first.map(|millis| millis * 0.001), words);
    }
    Ok(vec![talk.finish()])
}

fn stamped(sentence: &Object, talk: &mut Talk) -> Result<(), String> {
    let who = talk.named(scalar(sentence, SENTENCE.name));
    let start = (SENTENCE.start)(sentence);
    let words = talk.text(sentence, &["text_seg"])?;
    for (index, part) in parts(&words).into_iter().enumerate() {
        match index {
            0 => talk.say(who.clone(), start, part),
            _ => talk.more(part),
        }
    }
    talk.mark(&talk.text(sentence, &["punc"])?);
    Ok(())
}

/// What stands between the spaces.
fn parts(words: &Mapped) -> Vec<Mapped> {
    let mut parts = Vec::new();
    let mut at = 0;
    for part in words.text.split(' ') {
        parts.push(words.part(Span::new(at, at + part.len())));
        at += part.len() + 1;
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn sentence_for_text() {
        assert_eq!(
            turns("stt-funasr/older.json"),
            ["0.43 unknown 1: 不是我们的责任。"]
        );
    }

    #[test]
    fn a_result_in_a_list() {
        assert_eq!(
            turns("stt-funasr/sentences.json"),
            [
                "0.43 unknown 0: 您好，改天再给您修。",
                "1.9 unknown 1: 好。"
            ]
        );
    }

    #[test]
    fn spaces_between_characters() {
        assert_eq!(
            turns("stt-funasr/service.json"),
            ["0.88 unknown -: 这不是我们的责任，OK fine。"]
        );
    }

    #[test]
    fn text_without_sentences() {
        assert_eq!(
            turns("stt-funasr/text-only.json"),
            ["0.43 unknown -: 不是我们的责任"]
        );
    }
}
