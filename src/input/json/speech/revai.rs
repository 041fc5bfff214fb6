//! Rev AI: `{"monologues": [{"speaker": 0, "elements": [{"type": "text", "value": "Hi", "ts": 0.75},
//! {"type": "punct", "value": ","}]}], "speakers": [{"id": 0, "name": …}]}`. Spaces are elements.

use super::super::{Adapter, Reading};
use super::fields::{each, first_has, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Rev AI",
    matches: |object| first_has(object, "monologues", &["elements"]),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    each(object, "monologues", |monologue| {
        let who = talk.named(scalar(monologue, &["speaker_info/display_name", "speaker"]));
        each(monologue, "elements", |element| {
            let words = talk.text(element, &["value"])?;
            match element.scalar("type").as_deref() {
                Some("punct") if words.text.trim().is_empty() => {}
                Some("punct") => talk.mark(&words),
                _ => talk.word(who.clone(), number(element, &["ts"], 1.0), words),
            }
            Ok(())
        })
    })?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn marks_and_spaces() {
        assert_eq!(
            turns("stt-revai/call.json"),
            [
                "0.7 unknown 0: Not our fault. Bye.",
                "2.5 unknown 1: Oh, <inaudible>?"
            ]
        );
    }
}
