//! Gong: `{"callTranscripts": [{"callId": …, "transcript": [{"speakerId": …, "sentences": [{"start":
//! 460, "text": …}]}]}]}`, in milliseconds; a conversation for each call.

use super::super::{Adapter, Reading};
use super::fields::{each, has_list, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Gong",
    matches: |object| has_list(object, "callTranscripts"),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    each(object, "callTranscripts", |call| {
        let mut talk = Talk::new(reading);
        talk.id = scalar(call, &["callId"]);
        each(call, "transcript", |monologue| {
            let who = talk.named(scalar(monologue, &["speakerId"]));
            each(monologue, "sentences", |sentence| {
                let words = talk.text(sentence, &["text"])?;
                talk.say(who.clone(), number(sentence, &["start"], 0.001), words);
                Ok(())
            })
        })?;
        documents.push(talk.finish());
        Ok(())
    })?;
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn sentences_of_monologues() {
        assert_eq!(
            turns("stt-gong/calls.json"),
            [
                "0.46 unknown 601: Not our fault. Bye.",
                "2.46 unknown 602: Oh."
            ]
        );
    }
}
