use std::ops::Range;

/// A place in a file as people and editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode code points, from 1.
    pub column: usize,
}

/// Finds the line of a byte. A line ends with `\n`, `\r\n` or a lone `\r`.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        LineIndex {
            starts: std::iter::once(0)
                .chain(starts_of_lines(text.as_bytes(), 0..text.len()))
                .collect(),
        }
    }

    /// Line and column of the byte `offset` of the same `text`.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        Position {
            line,
            column: text[start..offset].chars().count() + 1,
        }
    }

    /// The bytes of line `line` (from 1), its line break included.
    pub fn line_span(&self, text: &str, line: usize) -> super::Span {
        let start = self.starts[line - 1];
        super::Span::new(start, self.starts.get(line).copied().unwrap_or(text.len()))
    }
}

/// Where the lines that begin within `range` of some UTF-8 begin: behind a break.
fn starts_of_lines(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', &bytes[range.clone()]);
    breaks
        .map(move |at| range.start + at)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .map(|at| at + 1)
}

/// How many lines begin within `range` of some UTF-8, and where the last of them does.
pub(crate) fn lines_begun(bytes: &[u8], range: Range<usize>) -> (usize, Option<usize>) {
    let passed = &bytes[range.clone()];
    if memchr::memchr(b'\r', passed).is_some() {
        let starts = starts_of_lines(bytes, range);
        return starts.fold((0, None), |(count, _), start| (count + 1, Some(start)));
    }
    // To count is many times faster than to visit.
    let count = memchr::memchr_iter(b'\n', passed).count();
    let last = memchr::memrchr(b'\n', passed).map(|at| range.start + at + 1);
    (count, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_every_line_break_counts_once() {
        let text = "您好\r\n改天\r再说\nend";
        let index = LineIndex::new(text);
        let at = |words: &str| {
            let position = index.position(text, text.find(words).expect("in the text"));
            (position.line, position.column)
        };
        assert_eq!(at("好"), (1, 2));
        assert_eq!(at("天"), (2, 2));
        assert_eq!(at("说"), (3, 2));
        assert_eq!(at("nd"), (4, 2));
        assert_eq!(index.line_span(text, 2).of(text), "改天\r");
    }
}
