//! From the text of a subtitle file to its cues, and to what is wrong with it.
//!
//! No word is lost: what stands under a bad time, or under none, is a cue without a time.

use crate::input::clock::Cursor;
use crate::input::{RecordError, line_spans};
use crate::text::Span;

/// A piece of speech with its times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    /// When it begins, in seconds; `None` if the file does not say.
    pub(super) start: Option<f64>,
    /// When it ends, in seconds.
    pub(super) end: Option<f64>,
    /// The speaker's number, where the format has one.
    pub(super) speaker: Option<Span>,
    /// Its lines, with tags and escapes.
    pub(super) payload: Span,
}

/// How a file of cues is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
}

/// The cues of a file, in its order, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Cues {
    pub(super) cues: Vec<Cue>,
    pub(super) errors: Vec<RecordError>,
}

/// So many bad cues are named one by one.
const NAMED_ERRORS: usize = 20;

/// The cues of `text`, whose first line is line `first_line` of the file.
pub(super) fn scan(text: &str, flavour: Flavour, first_line: usize) -> Cues {
    let mut scan = Scan {
        text,
        flavour,
        cues: Vec::new(),
        wrong: Vec::new(),
        state: State::Between,
        has_header: has_header(text),
    };
    if text.trim().is_empty() {
        scan.wrong.push((first_line, Wrong::Empty));
    } else if scan.has_header {
        scan.state = State::Comment;
    } else if flavour == Flavour::Vtt {
        scan.wrong.push((first_line, Wrong::NoHeader));
    }
    for (line, number) in line_spans(text).zip(first_line..) {
        scan.line(line, number);
    }
    scan.end_block();
    scan.finish(first_line)
}

/// The text begins as a WebVTT file does.
pub(super) fn has_header(text: &str) -> bool {
    let rest = text.trim_start().strip_prefix("WEBVTT");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Where in a file reading stands.
#[derive(Clone, Copy)]
enum State {
    /// Behind a blank line.
    Between,
    /// In the header or a block of comments or styles.
    Comment,
    /// In a block that may be a cue but has no time yet: its lines, and the first line's number.
    Untimed { lines: Span, number: usize },
    /// In the words of the last cue.
    Cue,
}

struct Scan<'a> {
    text: &'a str,
    flavour: Flavour,
    cues: Vec<Cue>,
    wrong: Vec<(usize, Wrong)>,
    state: State,
    has_header: bool,
}

impl Scan<'_> {
    fn line(&mut self, line: Span, number: usize) {
        let content = line.of(self.text).trim_end_matches(['\n', '\r']);
        if content.is_empty() {
            self.end_block();
        } else if content.contains("-->") {
            self.arrow(line, number);
        } else {
            self.words(line, number);
        }
    }

    /// A line with an arrow: a time, or what should be one.
    fn arrow(&mut self, line: Span, number: usize) {
        let content = line.of(self.text).trim();
        let times = times(content);
        if times.is_none()
            && !content.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        {
            self.wrong.push((number, Wrong::Arrow));
            return self.words(line, number);
        }
        self.take_back_index();
        match times {
            Some((start, end)) if end < start => {
                let times = content.chars().take(40).collect();
                self.wrong.push((number, Wrong::EndsFirst(times)));
            }
            Some(_) => {}
            None => {
                let times = content.chars().take(40).collect();
                self.wrong.push((number, Wrong::Time(times)));
            }
        }
        self.cues.push(Cue {
            start: times.map(|(start, _)| start),
            end: times.map(|(_, end)| end),
            speaker: None,
            payload: Span::new(line.end, line.end),
        });
        self.state = State::Cue;
    }

    /// The number above a time is no word of the cue before, even if no blank line parts them.
    fn take_back_index(&mut self) {
        let (State::Cue, Some(cue)) = (self.state, self.cues.last_mut()) else {
            return;
        };
        let words = cue.payload.of(self.text).trim_end_matches(['\n', '\r']);
        let last = words.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if last > 0 && is_index(&words[last..]) {
            cue.payload.end = cue.payload.start + last;
        }
    }

    fn words(&mut self, line: Span, number: usize) {
        match &mut self.state {
            State::Comment => {}
            State::Cue => {
                if let Some(cue) = self.cues.last_mut() {
                    cue.payload.end = line.end;
                }
            }
            State::Untimed { lines, .. } => lines.end = line.end,
            State::Between if self.has_header && is_comment(line.of(self.text)) => {
                self.state = State::Comment;
            }
            State::Between => {
                self.state = State::Untimed {
                    lines: line,
                    number,
                }
            }
        }
    }

    /// A blank line, or the end.
    fn end_block(&mut self) {
        if let State::Untimed { lines, number } = self.state {
            self.untimed(lines, number);
        }
        self.state = State::Between;
    }

    /// A block without a time. In SubRip words may go on behind a blank line.
    fn untimed(&mut self, lines: Span, number: usize) {
        let first = line_spans(lines.of(self.text))
            .next()
            .map_or(0, |line| line.end);
        let has_index = is_index(&lines.of(self.text)[..first]);
        let goes_on = self.flavour == Flavour::Srt && !has_index;
        if let Some(cue) = self.cues.last_mut().filter(|_| goes_on) {
            cue.payload.end = lines.end;
            return;
        }
        let start = lines.start + if has_index { first } else { 0 };
        self.wrong.push((number, Wrong::NoTime));
        self.cues.push(Cue {
            start: None,
            end: None,
            speaker: None,
            payload: Span::new(start, lines.end),
        });
    }

    fn finish(mut self, first_line: usize) -> Cues {
        let is_timed = self.cues.iter().any(|cue| cue.start.is_some());
        if !is_timed && !self.cues.is_empty() {
            self.cues.clear();
            self.wrong = vec![(first_line, Wrong::NoTimeAtAll)];
        }
        Cues {
            cues: self.cues,
            errors: errors(&self.wrong),
        }
    }
}

