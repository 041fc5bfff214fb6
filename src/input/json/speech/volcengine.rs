//! Volcengine (ByteDance): `{"result": {"text": …, "utterances": [{"start_time": 0, "text": …,
//! "additions": {"speaker": "1"}}]}}`, in milliseconds; older services answer under `resp`.
//! `text` of the whole repeats all.

use super::super::{Adapter, Reading};
use super::fields::{first_has, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Volcengine",
    matches: |object| utterances(object).is_some(),
    read,
};

const UTTERANCE: Fields = Fields {
    text: &["text"],
    name: &[
        "additions/speaker",
        "additions/speaker_id",
        "additions/channel_id",
    ],
    role: &[],
    start: |utterance| number(utterance, &["start_time"], 0.001),
};

fn utterances(object: &Object) -> Option<&'static str> {
    let paths = ["utterances", "result/utterances", "resp/utterances"];
    paths
        .into_iter()
        .find(|path| first_has(object, path, &["start_time", "end_time", "text"]))
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["id", "resp/id", "reqid"]);
    talk.say_all(object, utterances(object).unwrap_or_default(), &UTTERANCE)?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn utterances() {
        assert_eq!(
            turns("stt-volcengine/call.json"),
            ["0.34 unknown 1: 不是我们的责任。", "1.34 unknown 2: 哦。"]
        );
    }
}
