//! Times as transcripts write them in front of or behind a label.

/// Where in a line reading stands. Every method reads something or leaves the place as it was.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) line: &'a str,
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a str, at: usize) -> Self {
        Cursor { line, at }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads one of `characters`.
    pub(super) fn eat(&mut self, characters: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| characters.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads the first of `words` that stands here, in any ASCII case.
    pub(super) fn eat_word(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let here = |word: &&&str| {
            let head = self.rest().get(..word.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        let word = words.iter().find(here)?;
        self.at += word.len();
        Some(word)
    }

    /// Reads white space; true if there was some.
    pub(super) fn spaces(&mut self) -> bool {
        let before = self.at;
        self.at = self.line.len() - self.rest().trim_start().len();
        self.at > before
    }

    /// Reads a number of `least` to `most` ASCII digits.
    pub(super) fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = self
            .rest()
            .get(..count)
            .filter(|_| (least..=most).contains(&count))?;
        self.at += count;
        number.parse().ok()
    }

    /// Reads all that `reading` reads, or nothing.
    pub(super) fn attempt<T>(&mut self, reading: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let mut ahead = *self;
        let read = reading(&mut ahead)?;
        *self = ahead;
        Some(read)
    }
}

/// A time that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    /// Seconds from the beginning of the call, or of the day for a time of day. `None` if that
    /// cannot be told: `10:07` may be ten o'clock or the tenth minute.
    pub(super) seconds: Option<f64>,
    /// Seconds of such a time if it is the tenth minute.
    pub(super) if_minutes: Option<f64>,
}

/// Reads a time, possibly in brackets, with a date, or with the end of its stretch:
/// `[00:01:23]`, `(08:41:52)`, `12/03/2024, 10:02`, `9:14 AM`, `[00:00.4 → 00:03.8]`.
pub(super) fn time(cursor: &mut Cursor) -> Option<Time> {
    cursor.attempt(|cursor| {
        let opening = cursor.eat(&['[', '(', '（', '【', '［']);
        let time = moment(cursor)?;
        cursor.attempt(range_end);
        match opening {
            Some(_) => cursor.eat(&[']', ')', '）', '】', '］']).map(|_| time),
            None => Some(time),
        }
    })
}

fn range_end(cursor: &mut Cursor) -> Option<Time> {
    cursor.spaces();
    cursor.eat_word(&["-->", "->", "→", "–", "-", "~", ","])?;
    cursor.spaces();
    moment(cursor)
}

fn moment(cursor: &mut Cursor) -> Option<Time> {
    if !begins_moment(cursor.rest().as_bytes()) {
        return None;
    }
    cursor.attempt(|cursor| {
        let dated = cursor.attempt(date_before_time).is_some();
        let half = cursor.eat_word(&HALVES);
        cursor.spaces();
        let clock = cursor.attempt(clock)?;
        let half = half.or_else(|| cursor.attempt(half_behind));
        cursor.eat(&['Z', 'z']);
        let ends = !cursor
            .peek()
            .is_some_and(|next| next.is_ascii_alphanumeric());
        ends.then(|| {
            let seconds = clock.seconds(dated, half);
            let [first, second, _] = clock.numbers.map(f64::from);
            Time {
                seconds,
                if_minutes: seconds.is_none().then_some(first * 60.0 + second),
            }
        })
    })
}

/// False if no time can begin so, which is so nearly everywhere: it begins with a digit or with one of
/// [`HALVES`].
fn begins_moment(bytes: &[u8]) -> bool {
    match bytes {
        [b'0'..=b'9', ..] | [b'a' | b'A' | b'p' | b'P', b'm' | b'M', ..] => true,
        [first, ..] if first.is_ascii() => false,
        _ => HALVES.iter().any(|half| bytes.starts_with(half.as_bytes())),
    }
}

/// The halves of a day; those of [`AFTERNOON`] begin at noon.
pub(super) const HALVES: [&str; 6] = ["上午", "下午", "晚上", "凌晨", "am", "pm"];
const AFTERNOON: [&str; 4] = ["下午", "晚上", "pm", "p.m."];

fn half_behind(cursor: &mut Cursor) -> Option<&'static str> {
    cursor.spaces();
    cursor.eat_word(&["am", "pm", "a.m.", "p.m."])
}

fn date_before_time(cursor: &mut Cursor) -> Option<()> {
    cursor.digits(1, 4)?;
    let mark = cursor.eat(&['-', '/', '.', '年'])?;
    cursor.digits(1, 2)?;
    cursor.eat(if mark == '年' {
        &['月']
    } else {
        &['-', '/', '.']
    })?;
    cursor.digits(1, 4)?;
    cursor.eat(&['日']);
    let parted = cursor.eat(&[',', '，', 'T']).is_some();
    (cursor.spaces() || parted || mark == '年').then_some(())
}