/// The number above a cue.
fn is_index(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first line of a block that players do not show.
fn is_comment(line: &str) -> bool {
    ["NOTE", "STYLE", "REGION"].iter().any(|word| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| rest.trim_start().len() < rest.len() || rest.is_empty())
    })
}

/// What is wrong with a cue or a file.
enum Wrong {
    Empty,
    NoHeader,
    NoTimeAtAll,
    NoTime,
    Time(String),
    EndsFirst(String),
    Arrow,
}

impl Wrong {
    fn message(&self) -> String {
        match self {
            Wrong::Empty => "the file is empty; was it saved completely?".to_owned(),
            Wrong::NoHeader => "the file does not begin with the line WEBVTT, as WebVTT files do; \
                its cues were read all the same; write WEBVTT and a blank line above them"
                .to_owned(),
            Wrong::NoTimeAtAll => "no cue was found: no line is a time such as \
                00:00:01.000 --> 00:00:04.000; if this is no subtitle file, say what it is \
                with --input"
                .to_owned(),
            Wrong::NoTime => "these words have no time; they were checked all the same; write a \
                line such as 00:00:01.000 --> 00:00:04.000 above them"
                .to_owned(),
            Wrong::Time(found) => format!(
                "`{found}` is not the time of a cue; the words below it were checked all the \
                 same; write the time as 00:00:01.000 --> 00:00:04.000"
            ),
            Wrong::EndsFirst(found) => format!(
                "the cue ends before it begins (`{found}`); its words were checked under the \
                 time of its beginning; correct its times"
            ),
            Wrong::Arrow => "`-->` stands among words, where only a time may have it; the line \
                was checked as words; write → instead"
                .to_owned(),
        }
    }
}

/// The first errors one by one, the rest in one.
fn errors(wrong: &[(usize, Wrong)]) -> Vec<RecordError> {
    let named = wrong.iter().take(NAMED_ERRORS);
    let mut errors: Vec<RecordError> = named
        .map(|(line, wrong)| RecordError {
            line: *line,
            message: wrong.message(),
        })
        .collect();
    if let Some((line, _)) = wrong.get(NAMED_ERRORS) {
        let rest = wrong.len() - NAMED_ERRORS;
        errors.push(RecordError {
            line: *line,
            message: format!(
                "from here on, {rest} more cues have no proper time; all words were checked all \
                 the same; was the file damaged, or is it another format?"
            ),
        });
    }
    errors
}

/// The beginning and the end in a line such as `00:01.000 --> 00:04.000 align:start`, in seconds.
pub(super) fn times(line: &str) -> Option<(f64, f64)> {
    let mut cursor = Cursor::new(line, 0);
    cursor.spaces();
    let start = moment(&mut cursor)?;
    cursor.spaces();
    cursor.eat_word(&["-->"])?;
    cursor.spaces();
    let end = moment(&mut cursor)?;
    let ends = cursor.peek().is_none_or(char::is_whitespace);
    ends.then_some((start, end))
}

/// Seconds from the beginning: hours if there are any, minutes, seconds, thousandths.
pub(super) fn moment(cursor: &mut Cursor) -> Option<f64> {
    let first = cursor.digits(1, 4)?;
    cursor.eat(&[':', '：'])?;
    let second = cursor.digits(1, 2)?;
    let third = cursor.attempt(|cursor| {
        cursor.eat(&[':', '：'])?;
        cursor.digits(1, 2)
    });
    let (hours, minutes, seconds) = match third {
        Some(third) => (first, second, third),
        None => (0, first, second),
    };
    let thousandths = cursor.attempt(thousandths).unwrap_or(0);
    let whole = u64::from(hours) * 3600 + u64::from(minutes) * 60 + u64::from(seconds);
    // A thousandth is not a binary number: counted whole, so that 83.2 is 83.2.
    Some((whole * 1000 + u64::from(thousandths)) as f64 / 1000.0)
}

