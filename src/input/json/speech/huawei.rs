//! Huawei SIS: `{"job_id": …, "segments": [{"start_time": 1590, "result": {"text": …,
//! "analysis_info": {"role": "AGENT"}}}]}`, in milliseconds.

use super::super::{Adapter, Reading};
use super::fields::{find, first, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Huawei SIS",
    matches: |object| {
        first(object, "segments").is_some_and(|segment| find(&segment, "result/text").is_some())
    },
    read,
};

const SEGMENT: Fields = Fields {
    text: &["result/text"],
    name: &[
        "result/analysis_info/speaker",
        "analysis_info/speaker",
        "speaker",
    ],
    role: &["result/analysis_info/role", "analysis_info/role"],
    start: |segment| number(segment, &["start_time"], 0.001),
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["job_id"]);
    talk.say_all(object, "segments", &SEGMENT)?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn roles_of_the_analysis() {
        assert_eq!(
            turns("stt-huawei/call.json"),
            [
                "1.59 agent AGENT: 不是我们的责任。",
                "2.69 customer USER: 哦。"
            ]
        );
    }
}
