//! Tinet (天润融通): `{"chatAgent": [{"role": 0, "content": …, "beginTime": 1200}],
//! "chatCustomer": [{"role": 1, …}]}`, two lists that are one conversation.
//!
//! Role 0 is the agent, 1 the customer, all above a robot. Times are milliseconds.

use super::super::{Adapter, Reading};
use super::{Message, Moment, Thread, objects, owned};
use crate::document::Role;
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Tinet",
    matches: |object| object.has("chatAgent") || object.has("chatCustomer"),
    read: |object, reading| {
        let agent = objects(object, "chatAgent");
        let agent = agent.iter().map(|row| message(row, Role::Agent, reading));
        let customer = objects(object, "chatCustomer");
        let customer = customer
            .iter()
            .map(|row| message(row, Role::Customer, reading));
        let ids = ["mainUniqueId", "uniqueId", "sessionId", "chatId", "id"];
        let thread = Thread {
            id: owned(object.any(&ids).and_then(Node::scalar)),
            agent: owned(object.any(&["agentName", "cno"]).and_then(Node::scalar)),
            started_at: owned(
                object
                    .any(&["startTime", "beginTime"])
                    .and_then(Node::scalar),
            ),
            ..Thread::new(agent.chain(customer).collect())
        };
        let thread = thread.with_meta(object, &["qno", "queueName", "channel", "enterpriseId"]);
        Ok(vec![thread.document(reading)])
    },
};

const TIMES: [&str; 8] = [
    "beginTime",
    "begin",
    "startTime",
    "start",
    "time",
    "timestamp",
    "createTime",
    "sendTime",
];

fn message<'a>(row: &Object<'a>, list: Role, reading: &Reading) -> Message<'a> {
    let words = row.any(&["content", "text", "words"]);
    let role = match row.scalar("role").as_deref() {
        None => list,
        Some("0") => Role::Agent,
        Some("1") => Role::Customer,
        Some(_) => Role::Bot,
    };
    let time = row.any(&TIMES);
    let by_number = time.and_then(Moment::of_milliseconds);
    Message {
        speaker: row
            .any(&["name", "agentName", "nickname"])
            .and_then(Node::scalar),
        role: Some(role),
        at: by_number.or_else(|| time.and_then(Moment::of)),
        words: words
            .map(|words| super::plain(words, reading))
            .unwrap_or_default(),
        ..Message::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn two_lists_are_one_conversation() {
        assert_eq!(
            turns_of_case("desk-tinet/session.json"),
            [
                "agent - 0: 您好",
                "customer - 1.5: 我要退货",
                "agent - 5.2: 改天给您回电",
                "bot - 8: 改天",
            ]
        );
    }
}
