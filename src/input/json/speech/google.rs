//! Google Speech-to-Text: `{"results": [{"alternatives": [{"transcript": …, "words": [{"word": …,
//! "startTime": "1.400s", "speakerTag": 1}]}], "channelTag": 1}]}`, also as the `response` of an
//! operation, and by file as batch recognition writes it.
//!
//! - Several alternatives are one utterance; the first is the likeliest.
//! - With speakers told apart, the last result may repeat all words with their tags; then it
//!   alone is read. A tag of 0 is none.
//! - Durations are `"1.400s"` (REST) or `{"seconds": "1", "nanos": 400000000}` (clients).

use super::super::{Adapter, Reading};
use super::fields::{each_of, find, first, list, scalar};
use super::talk::Talk;
use super::times::duration_of;
use crate::document::Document;
use crate::input::json::node::{Node, Object};
use crate::text::{Mapped, Span};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Google Speech-to-Text",
    matches: |object| {
        holders(object)
            .iter()
            .any(|(_, results)| is_google(*results))
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let holders = holders(object).into_iter();
    holders
        .filter(|(_, results)| is_google(*results))
        .map(|(id, results)| conversation(id, &results.list(), reading))
        .collect()
}

/// The lists of results, and the names of the files that they come from.
fn holders<'a>(object: &Object<'a>) -> Vec<(Option<String>, Node<'a>)> {
    let paths = ["results", "response/results", "result/results"];
    let mut holders = Vec::new();
    for results in paths.iter().filter_map(|path| find(object, path)) {
        if results.is_list() {
            holders.push((None, results));
        }
        for (name, file) in results.object().iter().flat_map(Object::fields) {
            let transcripts = [
                "transcript",
                "inlineResult/transcript",
                "inline_result/transcript",
            ];
            let mut found = transcripts
                .iter()
                .filter_map(|path| file.at(path)?.at("results"));
            holders.extend(found.next().map(|found| (Some(name.to_owned()), found)));
        }
    }
    holders
}

fn is_google(results: Node) -> bool {
    let mut results = results.list().into_iter();
    let Some(result) = results.find_map(Node::object) else {
        return false;
    };
    let best = first(&result, "alternatives");
    let fields = ["transcript", "words"];
    let of_others = ["type", "final", "start_time"];
    best.is_some_and(|best| best.any(&fields).is_some() && !best.has("timestamps"))
        && of_others.iter().all(|name| !result.has(name))
}

/// The best reading of a stretch of one channel.
struct Heard<'a> {
    channel: Option<String>,
    best: Object<'a>,
    words: Vec<Object<'a>>,
    end: Option<f64>,
}

impl<'a> Heard<'a> {
    fn of(result: &Object<'a>) -> Result<Option<Self>, String> {
        let alternatives = list(result, "alternatives")?;
        let Some(best) = alternatives.first().and_then(|best| best.object()) else {
            return Ok(None);
        };
        let words = list(&best, "words")?.into_iter();
        Ok(Some(Heard {
            channel: tag(result, &["channelTag", "channel_tag"]),
            words: words.filter_map(Node::object).collect(),
            end: duration_of(
                result,
                &[
                    "resultEndTime",
                    "result_end_time",
                    "resultEndOffset",
                    "result_end_offset",
                ],
            ),
            best,
        }))
    }

    fn has_speakers(&self) -> bool {
        self.words.iter().any(|word| speaker(word).is_some())
    }
}

fn conversation(
    id: Option<String>,
    results: &[Node],
    reading: &Reading,
) -> Result<Document, String> {
    let mut talk = Talk::new(reading);
    talk.id = id;
    let mut heard = Vec::new();
    each_of(results, "results", |result| {
        talk.note(
            "language",
            scalar(result, &["languageCode", "language_code"]),
        );
        heard.extend(Heard::of(result)?);
        Ok(())
    })?;
    let has_channels = heard.iter().any(|one| one.channel != heard[0].channel);
    for channel in channels(&heard) {
        let mut begins = 0.0;
        for one in told(&heard, channel) {
            say(one, begins, has_channels, &mut talk)?;
            begins = one.end.unwrap_or(begins);
        }
    }
    Ok(talk.finish())
}

