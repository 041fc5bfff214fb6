//! IBM Watson: `{"result_index": 0, "results": [{"final": true, "alternatives": [{"transcript": …,
//! "timestamps": [["hello", 0.4, 0.9]]}]}], "speaker_labels": [{"from": 0.4, "speaker": 0}]}`.
//!
//! With labels each word has a speaker, found by its beginning; else transcripts are read.

use super::super::{Adapter, Reading};
use super::fields::{each, find, first, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "IBM Watson",
    matches: |object| {
        first(object, "results").is_some_and(|result| {
            let is_timed = find(&result, "alternatives/0/timestamps").is_some();
            result.has("alternatives") && (is_timed || result.has("final"))
        })
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    let mut labels: Vec<(f64, String)> = Vec::new();
    each(object, "speaker_labels", |label| {
        let from = number(label, &["from"], 1.0);
        labels.extend(from.zip(scalar(label, &["speaker"])));
        Ok(())
    })?;
    labels.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    each(object, "results", |result| match labels.is_empty() {
        true => {
            let words = talk.text(result, &["alternatives/0/transcript"])?;
            let start = number(result, &["alternatives/0/timestamps/0/1"], 1.0);
            talk.say(talk.named(None), start, words);
            Ok(())
        }
        false => by_words(result, &labels, &mut talk),
    })?;
    Ok(vec![talk.finish()])
}

fn by_words(result: &Object, labels: &[(f64, String)], talk: &mut Talk) -> Result<(), String> {
    let Some(best) = first(result, "alternatives") else {
        return Ok(());
    };
    for word in super::fields::list(&best, "timestamps")? {
        let start = word.at("1").and_then(|start| start.number());
        let after = labels.partition_point(|(from, _)| Some(from - 0.005) <= start);
        let label = after.checked_sub(1).map(|index| labels[index].1.clone());
        let words = talk.words(word.at("0"));
        talk.word(talk.named(label), start, words);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn transcripts() {
        assert_eq!(turns("stt-ibm/plain.json"), ["- unknown -: not our fault"]);
    }

    #[test]
    fn speakers_by_time() {
        assert_eq!(
            turns("stt-ibm/speakers.json"),
            ["0.2 unknown 1: it broke", "1.5 unknown 0: not our fault"]
        );
    }
}
