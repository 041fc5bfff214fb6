//! Zendesk: `{"ticket": {…}, "comments": [{"author_id": 1, "plain_body": …, "public": true}],
//! "users": [{"id": 1, "role": "end-user"}]}`.
//!
//! - Comments stand beside the ticket, inside it, or alone; an export has one ticket a line.
//! - Audits hold them as events of type `Comment`, among others.
//! - `"public": false` is an internal note.
//! - People are numbers; `users`, or the ticket's `requester` and `assignee`, say who they are.
//! - A list of tickets, as the incremental export gives it, has no comments at all.

use super::super::{Adapter, Reading, Rows};
use super::{
    Audience, Message, Moment, People, Thread, below, body, first, grouped, objects, owned,
};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Zendesk",
    matches: |object| {
        let ticket = object.get("ticket").and_then(Node::object);
        let is_ticket = |ticket: &Object| is_ticket(ticket) || has_comments(ticket);
        has_comments(object)
            || is_ticket(object)
            || ticket.is_some_and(|ticket| is_ticket(&ticket))
            || first(object, "tickets").is_some_and(|ticket| is_ticket(&ticket))
    },
    read,
};

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Zendesk",
    matches: |row| is_comment(row) || is_audit(row),
    read: |rows, reading| Ok(unticketed(rows, &[], reading)),
};

fn is_comment(comment: &Object) -> bool {
    let bodies = ["plain_body", "html_body"];
    comment.has("author_id") && comment.any(&bodies).is_some()
}

fn is_audit(audit: &Object) -> bool {
    audit.has("ticket_id") && audit.get("events").is_some_and(Node::is_list)
}

fn is_ticket(ticket: &Object) -> bool {
    ticket.has("requester_id") && ticket.has("submitter_id")
}

fn has_comments(object: &Object) -> bool {
    let said = |comment: &Object| comment.has("author_id") && comment.has("body");
    first(object, "comments").is_some_and(|first| is_comment(&first) || said(&first))
        || first(object, "audits").is_some_and(|audit| is_audit(&audit))
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let users = objects(object, "users");
    let tickets = objects(object, "tickets");
    let inner = object.get("ticket").and_then(Node::object);
    let ticket = inner.as_ref().unwrap_or(object);
    let beside = comments(object);
    if !tickets.is_empty() {
        let read = |ticket| conversation(ticket, comments(ticket), &users, reading);
        tickets.iter().map(read).collect()
    } else if ticket.has("requester_id") || ticket.has("requester") {
        let mut inside = comments(ticket);
        if inside.is_empty() {
            inside = beside;
        }
        conversation(ticket, inside, &users, reading).map(|document| vec![document])
    } else {
        let rows = [object.list("comments"), object.list("audits")].concat();
        Ok(unticketed(&rows, &users, reading))
    }
}

/// A comment, and when it was written.
struct Comment<'a> {
    fields: Object<'a>,
    at: Option<Node<'a>>,
}

impl<'a> Comment<'a> {
    fn new(fields: Object<'a>) -> Self {
        let at = fields.get("created_at");
        Comment { fields, at }
    }
}

/// The comments of a ticket, in its own list or in its audits.
fn comments<'a>(object: &Object<'a>) -> Vec<Comment<'a>> {
    let comments = objects(object, "comments").into_iter().map(Comment::new);
    let audits = objects(object, "audits");
    let said = audits.iter().flat_map(events);
    comments.chain(said).collect()
}

/// The comments among the events of an audit, which has their time.
fn events<'a>(audit: &Object<'a>) -> Vec<Comment<'a>> {
    let at = audit.get("created_at");
    let mut events = objects(audit, "events");
    events.retain(|event| event.scalar("type").as_deref() == Some("Comment"));
    let comment = |fields| Comment { fields, at };
    events.into_iter().map(comment).collect()
}

/// The requester, where an audit tells how the ticket was created.
fn created_by<'a>(audit: &Object<'a>) -> Option<SmolStr> {
    let sets_requester =
        |event: &Object| event.scalar("field_name").as_deref() == Some("requester_id");
    let event = objects(audit, "events").into_iter().find(sets_requester)?;
    owned(event.scalar("value"))
}

/// Comments and audits without their tickets.
fn unticketed(rows: &[Node], users: &[Object], reading: &Reading) -> Vec<Document> {
    let groups = grouped(rows, |row| row.scalar("ticket_id"));
    let document = |(id, rows): (_, Vec<Object>)| {
        let requester = rows.iter().find_map(created_by);
        let comments: Vec<Comment> = rows
            .into_iter()
            .flat_map(|row| match is_audit(&row) {
                true => events(&row),
                false => vec![Comment::new(row)],
            })
            .collect();
        let ticket = Ticket {
            people: people(users, &[]),
            requester,
        };
        let messages = ticket.messages(&comments, reading);
        let thread = Thread {
            id,
            ..Thread::new(messages)
        };
        thread.document(reading)
    };
    groups.into_iter().map(document).collect()
}

