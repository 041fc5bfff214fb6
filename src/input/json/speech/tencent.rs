//! Tencent Cloud ASR.
//!
//! - Recorded files: `{"Response": {"Data": {"ResultDetail": [{"FinalSentence": …, "StartMs": 20,
//!   "SpeakerId": 0}], "Result": "[0:0.020,0:2.380,0]  …\n"}}}`; `Result` repeats the details as
//!   lines of begin, end, speaker or channel, text, and is all there is where they are null.
//! - Fast: `{"flash_result": [{"channel_id": 0, "sentence_list": [{"text": …, "start_time": 20,
//!   "speaker_id": 0}]}]}`.

use super::super::{Adapter, Reading};
use super::fields::{self, each, find, first_has, number, scalar};
use super::talk::{Fields, Talk};
use super::times::clock;
use crate::document::Document;
use crate::input::json::node::Object;
use crate::text::{Mapped, Span};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Tencent ASR",
    matches: |object| holder(object).is_some() || is_flash(object),
    read,
};

/// The paths of what holds the result.
const HOLDERS: [&str; 4] = ["Response/Data", "Data", "data", "Response"];

const DETAIL: Fields = Fields {
    text: &["FinalSentence"],
    name: &["SpeakerId"],
    role: &["SpeakerRoleName"],
    start: |detail| number(detail, &["StartMs"], 0.001),
};

const SENTENCE: Fields = Fields {
    text: &["text"],
    name: &["speaker_id"],
    role: &[],
    start: |sentence| number(sentence, &["start_time"], 0.001),
};

fn is_flash(object: &Object) -> bool {
    first_has(object, "flash_result", &["sentence_list"])
}

fn is_result(holder: &Object) -> bool {
    let is_line = |text: &str| text.trim_start().starts_with('[') || text.is_empty();
    let result = holder.get("Result").and_then(|result| result.string());
    first_has(holder, "ResultDetail", &["FinalSentence"])
        || result.is_some_and(|result| is_line(&result))
}

fn holder<'a>(object: &Object<'a>) -> Option<Object<'a>> {
    let mut holders = HOLDERS
        .iter()
        .filter_map(|path| find(object, path)?.object());
    holders.find(is_result)
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["request_id", "Response/RequestId"]);
    if let Some(holder) = holder(object) {
        talk.id = scalar(&holder, &["TaskId"]).or(talk.id);
        talk.say_all(&holder, "ResultDetail", &DETAIL)?;
        if talk.is_empty() {
            let lines = talk.text(&holder, &["Result"])?;
            say_lines(&lines, &mut talk);
        }
    }
    flash(object, &mut talk)?;
    Ok(vec![talk.finish()])
}

fn flash(object: &Object, talk: &mut Talk) -> Result<(), String> {
    let has_channels = fields::list(object, "flash_result")?.len() > 1;
    each(object, "flash_result", |channel| {
        let name = scalar(channel, &["channel_id"]).filter(|_| has_channels);
        each(channel, "sentence_list", |sentence| {
            let who = talk.named(name.clone().or_else(|| scalar(sentence, SENTENCE.name)));
            let words = talk.text(sentence, SENTENCE.text)?;
            talk.say(who, (SENTENCE.start)(sentence), words);
            Ok(())
        })
    })
}

/// `[0:0.020,0:2.380,0]  text`, a line each.
fn say_lines(lines: &Mapped, talk: &mut Talk) {
    let mut at = 0;
    for line in lines.text.split_inclusive('\n') {
        let (times, words) = match line
            .trim_start()
            .strip_prefix('[')
            .and_then(|line| line.split_once(']'))
        {
            Some(parts) => parts,
            None => ("", line),
        };
        let mut times = times.split(',');
        let start = times.next().and_then(clock);
        let speaker = times.nth(1).map(|name| name.trim().to_owned());
        let span = Span::new(at + line.len() - words.len(), at + line.len());
        talk.say(talk.named(speaker), start, lines.part(span));
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn details_and_not_the_lines_that_repeat_them() {
        assert_eq!(
            turns("stt-tencent/detail.json"),
            ["0.02 unknown 0: 不是我们的责任。", "2.9 unknown 1: 哦。"]
        );
    }

    #[test]
    fn sentences() {
        assert_eq!(
            turns("stt-tencent/flash.json"),
            ["0.02 unknown 0: 不是我们的责任。", "2.9 unknown 1: 哦。"]
        );
    }

    #[test]
    fn lines_without_speakers() {
        assert_eq!(
            turns("stt-tencent/lines-without-speakers.json"),
            ["0.02 unknown -: It is not our fault.", "2.9 unknown -: Oh."]
        );
    }

    #[test]
    fn lines_where_details_are_null() {
        assert_eq!(
            turns("stt-tencent/lines.json"),
            ["0.02 unknown 0: 不是我们的责任。", "62.9 unknown 1: 哦。"]
        );
    }
}
