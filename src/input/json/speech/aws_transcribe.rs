//! AWS Transcribe: `{"jobName": …, "results": {"transcripts": […], "items": [{"type":
//! "pronunciation", "start_time": "0.49", "alternatives": [{"content": "Hello"}]}, …]}}`.
//!
//! Times are strings in seconds; punctuation has none and sticks to the word before it. Who
//! speaks stands on the items (`speaker_label`), or in `speaker_labels` by the items' times, or
//! each channel has items of its own in `channel_labels`. `transcripts` repeats all words.
//! Masked words are words: `***`, `[PII]`.

use super::super::{Adapter, Reading};
use super::fields::{self, each, find, has_list, list, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;
use std::collections::HashMap;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "AWS Transcribe",
    matches: |object| {
        has_list(object, "results/transcripts")
            && ["items", "channel_labels", "audio_segments"]
                .iter()
                .any(|name| find(object, &format!("results/{name}")).is_some())
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let Some(results) = fields::object(object, "results")? else {
        return Ok(Vec::new());
    };
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["jobName"]);
    talk.note("language", scalar(&results, &["language_code"]));
    each(&results, "channel_labels/channels", |channel| {
        let label = scalar(channel, &["channel_label"]);
        items(channel, &mut talk, |_| label.clone())
    })?;
    if talk.is_empty() {
        let labels = labels_by_time(&results)?;
        items(&results, &mut talk, |item| {
            labels.get(&*item.scalar("start_time")?).cloned()
        })?;
    }
    if talk.is_empty() {
        each(&results, "transcripts", |transcript| {
            let words = talk.text(transcript, &["transcript"])?;
            talk.say(talk.named(None), None, words);
            Ok(())
        })?;
    }
    Ok(vec![talk.finish()])
}

/// The words of `holder`; `label` knows the speakers of those that do not say.
fn items(
    holder: &Object,
    talk: &mut Talk,
    label: impl Fn(&Object) -> Option<String>,
) -> Result<(), String> {
    each(holder, "items", |item| {
        let words = match list(item, "alternatives")?
            .first()
            .and_then(|best| best.object())
        {
            Some(best) => talk.text(&best, &["content"])?,
            None => return Ok(()),
        };
        match item.scalar("type").as_deref() {
            Some("punctuation") => talk.mark(&words),
            _ => {
                let own = scalar(item, &["speaker_label", "channel_label"]);
                let who = talk.named(own.or_else(|| label(item)));
                talk.word(who, number(item, &["start_time"], 1.0), words);
            }
        }
        Ok(())
    })
}

/// Who speaks at which time, as the items write it.
fn labels_by_time(results: &Object) -> Result<HashMap<String, String>, String> {
    let mut labels = HashMap::new();
    each(results, "speaker_labels/segments", |segment| {
        let of_segment = scalar(segment, &["speaker_label"]);
        each(segment, "items", |item| {
            let label = scalar(item, &["speaker_label"]).or_else(|| of_segment.clone());
            labels.extend(scalar(item, &["start_time"]).zip(label));
            Ok(())
        })
    })?;
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{error, turns};

    #[test]
    fn channels_are_merged_by_time() {
        assert_eq!(
            turns("stt-aws-transcribe/channels.json"),
            [
                "0.2 unknown ch_0: Hello.",
                "1 unknown ch_1: Hi, it broke.",
                "3 unknown ch_0: Not our fault."
            ]
        );
    }

    #[test]
    fn labels_on_items() {
        assert_eq!(
            turns("stt-aws-transcribe/labels-on-items.json"),
            [
                "0.1 unknown spk_0: Not our fault.",
                "1.5 unknown spk_1: Oh?"
            ]
        );
    }

    #[test]
    fn marks_stick_and_masks_stay() {
        assert_eq!(
            turns("stt-aws-transcribe/plain.json"),
            [
                "0.49 unknown -: Hello, I'm [PII].",
                "1.5 unknown -: It is not our fault."
            ]
        );
    }

    #[test]
    fn speakers_by_time() {
        assert_eq!(
            turns("stt-aws-transcribe/speakers.json"),
            [
                "0.1 unknown spk_1: 我的***坏了。",
                "1.9 unknown spk_0: 改天再给您修。"
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let record = r#"{"results": {"transcripts": [], "items": {"content": "hi"}}}"#;
        assert_eq!(
            error(record),
            "AWS Transcribe: \"items\" must be a list, not an object"
        );
    }
}
