//! Deepgram: `{"metadata": {"request_id": …}, "results": {"channels": [{"alternatives":
//! [{"transcript": …, "words": [{"word": "yeah", "punctuated_word": "Yeah.", "start": 0.08,
//! "speaker": 0}], "paragraphs": {…}}]}], "utterances": [{"transcript": …, "speaker": 0}]}}`.
//!
//! `utterances` are there if asked for; else speakers stand only on words. Several channels are
//! several speakers. Everything is there up to four times over: the first of utterances, words
//! with speakers, sentences of paragraphs, words, transcript that there is is read.

use super::super::{Adapter, Reading};
use super::fields::{each, first, has_list, list, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Deepgram",
    matches: |object| has_list(object, "results/channels"),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["metadata/request_id"]);
    let channels = list(object, "results/channels")?;
    let language = channels.first().and_then(|channel| channel.object());
    talk.note(
        "language",
        language.and_then(|channel| scalar(&channel, &["detected_language"])),
    );
    let has_channels = channels.len() > 1;
    each(object, "results/utterances", |utterance| {
        utterance_said(utterance, has_channels, &mut talk)
    })?;
    if talk.is_empty() {
        for (index, channel) in channels.into_iter().filter_map(Node::object).enumerate() {
            let name = has_channels.then(|| index.to_string());
            let place = |wrong| format!("results/channels {index} (counted from 0): {wrong}");
            channel_said(&channel, name, &mut talk).map_err(place)?;
        }
    }
    Ok(vec![talk.finish()])
}

fn utterance_said(utterance: &Object, has_channels: bool, talk: &mut Talk) -> Result<(), String> {
    let channel = scalar(utterance, &["channel"]).filter(|_| has_channels);
    let name = channel.or_else(|| scalar(utterance, &["speaker"]));
    if name.is_none() && words_have_speakers(utterance)? {
        return words_said(utterance, None, talk);
    }
    let words = talk.text(utterance, &["transcript"])?;
    talk.say(talk.named(name), start(utterance), words);
    Ok(())
}

fn channel_said(channel: &Object, name: Option<String>, talk: &mut Talk) -> Result<(), String> {
    list(channel, "alternatives")?;
    let Some(best) = first(channel, "alternatives") else {
        return Ok(());
    };
    if name.is_none() && words_have_speakers(&best)? {
        return words_said(&best, None, talk);
    }
    if first(&best, "paragraphs/paragraphs").is_some() {
        return each(&best, "paragraphs/paragraphs", |paragraph| {
            each(paragraph, "sentences", |sentence| {
                let words = talk.text(sentence, &["text"])?;
                talk.say(talk.named(name.clone()), start(sentence), words);
                Ok(())
            })
        });
    }
    if !list(&best, "words")?.is_empty() {
        return words_said(&best, name, talk);
    }
    let words = talk.text(&best, &["transcript"])?;
    talk.say(talk.named(name), None, words);
    Ok(())
}

/// The words of an alternative, all of the speaker `name` or each of its own.
fn words_said(holder: &Object, name: Option<String>, talk: &mut Talk) -> Result<(), String> {
    each(holder, "words", |word| {
        let name = name.clone().or_else(|| scalar(word, &["speaker"]));
        let words = talk.text(word, &["punctuated_word", "word"])?;
        talk.word(talk.named(name), start(word), words);
        Ok(())
    })
}

fn words_have_speakers(holder: &Object) -> Result<bool, String> {
    let mut words = list(holder, "words")?.into_iter();
    Ok(words.any(|word| word.at("speaker").is_some()))
}

fn start(object: &Object) -> Option<f64> {
    number(object, &["start"], 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{about, error, turns};

    #[test]
    fn channels_are_merged_by_time() {
        assert_eq!(
            turns("stt-deepgram/channels.json"),
            [
                "0.1 unknown 0: Hello.",
                "1.2 unknown 1: It broke.",
                "4.1 unknown 0: Not our fault."
            ]
        );
    }

    #[test]
    fn sentences_where_nobody_is_known() {
        assert_eq!(
            turns("stt-deepgram/transcript.json"),
            ["0.1 unknown -: Not our fault.", "1.4 unknown -: Bye."]
        );
    }

    #[test]
    fn utterances_and_nothing_twice() {
        assert_eq!(
            turns("stt-deepgram/utterances.json"),
            [
                "0.1 unknown 0: My chain broke.",
                "1.5 unknown 1: Not our fault."
            ]
        );
    }

    #[test]
    fn words_with_speakers() {
        assert_eq!(
            turns("stt-deepgram/words.json"),
            [
                "0.1 unknown 0: My chain broke.",
                "1.5 unknown 1: Not our fault."
            ]
        );
    }

    #[test]
    fn what_the_record_says_of_itself() {
        let about = about("stt-deepgram/utterances.json");
        assert_eq!(about, ["r-1", "-", "-", "language=en"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let record = r#"{"results": {"channels": [{"alternatives": [{"transcript": false}]}]}}"#;
        assert_eq!(
            error(record),
            "Deepgram: results/channels 0 (counted from 0): \"transcript\" must be a string, not true or false"
        );
    }
}