fn thousandths(cursor: &mut Cursor) -> Option<u32> {
    cursor.eat(&['.', ','])?;
    let before = cursor.at;
    let number = cursor.digits(1, 3)?;
    Some(number * [100, 10, 1][cursor.at - before - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    type Start<'a> = (Option<f64>, &'a str);
    type Named = (usize, String);

    /// Start and words of the cues, and the lines and beginnings of the errors.
    fn scanned(text: &str, flavour: Flavour) -> (Vec<Start<'_>>, Vec<Named>) {
        let found = scan(text, flavour, 1);
        let cue = |cue: &Cue| (cue.start, cue.payload.of(text).trim());
        let error = |error: &RecordError| {
            let head = error.message.split([';', ':']).next().unwrap_or_default();
            (error.line, head.to_owned())
        };
        (
            found.cues.iter().map(cue).collect(),
            found.errors.iter().map(error).collect(),
        )
    }

    fn cues(text: &str, flavour: Flavour) -> Vec<(Option<f64>, &str)> {
        let (cues, errors) = scanned(text, flavour);
        assert_eq!(errors, [], "{text}");
        cues
    }

    #[test]
    fn times_in_every_dress() {
        let cases = [
            ("00:00:01,000 --> 00:00:04,500", (1.0, 4.5)),
            ("00:00:01.200 --> 00:00:04.500", (1.2, 4.5)),
            (
                "01:23.4 --> 01:30.04 align:start position:0%",
                (83.4, 90.04),
            ),
            ("100:00:00.000-->100:00:01.000", (360_000.0, 360_001.0)),
            ("1:2:3 --> 1:2:4", (3723.0, 3724.0)),
        ];
        for (line, expected) in cases {
            assert_eq!(times(line), Some(expected), "{line}");
        }
        for line in [
            "1 --> 2",
            "00:01 -> 00:02",
            "00:01.000 -->",
            "00:01.0000 --> 00:02",
            "a --> b",
        ] {
            assert_eq!(times(line), None, "{line}");
        }
    }

    #[test]
    fn web_vtt_blocks() {
        let text = "WEBVTT - lesson 4\nKind: captions\n\nNOTE made by hand\nall of it\n\nSTYLE\n\
                    ::cue { color: red }\n\nREGION\nid:fred\n\n1\n00:01.000 --> 00:02.000 line:0\n\
                    您好\n第二行\n\nintro-2\n00:02.000 --> 00:03.000\nNOTE is a word here\n\n\n\n\
                    00:03.000 --> 00:04.000\n\n00:04.000 --> 00:05.000\nlast";
        let expected = [
            (Some(1.0), "您好\n第二行"),
            (Some(2.0), "NOTE is a word here"),
            (Some(3.0), ""),
            (Some(4.0), "last"),
        ];
        assert_eq!(cues(text, Flavour::Vtt), expected);
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(cues(&crlf, Flavour::Vtt).len(), expected.len());
        let cr = text.replace('\n', "\r");
        assert_eq!(cues(&cr, Flavour::Vtt).len(), expected.len());
        assert_eq!(cues("WEBVTT\n", Flavour::Vtt), []);
    }

    #[test]
    fn sub_rip_blocks() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n2\n00:00:02,000 --> 00:00:03,000\n\
                    second\n \n3\n00:00:03,000 --> 00:00:04,000\nthird\n\nafter a gap\n\n\
                    00:00:05,000 --> 00:00:06,000\n42\n";
        let expected = [
            (Some(1.0), "first"),
            (Some(2.0), "second"),
            (Some(3.0), "third\n\nafter a gap"),
            (Some(5.0), "42"),
        ];
        assert_eq!(cues(text, Flavour::Srt), expected);
    }

    #[test]
    fn bad_cues_are_named_and_their_words_are_kept() {
        let text = "WEBVTT\n\nno time here\n\n00:05.000 --> 00:01.000\nbackwards\n\n\
                    00:0a.000 --> 00:07.000\ndamaged\n\n00:08.000 --> 00:09.000\nso A --> B\nthen C\n";
        let (cues, errors) = scanned(text, Flavour::Vtt);
        let expected = [
            (None, "no time here"),
            (Some(5.0), "backwards"),
            (None, "damaged"),
            (Some(8.0), "so A --> B\nthen C"),
        ];
        assert_eq!(cues, expected);
        let lines: Vec<usize> = errors.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 5, 8, 12], "{errors:?}");
    }

    #[test]
    fn a_file_that_is_none() {
        let errors = |text, flavour| scanned(text, flavour).1;
        assert_eq!(
            errors("", Flavour::Srt),
            [(1, "the file is empty".to_owned())]
        );
        let (cues, wrong) = scanned("1\n00:01.000 --> 00:02.000\nhi\n", Flavour::Vtt);
        assert_eq!((cues.len(), wrong.len(), wrong[0].0), (1, 1, 1));
        let (cues, wrong) = scanned("Dear Ann,\n\nall is well.\n\nBo\n", Flavour::Vtt);
        assert_eq!((cues.len(), wrong.len()), (0, 1), "{wrong:?}");
        let many = format!(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n\n{}",
            "word\n\n".repeat(50)
        );
        let (cues, wrong) = scanned(&many, Flavour::Vtt);
        assert_eq!((cues.len(), wrong.len()), (51, NAMED_ERRORS + 1));
    }
}