fn conversation(
    fields: &Object,
    comments: Vec<Comment>,
    users: &[Object],
    reading: &Reading,
) -> Result<Document, String> {
    if comments.is_empty() && !fields.has("comments") {
        return Err(NO_COMMENTS.to_owned());
    }
    let named = ["requester", "submitter", "assignee"];
    let named = named.iter().filter_map(|name| fields.get(name)?.object());
    let people = people(users, &named.collect::<Vec<_>>());
    let assignee = fields.scalar("assignee_id");
    let assignee = assignee.map(|id| SmolStr::from(people.name(id)));
    let requester = fields.scalar("requester_id");
    let ticket = Ticket {
        people,
        requester: owned(requester.or_else(|| below(fields, "requester", "id"))),
    };
    let thread = Thread {
        id: owned(fields.scalar("id")),
        agent: assignee.or_else(|| owned(below(fields, "assignee", "name"))),
        started_at: owned(fields.scalar("created_at")),
        ..Thread::new(ticket.messages(&comments, reading))
    };
    let meta = [
        "subject", "status", "priority", "type", "group_id", "brand_id",
    ];
    let mut thread = thread.with_meta(fields, &meta);
    if let Some(channel) = owned(below(fields, "via", "channel")) {
        thread.meta.insert("channel", channel);
    }
    Ok(thread.document(reading))
}
use smol_str::SmolStr;

const NO_COMMENTS: &str = "a ticket without its comments has nothing to read; export the \
    comments or the audits of each ticket, too";

/// What a ticket says about its people.
struct Ticket<'a> {
    people: People<'a>,
    requester: Option<SmolStr>,
}

fn people<'a>(users: &[Object<'a>], named: &[Object<'a>]) -> People<'a> {
    let mut people = People::default();
    for person in users.iter().chain(named) {
        people.add(person, role, "role");
    }
    people
}

fn role(word: &str) -> Option<Role> {
    match word {
        "end-user" => Some(Role::Customer),
        "agent" | "admin" => Some(Role::Agent),
        _ => None,
    }
}

impl<'a> Ticket<'a> {
    fn messages(&self, comments: &[Comment<'a>], reading: &Reading) -> Vec<Message<'a>> {
        let message = |comment| self.message(comment, reading);
        comments.iter().map(message).collect()
    }

    fn message(&self, comment: &Comment<'a>, reading: &Reading) -> Message<'a> {
        let fields = &comment.fields;
        let author = fields.scalar("author_id");
        let is_call = fields.scalar("type").as_deref() == Some("VoiceComment");
        let audience = match fields.get("public").and_then(Node::truth) {
            Some(false) => Audience::Colleagues,
            _ if is_call => Audience::Nobody,
            _ => Audience::Customer,
        };
        Message {
            role: author.as_deref().and_then(|author| self.role(author)),
            speaker: author.map(|id| self.people.name(id)),
            audience,
            at: comment.at.and_then(Moment::of),
            words: body(fields, &["plain_body", "body"], &["html_body"], reading),
        }
    }

    /// What the users say, else whether it is the requester.
    fn role(&self, author: &str) -> Option<Role> {
        let by_ticket = self
            .requester
            .as_deref()
            .map(|requester| match author == requester {
                true => Role::Customer,
                false => Role::Agent,
            });
        self.people.role(author).or(by_ticket)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, documents, skipped, turns, turns_of_case};
    use crate::input::Options;

    #[test]
    fn a_ticket() {
        assert_eq!(
            turns_of_case("desk-zendesk/ticket.json"),
            [
                "customer Ola Berg 0: Where is my parcel?",
                "agent Mia Stone 90: Hi Ola, \n\n we will look for it some other day.\n\nOn Sat, 11 May 2024, Ola wrote:\n> Will you find it some other day?",
                "system Mia Stone 120: The courier lost it, this is not our problem.",
                "system Mia Stone 3600: Call to Ola, some other day",
            ]
        );
    }

    #[test]
    fn comments_alone() {
        assert_eq!(
            turns_of_case("desk-zendesk/comments.json"),
            [
                "customer 贺晴 0: 屏幕又黑了。",
                "agent 小孟 300: 改天给您看。",
            ]
        );
    }

    #[test]
    fn audits_tell_who_asked() {
        assert_eq!(
            turns_of_case("desk-zendesk/audits.json"),
            [
                "customer 8 0: 退款还没到",
                "agent 9 600: 银行慢，不是我们的问题。",
            ]
        );
    }

    #[test]
    fn a_ticket_of_each_line() {
        let documents = case_documents("desk-zendesk/export.jsonl", &Options::default());
        let all: Vec<String> = documents.iter().flat_map(turns).collect();
        assert_eq!(
            all,
            [
                "customer Jo: It broke.",
                "agent Pat: That is not our problem.",
                "agent 2: Please call some\u{A0}other\u{A0}day\u{A0}&\u{A0}time",
            ]
        );
        assert_eq!(documents[0].agent.as_deref(), Some("Pat"));
        assert_eq!(documents[1].id.as_deref(), Some("72"));
    }

    #[test]
    fn what_the_ticket_says() {
        let documents = case_documents("desk-zendesk/ticket.json", &Options::default());
        let document = &documents[0];
        assert_eq!(document.id.as_deref(), Some("4711"));
        assert_eq!(document.agent.as_deref(), Some("Mia Stone"));
        assert_eq!(document.started_at.as_deref(), Some("2024-05-11T10:00:00Z"));
        assert_eq!(document.meta["channel"], "email");
        assert_eq!(document.meta["priority"], "high");
        assert_eq!(skipped(document).len(), 1);
    }

    #[test]
    fn comments_of_nobody_known() {
        let text = r#"[{"author_id": 1, "plain_body": "a", "public": true}]"#;
        let document = &documents(text, &Options::default())[0];
        assert_eq!(turns(document), ["unknown 1: a"]);
        assert_eq!(document.notes.len(), 1);
    }
}
