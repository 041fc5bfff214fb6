//! Tinet quality checks: `{"chatAgent": [{"role": 0, "beginTime": 1200, "content": …}],
//! "chatCustomer": […]}`, two lists that go together by their times, in milliseconds.
//!
//! Role 0 is the agent, 1 the customer, and from 2 on a machine.

use super::super::{Adapter, Reading};
use super::fields::{any, each, has_list, scalar};
use super::talk::{Talk, Who};
use super::times::moment;
use crate::document::{Document, Role};
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Tinet",
    matches: |object| has_list(object, "chatAgent") || has_list(object, "chatCustomer"),
    read,
};

const STARTS: [&str; 6] = [
    "beginTime",
    "startTime",
    "begin",
    "start",
    "time",
    "timestamp",
];

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["uniqueId", "mainUniqueId", "id"]);
    talk.agent = scalar(object, &["agentName", "cno"]);
    talk.note("queue", scalar(object, &["queueName", "qname"]));
    for (list, role) in [("chatAgent", Role::Agent), ("chatCustomer", Role::Customer)] {
        each(object, list, |piece| {
            let who = who(piece, role, &talk);
            let words = talk.text(piece, &["content", "text"])?;
            talk.say(who, start(piece), words);
            Ok(())
        })?;
    }
    Ok(vec![talk.finish()])
}

fn who(piece: &Object, role: Role, talk: &Talk) -> Who {
    let said = match scalar(piece, &["role"]).as_deref() {
        Some("0") => Role::Agent,
        Some("1") => Role::Customer,
        Some("2") => Role::Bot,
        Some(other) if other.parse::<u32>().is_ok() => Role::System,
        _ => role,
    };
    talk.named(scalar(piece, &["name"])).with_role(Some(said))
}

/// Milliseconds of the call, or of the calendar.
fn start(piece: &Object) -> Option<f64> {
    let at = any(piece, &STARTS)?;
    match at.number() {
        Some(millis) => Some(millis * 0.001),
        None => moment(&at.scalar()?),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn two_lists_by_time() {
        assert_eq!(
            turns("stt-tinet/call.json"),
            [
                "0.1 bot -: 正在为您转接。",
                "1.2 agent -: 不是我们的责任。",
                "3 customer -: 那怎么办？",
                "4.2 agent -: 改天再给您修。"
            ]
        );
    }
}
