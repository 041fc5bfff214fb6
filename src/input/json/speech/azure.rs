//! Azure Speech.
//!
//! - Batch transcription: `{"combinedRecognizedPhrases": […], "recognizedPhrases": [{"channel": 0,
//!   "speaker": 1, "offset": "PT0.04S", "offsetInTicks": 400000.0, "nBest": [{"display": …}]}]}`;
//!   the combined phrases repeat everything. Ticks are 100 nanoseconds; since version 2024-11-15
//!   there is `offsetMilliseconds`.
//! - Fast transcription: `{"combinedPhrases": […], "phrases": [{"offsetMilliseconds": 40, "text":
//!   …}]}`.
//!
//! Speakers are numbered from 1, where somebody told them apart; else the channel counts.

use super::super::{Adapter, Reading};
use super::fields::{each, first, first_has, has_list, number, scalar};
use super::talk::{Fields, Talk};
use super::times::duration_of;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Azure Speech",
    matches: |object| {
        has_list(object, "recognizedPhrases")
            || (object.has("combinedPhrases") && has_list(object, "phrases"))
            || first_has(object, "phrases", &["offsetMilliseconds", "text"])
    },
    read,
};

const PHRASE: Fields = Fields {
    text: &["text", "nBest/0/display", "nBest/0/itn", "nBest/0/lexical"],
    name: &["speaker"],
    role: &[],
    start: |phrase| {
        let ticks = || number(phrase, &["offsetInTicks"], 1e-7);
        let millis = number(phrase, &["offsetMilliseconds"], 0.001);
        millis
            .or_else(ticks)
            .or_else(|| duration_of(phrase, &["offset"]))
    },
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    let list = match object.has("recognizedPhrases") {
        true => "recognizedPhrases",
        false => "phrases",
    };
    let locale = first(object, list).and_then(|phrase| scalar(&phrase, &["locale"]));
    talk.note("language", locale);
    let has_channels = has_channels(object, list)?;
    each(object, list, |phrase| {
        let channel = || scalar(phrase, &["channel"]).filter(|_| has_channels);
        let who = talk.named(scalar(phrase, PHRASE.name).or_else(channel));
        let words = talk.text(phrase, PHRASE.text)?;
        talk.say(who, (PHRASE.start)(phrase), words);
        Ok(())
    })?;
    Ok(vec![talk.finish()])
}

/// One channel tells nobody apart.
fn has_channels(object: &Object, list: &str) -> Result<bool, String> {
    let mut channels = Vec::new();
    each(object, list, |phrase| {
        channels.extend(scalar(phrase, &["channel"]));
        Ok(())
    })?;
    Ok(channels.iter().any(|channel| *channel != channels[0]))
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn channels_and_milliseconds() {
        assert_eq!(
            turns("stt-azure/batch-2024.json"),
            [
                "0.04 unknown 0: 车坏了。喂？",
                "1.5 unknown 1: 不是我们的责任。"
            ]
        );
    }

    #[test]
    fn ticks_iso_durations_and_speakers() {
        assert_eq!(
            turns("stt-azure/batch-v3.json"),
            [
                "0.04 unknown 2: My chain broke.",
                "62.04 unknown 1: Not our fault."
            ]
        );
    }

    #[test]
    fn fast_transcription() {
        assert_eq!(
            turns("stt-azure/fast.json"),
            ["0.04 unknown 1: Not our fault."]
        );
    }
}
