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
    let told = told(&heard);
    let has_channels = told.iter().any(|one| one.channel != told[0].channel);
    let mut ends: Vec<(&Option<String>, f64)> = Vec::new();
    for one in told {
        let before = ends
            .iter()
            .rev()
            .find(|(channel, _)| *channel == &one.channel);
        let begins = before.map_or(0.0, |&(_, end)| end);
        say(one, begins, has_channels, &mut talk)?;
        ends.extend(one.end.map(|end| (&one.channel, end)));
    }
    Ok(talk.finish())
}

/// What is read of all that was heard: per channel everything, or the last if that repeats it.
fn told<'h, 'a>(heard: &'h [Heard<'a>]) -> Vec<&'h Heard<'a>> {
    let is_repeated = |index: usize, one: &Heard| {
        heard[index + 1..].iter().any(|later| {
            let before = heard
                .iter()
                .take_while(|other| !std::ptr::eq(*other, later));
            let same = before.filter(|other| other.channel == later.channel);
            let count: usize = same.map(|other| other.words.len()).sum();
            later.channel == one.channel
                && later.has_speakers()
                && later.words.len() >= count.max(1)
                && begins(later) <= begins(one)
        })
    };
    let all = heard.iter().enumerate();
    all.filter(|(index, one)| !is_repeated(*index, one))
        .map(|(_, one)| one)
        .collect()
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
