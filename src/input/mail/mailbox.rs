//! Mailboxes: many mails in one file, each behind a line that begins with `From `.
//!
//! Such lines inside of a mail have a `>` in front (mboxo, mboxrd), or the header says how long
//! the mail is (mboxcl, mboxcl2).

use super::parts::{Header, line_end, name_length};
use crate::text::Span;
use memchr::{memchr, memmem, memrchr};

/// A mail in a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// Its bytes without the `From ` line.
    pub(super) mail: Span,
    /// Where its `From ` line begins.
    pub(super) start: usize,
}

/// True if a mailbox begins with `head`: a draft, too, may begin with "From Monday on".
pub(super) fn looks_like(head: &[u8]) -> bool {
    let at = first_line(head);
    let end = line_end(head, at);
    let is_mail = || is_dated(&head[at..end]) || super::looks_like_mail(&head[end..]);
    begins(head, at) == Some(true) && is_mail()
}

/// Behind a byte order mark and blank lines.
fn first_line(head: &[u8]) -> usize {
    let mark = head.starts_with(b"\xEF\xBB\xBF") as usize * 3;
    let blank = &head[mark..];
    head.len() - blank.trim_ascii_start().len()
}

/// Whether a mail begins with the line at `at`: `From `, then the first field of its header.
/// `None`: the bytes end before that shows.
fn begins(bytes: &[u8], at: usize) -> Option<bool> {
    let rest = &bytes[at..];
    if !rest.starts_with(b"From ") {
        let may_begin = rest.len() < 5 && b"From ".starts_with(rest);
        return if may_begin { None } else { Some(false) };
    }
    let end = memchr(b'\n', rest)?;
    let next = &rest[end + 1..];
    let line = match memchr(b'\n', next) {
        Some(end) => &next[..end],
        // What is there of a field shows one if its colon is there.
        None if name_length(next).is_some() => next,
        None => return None,
    };
    Some(name_length(line).is_some() || line.starts_with(b">From "))
}

/// A `From ` line as programs write it, which needs no blank line above: with a time, or with a
/// dash for the sender.
fn is_dated(line: &[u8]) -> bool {
    let is_time = |five: &[u8]| {
        let digit = |at: usize| five[at].is_ascii_digit();
        digit(0) && digit(1) && five[2] == b':' && digit(3) && digit(4)
    };
    line.starts_with(b"From ") && (line.starts_with(b"From - ") || line.windows(5).any(is_time))
}

/// The mails of `bytes`. What stands before the first one is none. `is_over` says that the
/// mailbox ends with the bytes; else the last mail may go on behind them.
pub(super) fn messages(bytes: &[u8], is_over: bool) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    // Where a mail begins for certain.
    let mut said = 0;
    let mut next = 0;
    let finder = memmem::Finder::new(b"\nFrom ");
    while let Some(at) = from_line(bytes, next, &finder) {
        let end = line_end(bytes, at);
        next = end;
        // Behind a mail whose length is known, nothing else can stand.
        let is_free = at == said || is_behind_blank(bytes, at) || is_dated(&bytes[at..end]);
        if !is_free || begins(bytes, at) != Some(true) {
            continue;
        }
        end_last(bytes, &mut messages, at);
        messages.push(Message {
            mail: Span::new(end, bytes.len()),
            start: at,
        });
        match said_end(bytes, end, is_over) {
            Said::Nothing => {}
            Said::End(end) => (said, next) = (end, end),
            Said::Later => break,
        }
    }
    end_last(bytes, &mut messages, bytes.len());
    messages
}

/// Where the next line with `From ` begins from byte `at` on, which begins a line.
fn from_line(bytes: &[u8], at: usize, finder: &memmem::Finder) -> Option<usize> {
    let rest = bytes.get(at..)?;
    match rest.starts_with(b"From ") {
        true => Some(at),
        false => finder.find(rest).map(|found| at + found + 1),
    }
}

/// True if a blank line stands above the line at `at`.
fn is_behind_blank(bytes: &[u8], at: usize) -> bool {
    let above = &bytes[..at];
    let above = above.strip_suffix(b"\n").unwrap_or(above);
    let start = memrchr(b'\n', above).map_or(0, |end| end + 1);
    above[start..].trim_ascii().is_empty()
}

/// The last mail ends before byte `at`; the blank line there is none of its own.
fn end_last(bytes: &[u8], messages: &mut [Message], at: usize) {
    if let Some(last) = messages.last_mut() {
        let own = &bytes[..at];
        let less = |line_break: &[u8]| own.strip_suffix(line_break);
        let blank = less(b"\r\n").or_else(|| less(b"\n"));
        let own = blank.filter(|rest| rest.ends_with(b"\n")).unwrap_or(own);
        last.mail.end = own.len().max(last.mail.start);
    }
}

/// A mail that claims to be longer than this is not waited for.
const LONGEST: usize = 64 << 20;

/// What the header of a mail says about where the next one begins.
enum Said {
    /// Nothing, or nothing true.
    Nothing,
    End(usize),
    /// Behind the bytes that are there.
    Later,
}

/// The field that says how long a mail is.
const LENGTH: &str = "Content-Length";