/// The numbers of a time: `parts` is two or three of them.
struct Clock {
    numbers: [u32; 3],
    parts: usize,
    fraction: Option<f64>,
}

impl Clock {
    fn seconds(&self, dated: bool, half: Option<&str>) -> Option<f64> {
        let [first, second, third] = self.numbers.map(f64::from);
        let fraction = self.fraction.unwrap_or(0.0);
        let hour = match half {
            Some(half) => first % 12.0 + if AFTERNOON.contains(&half) { 12.0 } else { 0.0 },
            None => first,
        };
        match (self.parts, self.fraction) {
            (3, _) => Some(hour * 3600.0 + second * 60.0 + third + fraction),
            (_, Some(_)) => Some(first * 60.0 + second + fraction),
            _ => (dated || half.is_some()).then_some(hour * 3600.0 + second * 60.0),
        }
    }
}

fn clock(cursor: &mut Cursor) -> Option<Clock> {
    // `0:0.020`: only a fraction shows that this is a time.
    let loose = |cursor: &mut Cursor| clock_of(cursor, 1).filter(|clock| clock.fraction.is_some());
    cursor
        .attempt(|cursor| clock_of(cursor, 2))
        .or_else(|| cursor.attempt(loose))
}

/// Minutes and seconds have `least` digits or two.
fn clock_of(cursor: &mut Cursor, least: usize) -> Option<Clock> {
    let first = cursor.digits(1, 2)?;
    let sixtieths = |cursor: &mut Cursor| sixtieths(cursor, least);
    let second = cursor.attempt(sixtieths)?;
    let third = cursor.attempt(sixtieths);
    let fraction = cursor.attempt(fraction);
    let parts = if third.is_some() { 3 } else { 2 };
    Some(Clock {
        numbers: [first, second, third.unwrap_or(0)],
        parts,
        fraction,
    })
}

fn sixtieths(cursor: &mut Cursor, least: usize) -> Option<u32> {
    cursor.eat(&[':', '：'])?;
    cursor.digits(least, 2).filter(|&number| number < 60)
}

fn fraction(cursor: &mut Cursor) -> Option<f64> {
    cursor.eat(&['.', ','])?;
    let before = cursor.at;
    let number = cursor.digits(1, 3)?;
    let scale = [10.0, 100.0, 1000.0][cursor.at - before - 1];
    Some(f64::from(number) / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_every_dress() {
        let cases: [(&str, Option<f64>, &str); 16] = [
            ("00:01:23 rest", Some(83.0), " rest"),
            ("[00:01:23] rest", Some(83.0), " rest"),
            ("(08:41:52) rest", Some(31312.0), " rest"),
            ("12/03/2024, 10:02 - rest", Some(36120.0), " - rest"),
            ("2024-05-11 10:00:00", Some(36000.0), ""),
            ("2024年5月11日 下午3:20", Some(55200.0), ""),
            ("2024-05-11T10:00:00Z", Some(36000.0), ""),
            ("9:14 AM  rest", Some(33240.0), "  rest"),
            ("12:05 p.m. rest", Some(43500.0), " rest"),
            ("[00:00.4 → 00:03.8] rest", Some(0.4), " rest"),
            ("00:00:05,000 --> 00:00:09,000", Some(5.0), ""),
            ("【01:02:03】rest", Some(3723.0), "rest"),
            ("10:07，rest", None, "，rest"),
            ("[0:0.020,0:2.380] rest", Some(0.02), " rest"),
            ("0:0:3.120 --> 0:1:5.430", Some(3.12), ""),
            ("下午 3:20:10 rest", Some(55210.0), " rest"),
        ];
        for (line, seconds, rest) in cases {
            let mut cursor = Cursor::new(line, 0);
            let read = time(&mut cursor).map(|time| time.seconds);
            assert_eq!(read, Some(seconds), "{line}");
            assert_eq!(cursor.rest(), rest, "{line}");
        }
    }

    #[test]
    fn two_numbers_may_be_minutes() {
        let read = |line| time(&mut Cursor::new(line, 0)).and_then(|time| time.if_minutes);
        assert_eq!(read("10:07"), Some(607.0));
        assert_eq!(read("0:03"), Some(3.0));
        assert_eq!(read("10:07 AM"), None);
    }

    #[test]
    fn what_is_no_time_is_left_alone() {
        for line in [
            "10:302",
            "1:5",
            "10",
            "[客服]",
            "[10:30:00",
            "10:30abc",
            "2024-05-11",
            "25：99",
        ] {
            let mut cursor = Cursor::new(line, 0);
            assert_eq!(time(&mut cursor), None, "{line}");
            assert_eq!(cursor.at, 0, "{line}");
        }
    }
}
