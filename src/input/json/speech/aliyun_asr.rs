//! Recognisers of Alibaba Cloud; times in milliseconds.
//!
//! - Recorded files: `{"Result": {"Sentences": [{"ChannelId": 0, "BeginTime": 340, "Text": …}]}}`.
//! - Model Studio (Paraformer, Fun-ASR): `{"transcripts": [{"channel_id": 0, "text": …, "sentences":
//!   [{"begin_time": 100, "speaker_id": 0, "text": …}]}]}`; `text` repeats the sentences.
//! - Tingwu: `{"Transcription": {"Paragraphs": [{"SpeakerId": "1", "Words": [{"Start": 4970,
//!   "Text": …}]}]}}`, where marks are parts of the words.

use super::super::{Adapter, Reading};
use super::fields::{each, first_has, has_list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Aliyun ASR",
    matches: |object| {
        has_list(object, "Result/Sentences")
            || first_has(object, "transcripts", &["channel_id", "sentences"])
            || first_has(object, "transcripts", &["sentences", "text"])
            || has_list(object, TINGWU)
    },
    read,
};

const TINGWU: &str = "Transcription/Paragraphs";

const SENTENCE: Fields = Fields {
    text: &["Text", "text"],
    name: &["SpeakerId", "speaker_id"],
    role: &[],
    start: |piece| number(piece, &["BeginTime", "begin_time", "Start"], 0.001),
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["TaskId", "task_id"]);
    let channels = channels(object)?;
    let is_several = channels.iter().any(|channel| *channel != channels[0]);
    each(object, "Result/Sentences", |sentence| {
        let channel = scalar(sentence, &["ChannelId"]).filter(|_| is_several);
        say(sentence, channel, &mut talk)
    })?;
    each(object, "transcripts", |transcript| {
        let channel = scalar(transcript, &["channel_id"]).filter(|_| is_several);
        each(transcript, "sentences", |sentence| {
            say(sentence, channel.clone(), &mut talk)
        })
    })?;
    each(object, TINGWU, |paragraph| {
        let speaker = scalar(paragraph, SENTENCE.name);
        each(paragraph, "Words", |word| {
            let words = talk.text(word, SENTENCE.text)?;
            talk.word(talk.named(speaker.clone()), (SENTENCE.start)(word), words);
            Ok(())
        })
    })?;
    Ok(vec![talk.finish()])
}

/// The channel of every sentence or transcript.
fn channels(object: &Object) -> Result<Vec<String>, String> {
    let mut channels = Vec::new();
    for path in ["Result/Sentences", "transcripts"] {
        each(object, path, |piece| {
            channels.extend(scalar(piece, &["ChannelId", "channel_id"]));
            Ok(())
        })?;
    }
    Ok(channels)
}

fn say(sentence: &Object, channel: Option<String>, talk: &mut Talk) -> Result<(), String> {
    let who = talk.named(channel.or_else(|| scalar(sentence, SENTENCE.name)));
    let words = talk.text(sentence, SENTENCE.text)?;
    talk.say(who, (SENTENCE.start)(sentence), words);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn channels_of_a_recorded_file() {
        assert_eq!(
            turns("stt-aliyun-asr/file.json"),
            ["0.34 unknown 0: 不是我们的责任。", "1.34 unknown 1: 哦。"]
        );
    }

    #[test]
    fn sentences_and_not_the_text_that_repeats_them() {
        assert_eq!(
            turns("stt-aliyun-asr/paraformer.json"),
            ["0.34 unknown 1: 不是我们的责任。", "1.34 unknown 0: 哦。"]
        );
    }

    #[test]
    fn words_of_paragraphs() {
        assert_eq!(
            turns("stt-aliyun-asr/tingwu.json"),
            ["0.34 unknown 1: 不是我们的责任。", "1.34 unknown 2: 哦。"]
        );
    }
}
