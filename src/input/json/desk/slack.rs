//! A day of a Slack channel, as an export holds it: `[{"type": "message", "user": "U01", "text":
//! "Hello <@U02>", "ts": "1459032936.000002"}]`.
//!
//! Speakers are user ids, and nothing says which of them are agents; the user does, by `--role`.
//! Joining, leaving and the like are messages with a `subtype`. In `text`, `<…>` are mentions and
//! links and `&amp;` is `&`. A file is one conversation; the answers of a thread stand where
//! their time puts them.

use super::super::{Reading, Rows};
use super::{Audience, Message, Moment, Thread, below, merged};
use crate::document::{Role, Skip, SkipReason};
use crate::input::html::Visible;
use crate::input::json::node::Object;
use crate::input::quotes;
use crate::text::{Mapped, Span};
use std::ops::Range;

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Slack",
    matches: |row| {
        let is_message = row.scalar("type").as_deref() == Some("message");
        is_message && row.scalar("ts").is_some_and(|ts| ts.contains('.'))
    },
    read: |rows, reading| {
        let rows = rows.iter().filter_map(|row| row.object());
        let messages = rows.map(|row| message(&row, reading)).collect();
        Ok(vec![Thread::new(messages).document(reading)])
    },
};

/// `users.json` and `channels.json`, which stand beside the days and hold no messages.
pub(in crate::input::json) const DIRECTORY: Rows = Rows {
    name: "Slack",
    matches: |row| {
        let is_user = row.has("team_id") && row.has("profile");
        let is_channel = row.has("members") && row.has("creator") && row.has("purpose");
        is_user || is_channel
    },
    read: |_, _| Ok(Vec::new()),
};

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let subtype = row.scalar("subtype").unwrap_or_default();
    let is_bot = row.get("bot_id").is_some() || subtype == "bot_message";
    let speaker = row.scalar("user").or_else(|| row.scalar("username"));
    let bot = || below(row, "bot_profile", "name").or_else(|| row.scalar("bot_id"));
    Message {
        speaker: speaker.or_else(bot),
        role: is_bot.then_some(Role::Bot),
        audience: match is_notice(&subtype) {
            true => Audience::Nobody,
            false => Audience::Customer,
        },
        at: row.get("ts").and_then(Moment::of),
        words: words(row, reading),
    }
}

/// Subtypes of messages that somebody wrote; all others are notices.
fn is_notice(subtype: &str) -> bool {
    let written = [
        "",
        "bot_message",
        "me_message",
        "thread_broadcast",
        "reply_broadcast",
        "file_share",
        "file_comment",
        "file_mention",
    ];
    !written.contains(&subtype)
}

fn words(row: &Object, reading: &Reading) -> Visible {
    let Some(node) = row.get("text") else {
        return Visible::default();
    };
    let written = reading.words(node);
    let text = decoded(&written.text);
    let mut skips = quotes::skips(&text.text);
    skips.extend(code(&text.text));
    Visible {
        text: text.through(&written.runs),
        skips: merged(skips),
    }
}

/// The text as Slack shows it.
fn decoded(markup: &str) -> Mapped {
    let mut text = Mapped::default();
    let mut at = 0;
    while let Some(next) = markup[at..].find(['<', '&']) {
        text.push_same(&markup[at..at + next], at);
        at += next;
        at += match markup.as_bytes()[at] {
            b'&' => entity(markup, at, &mut text),
            _ => reference(markup, at, &mut text),
        };
    }
    text.push_same(&markup[at..], at);
    text
}

/// Adds what the entity at byte `at` stands for; gives its length.
fn entity(markup: &str, at: usize, text: &mut Mapped) -> usize {
    for (entity, character) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
        if markup[at..].starts_with(entity) {
            text.push_decoded(character, Span::new(at, at + entity.len()));
            return entity.len();
        }
    }
    text.push_same("&", at);
    1
}

