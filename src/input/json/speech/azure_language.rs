//! Azure Language, input of conversation analysis: `{"analysisInput": {"conversations": [{"id":
//! …, "modality": "transcript", "conversationItems": [{"participantId": "Agent", "text": …}]}]}}`.
//!
//! `lexical`, `itn` and `maskedItn` repeat `text`. Items of calls may have a `role` and times in
//! ticks of 100 nanoseconds; without a time an item is a message of its own, whatever `modality`
//! says.

use super::super::{Adapter, Reading};
use super::fields::{each, first, has_list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Azure Language",
    matches: |object| has_list(object, "analysisInput/conversations"),
    read,
};

const ITEM: Fields = Fields {
    text: &["text", "itn", "lexical"],
    name: &["participantId"],
    role: &["role"],
    start: |item| {
        let timing = [
            "conversationItemLevelTiming/offset",
            "audioTimings/0/offset",
        ];
        number(item, &timing, 1e-7)
    },
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    each(object, "analysisInput/conversations", |conversation| {
        let mut talk = Talk::new(reading);
        talk.id = scalar(conversation, &["id"]);
        talk.note("language", scalar(conversation, &["language"]));
        talk.note("channel", scalar(conversation, &["domain"]));
        let first = first(conversation, "conversationItems");
        if first.is_some_and(|item| (ITEM.start)(&item).is_none()) {
            talk.set_written();
        }
        talk.say_all(conversation, "conversationItems", &ITEM)?;
        documents.push(talk.finish());
        Ok(())
    })?;
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn a_chat_and_a_call() {
        assert_eq!(
            turns("stt-azure-language/input.json"),
            [
                "- agent Agent: Not our fault.",
                "- customer Customer: Oh.",
                "- customer Customer: Why?",
                "--",
                "1.5 agent 1: 改天再给您回电。"
            ]
        );
    }
}