/// Every channel once.
fn channels<'h>(heard: &'h [Heard]) -> Vec<&'h Option<String>> {
    let mut channels = Vec::new();
    for one in heard {
        if !channels.contains(&&one.channel) {
            channels.push(&one.channel);
        }
    }
    channels
}

/// What is read of a channel: everything, or the last if that repeats the others.
fn told<'h, 'a>(heard: &'h [Heard<'a>], channel: &Option<String>) -> Vec<&'h Heard<'a>> {
    let all = heard.iter().filter(|one| one.channel == *channel);
    let all: Vec<&Heard> = all.collect();
    match all.split_last() {
        Some((last, others)) if repeats(last, others) => vec![*last],
        _ => all,
    }
}

fn repeats(last: &Heard, others: &[&Heard]) -> bool {
    let count: usize = others.iter().map(|one| one.words.len()).sum();
    let first = others.iter().map(|one| begins(one)).reduce(f64::min);
    last.has_speakers()
        && last.words.len() >= count
        && first.is_some_and(|first| begins(last) <= first)
}

fn begins(heard: &Heard) -> f64 {
    heard.words.first().and_then(start).unwrap_or(f64::INFINITY)
}

fn say(heard: &Heard, begins: f64, has_channels: bool, talk: &mut Talk) -> Result<(), String> {
    let channel = heard.channel.clone().filter(|_| has_channels);
    if !heard.has_speakers() {
        let words = talk.text(&heard.best, &["transcript"])?;
        let start = heard.words.first().and_then(start).unwrap_or(begins);
        if !words.text.trim().is_empty() {
            talk.say(talk.named(channel), Some(start), words);
            return Ok(());
        }
    }
    for word in &heard.words {
        let words = spelling(talk.text(word, &["word"])?);
        let who = talk.named(channel.clone().or_else(|| speaker(word)));
        talk.word(who, start(word), words);
    }
    Ok(())
}

/// Japanese words are followed by their reading: `今日|キョー`.
fn spelling(word: Mapped) -> Mapped {
    match word.text.find('|') {
        Some(end) if end > 0 => word.part(Span::new(0, end)),
        _ => word,
    }
}

fn start(word: &Object) -> Option<f64> {
    let names = ["startTime", "startOffset", "start_time", "start_offset"];
    duration_of(word, &names)
}

fn speaker(word: &Object) -> Option<String> {
    let names = ["speakerLabel", "speaker_label", "speakerTag", "speaker_tag"];
    tag(word, &names)
}

/// A number or name that says something: 0 is none.
fn tag(object: &Object, names: &[&str]) -> Option<String> {
    let mut tags = names.iter().filter_map(|name| scalar(object, &[name]));
    tags.find(|tag| tag != "0")
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn the_last_result_repeats_all_with_tags() {
        assert_eq!(
            turns("stt-google/diarised.json"),
            [
                "0.1 unknown 2: My chain broke.",
                "1.5 unknown 1: Not our fault."
            ]
        );
    }

    #[test]
    fn channels_and_times_of_clients() {
        assert_eq!(
            turns("stt-google/node.json"),
            ["2 unknown 2: not our fault", "23.9 unknown 1: Hello there"]
        );
    }

    #[test]
    fn the_first_alternative() {
        assert_eq!(
            turns("stt-google/rest.json"),
            ["1.4 unknown -: 您好这不是我们的责任好的"]
        );
    }

    #[test]
    fn a_conversation_for_each_file() {
        assert_eq!(
            turns("stt-google/v2-batch.json"),
            [
                "0.2 unknown 1: Not our fault.",
                "1.5 unknown 2: Oh.",
                "3 unknown 1: Bye.",
                "--",
                "0 unknown -: Hi."
            ]
        );
    }
}