/// Adds what a link or mention at byte `at` shows: its label, else its address or name. Gives its
/// length.
fn reference(markup: &str, at: usize, text: &mut Mapped) -> usize {
    let rest = &markup[at..];
    let Some(end) = rest.find('>').filter(|&end| !rest[..end].contains('\n')) else {
        text.push_same("<", at);
        return 1;
    };
    let inner = &rest[1..end];
    let (target, label) = inner.split_once('|').unwrap_or((inner, ""));
    let mark = match target.as_bytes().first() {
        Some(b'@' | b'!') => "@",
        Some(b'#') => "#",
        _ => "",
    };
    if !mark.is_empty() && !label.starts_with(['@', '#']) {
        text.push_decoded(mark, Span::new(at + 1, at + 2));
    }
    match label {
        "" => label_of(markup, at + 1 + mark.len()..at + 1 + target.len(), text),
        _ => label_of(markup, at + 2 + target.len()..at + end, text),
    }
    end + 1
}

/// Adds a stretch without references.
fn label_of(markup: &str, stretch: Range<usize>, text: &mut Mapped) {
    let mut at = stretch.start;
    while let Some(next) = markup[at..stretch.end].find('&') {
        text.push_same(&markup[at..at + next], at);
        at += next;
        at += entity(markup, at, text);
    }
    text.push_same(&markup[at..stretch.end], at);
}

/// What stands between three backticks, which may open and close anywhere in a line.
fn code(text: &str) -> Vec<Skip> {
    const FENCE: &str = "```";
    let fences: Vec<usize> = text.match_indices(FENCE).map(|(at, _)| at).collect();
    let skip = |pair: &[usize]| match pair {
        [open, close] => Some(Skip {
            span: Span::new(*open, close + FENCE.len()),
            reason: SkipReason::Code,
        }),
        _ => None,
    };
    fences.chunks(2).filter_map(skip).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, documents, skipped, turns};
    use crate::document::Role;
    use crate::input::Options;

    fn decoded(markup: &str) -> String {
        super::decoded(markup).text
    }

    #[test]
    fn what_slack_shows() {
        let cases = [
            ("a &amp; b &lt;3 &gt; &nbsp; &", "a & b <3 > &nbsp; &"),
            (
                "<@U01> <@U01|ola> <!here> <!subteam^S1|@team> <!date^1^{d}|today>",
                "@U01 @ola @here @team @today",
            ),
            ("<#C1|status> <#C1>", "#status #C1"),
            (
                "<https://e.org/?a&amp;b|see &amp; read> <https://e.org/?a&amp;b> <mailto:a@e.org|a@e.org>",
                "see & read https://e.org/?a&b a@e.org",
            ),
            ("1 < 2 <never closed", "1 < 2 <never closed"),
            ("<\n> <> <|> <@|>", "<\n>   @"),
            ("改天<@U1|小周>，好", "改天@小周，好"),
        ];
        for (markup, shown) in cases {
            assert_eq!(decoded(markup), shown, "{markup}");
        }
    }

    #[test]
    fn a_day() {
        let roles = [("U02".to_owned(), Role::Agent)].into();
        let options = Options {
            roles,
            ..Options::default()
        };
        let documents = case_documents("desk-slack/2024-05-11.json", &options);
        assert_eq!(
            turns(&documents[0]),
            [
                "system U02 0: @U02 has joined the channel, some other day",
                "unknown U01 3: Is the page down for @U02?",
                "bot pager 50: some other day",
                "agent U02 100.5: Yes & it is not our problem, see #status. Try some other day:\n```\nif day == some other day\n```",
                "agent U02 200: > some other day\nNo, <改天>",
            ]
        );
        let skips = skipped(&documents[0]);
        assert_eq!(
            skips,
            ["```\nif day == some other day\n```", "> some other day\n"]
        );
    }

    #[test]
    fn code_in_the_middle_of_a_line() {
        let text = r#"[{"type": "message", "user": "U1", "ts": "1.5", "text": "run ```改天``` or ``` that"}]"#;
        let documents = documents(text, &Options::default());
        assert_eq!(skipped(&documents[0]), ["```改天```"]);
    }

    #[test]
    fn lists_of_users_and_channels_hold_no_messages() {
        for text in [
            r#"[{"id": "U1", "team_id": "T1", "profile": {}}]"#,
            r#"[{"id": "C1", "creator": "U1", "members": [], "purpose": {}}]"#,
        ] {
            assert!(documents(text, &Options::default()).is_empty());
        }
    }
}