/// True if that field may stand in the header with which `mail` begins. Hardly any mailbox has it.
fn names_length(mail: &[u8]) -> bool {
    let mut rest = mail;
    while let Some(end) = memchr(b'\n', rest) {
        let begins = rest.get(..LENGTH.len());
        if begins.is_some_and(|begins| begins.eq_ignore_ascii_case(LENGTH.as_bytes())) {
            return true;
        }
        if matches!(rest, [b'\n', ..] | [b'\r', b'\n', ..]) {
            return false;
        }
        rest = &rest[end + 1..];
    }
    true
}

/// What `Content-Length` says of the mail at `at`.
fn said_end(bytes: &[u8], at: usize, is_over: bool) -> Said {
    if !names_length(&bytes[at..]) {
        return Said::Nothing;
    }
    let (header, body) = Header::read(bytes, at);
    let length = header.bytes(bytes, LENGTH);
    let length = length.and_then(|length| str::from_utf8(length).ok()?.trim().parse().ok());
    let Some(length) = length.filter(|&length: &usize| length <= LONGEST) else {
        return Said::Nothing;
    };
    let end = body + length;
    let rest = bytes.get(end..).unwrap_or_default();
    let next = end + rest.len() - rest.trim_ascii_start().len();
    let begins = match next < bytes.len() {
        true => begins(bytes, next),
        false => None,
    };
    match begins {
        // The body ends with its line.
        Some(true) if next > end || bytes[..end].ends_with(b"\n") => Said::End(next),
        None if !is_over => Said::Later,
        None if next == bytes.len() => Said::End(next),
        _ => Said::Nothing,
    }
}

/// The length of the longest beginning of `bytes` that holds nothing but whole mails.
pub(super) fn whole_mails(bytes: &[u8], is_over: bool) -> usize {
    match (is_over, messages(bytes, is_over).as_slice()) {
        (true, _) => bytes.len(),
        (false, [_, .., last]) => last.start,
        (false, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mails(bytes: &str) -> Vec<&str> {
        let messages = messages(bytes.as_bytes(), true);
        messages
            .iter()
            .map(|message| message.mail.of(bytes))
            .collect()
    }

    #[test]
    fn a_mail_begins_with_a_from_line_above_a_field() {
        let unparted =
            "From - Mon Jan  5 10:00:00 2026\nS: a\n\nb\nFrom c Mon Jan  5 10:00:00 2026\nS: d\n";
        assert_eq!(mails(unparted), ["S: a\n\nb\n", "S: d\n"]);
        let mailbox = "From a@example.com Mon Jan  5 10:00:00 2026\nSubject: one\n\nFrom here on it is\n\
                       text.\n\nFrom now on, too.\nNo field.\n\nFrom b\r\nSubject: two\r\n\r\n>From c\n";
        assert_eq!(
            mails(mailbox),
            [
                "Subject: one\n\nFrom here on it is\ntext.\n\nFrom now on, too.\nNo field.\n",
                "Subject: two\r\n\r\n>From c\n"
            ]
        );
        assert!(looks_like(mailbox.as_bytes()));
        assert!(looks_like(
            b"\n\nFrom b\nMIME-Version: 1.0\nMessage-ID: <t>"
        ));
        assert!(!looks_like(
            b"From Monday on we are closed.\nNote: not on Sunday.\n"
        ));
        assert!(!looks_like(b"From Monday on we are closed.\nThe shop\n"));
        assert!(!looks_like(b"From: Ann\nSubject: b\n"));
    }

    #[test]
    fn the_length_in_a_header_is_believed_if_a_mail_follows() {
        let body = "one\n\nFrom x\nSubject: no\n\ntwo\n";
        let mailbox = |length: usize| {
            format!("From a\nContent-Length: {length}\n\n{body}\nFrom b\nSubject: c\n\nd\n")
        };
        assert_eq!(mails(&mailbox(body.len())).len(), 2);
        let unparted = "From a\nContent-Length: 4\n\none\nFrom b\nSubject: c\n\nd\n";
        assert_eq!(mails(unparted).len(), 2);
        assert_eq!(mails(&mailbox(body.len() + 3)).len(), 3);
        assert_eq!(mails(&mailbox(usize::MAX)).len(), 3);
    }

    fn mail() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("From a\nSubject: b\n\nc\n\n".to_owned()),
            Just("From a\nContent-Length: 9\n\nFrom d\nx\n\n".to_owned()),
            Just("From a\nX: y\r\n\r\n\nFrom e\n\nFrom\n".to_owned()),
            "[Fromx: \n]{0,12}",
        ]
    }

    proptest! {
        #[test]
        fn pieces_hold_the_mails_of_the_whole(
            parts in proptest::collection::vec(mail(), 1..6), step in 1usize..40,
        ) {
            let mailbox = format!("From a\nS: t\n\n{}", parts.concat());
            let bytes = mailbox.as_bytes();
            let (mut found, mut start, mut end) = (Vec::new(), 0, 0);
            while start < bytes.len() {
                end = (end + step).min(bytes.len());
                let piece = &bytes[start..end];
                let whole = whole_mails(piece, end == bytes.len());
                let of_piece = messages(&piece[..whole], true);
                found.extend(of_piece.iter().map(|mail| mail.mail.shifted(start)));
                start += whole;
            }
            let whole: Vec<Span> = messages(bytes, true).iter().map(|mail| mail.mail).collect();
            prop_assert_eq!(found, whole);
        }
    }
}
