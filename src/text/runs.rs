use super::Span;

/// Where a character of a decoded text stands in what it was decoded from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Exactly these bytes of the source.
    Exact(Span),
    /// Somewhere within these bytes: an escape such as `\u8D23`, an entity, a character of
    /// another encoding.
    Within(Span),
    /// The source holds no bytes for it (a separator that the reader put in).
    None,
}

/// Which bytes of a source the runs of a decoded text come from.
///
/// Runs of text that are byte for byte the same as their source cost one entry, whatever their
/// length, and so do neighbours of one size, such as the two-byte characters of GBK.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<Run>);

/// `text` bytes of the decoded text come from `source`.
#[derive(Clone, Copy, Debug)]
struct Run {
    text: Span,
    source: Span,
    pace: Pace,
}

/// How text and source of a run go along with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// The same bytes.
    Same,
    /// In steps: each `text` bytes were decoded from `source` bytes.
    Steps { text: usize, source: usize },
}

impl Runs {
    /// Makes room for so many more runs.
    pub fn reserve(&mut self, runs: usize) {
        self.0.reserve(runs);
    }

    /// The bytes of `text` stand unchanged from byte `source_start` of the source on.
    pub fn push_same(&mut self, text: Span, source_start: usize) {
        if text.is_empty() {
            return;
        }
        let source = Span::new(source_start, source_start + text.len());
        self.push(Run {
            text,
            source,
            pace: Pace::Same,
        });
    }

    /// The bytes of `text` were decoded from `source`, as one piece (an escape, an entity).
    pub fn push_decoded(&mut self, text: Span, source: Span) {
        if text.is_empty() {
            return;
        }
        let pace = Pace::Steps {
            text: text.len(),
            source: source.len(),
        };
        self.push(Run { text, source, pace });
    }

    fn push(&mut self, run: Run) {
        if let Some(last) = self.0.last_mut()
            && last.pace == run.pace
            && last.text.end == run.text.start
            && last.source.end == run.source.start
        {
            last.text.end = run.text.end;
            last.source.end = run.source.end;
            return;
        }
        self.0.push(run);
    }

    /// Where the character at byte `offset` of the decoded text stands in the source.
    pub fn place(&self, offset: usize) -> Place {
        let after = self.0.partition_point(|run| run.text.start <= offset);
        match after.checked_sub(1).map(|index| self.0[index]) {
            Some(run) if offset < run.text.end => run.place(offset),
            _ => Place::None,
        }
    }

    /// The bytes of the source from which `span` of the decoded text was read: from the first
    /// character's first byte to the last character's last byte. `None` if either has no place.
    pub fn source_span(&self, span: Span, text: &str) -> Option<Span> {
        let last = text[span.range()]
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
        let start = match self.place(span.start) {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => return None,
        };
        let end = match self.place(span.end - last) {
            Place::Exact(at) => at.start + last,
            Place::Within(at) => at.end,
            Place::None => return None,
        };
        Some(Span::new(start, end))
    }

    /// These runs lead from a text to one in between, `next` from there to the source: the runs
    /// that lead all the way. What has no place in between has none at all.
    pub fn through(&self, next: &Runs) -> Runs {
        let mut all = Runs::default();
        let mut near = 0;
        for run in &self.0 {
            match run.pace {
                Pace::Same => {
                    near = next.first_behind(run.source.start, near);
                    next.carry_from(near, run.source, run.text.start, &mut all);
                }
                Pace::Steps { .. } => near = next.carry_steps(near, run, &mut all),
            }
        }
        all
    }

    /// Adds a run of steps, whose source is the text of these runs, to `to`: as many steps at a
    /// time as lie within one run. `near` is a guess at the run in which it begins; gives the one
    /// in which it ends.
    fn carry_steps(&self, mut near: usize, run: &Run, to: &mut Runs) -> usize {
        let Pace::Steps { text, source } = run.pace else {
            return near;
        };
        let (mut at, end) = (run.text.start, run.text.end);
        let mut from = run.source.start;
        while at < end {
            near = self.first_behind(from, near);
            let step = Span::new(from, from + source);
            let steps = self.0.get(near).map_or(0, |run| run.steps(step));
            let steps = steps.min((end - at) / text);
            if let (Some(found), 1..) = (self.0.get(near), steps) {
                let between = Span::new(from, from + steps * source);
                let bytes = found.bytes_of(between);
                to.push(Run {
                    text: Span::new(at, at + steps * text),
                    source: bytes,
                    pace: Pace::Steps {
                        text,
                        source: bytes.len() / steps,
                    },
                });
            } else if let Some(bytes) = self.cover(near, step) {
                to.push_decoded(Span::new(at, at + text), bytes);
            }
            at += steps.max(1) * text;
            from += steps.max(1) * source;
        }
        near
    }

    /// The first run that ends behind `at`; `near` is a guess.
    fn first_behind(&self, at: usize, near: usize) -> usize {
        let ends_behind = |index: usize| self.0.get(index).is_none_or(|run| run.text.end > at);
        let is_first = |index: usize| {
            ends_behind(index)
                && index
                    .checked_sub(1)
                    .is_none_or(|before| !ends_behind(before))
        };
        match [near, near + 1]
            .into_iter()
            .find(|&index| index <= self.0.len() && is_first(index))
        {
            Some(found) => found,
            None => self.0.partition_point(|run| run.text.end <= at),
        }
    }

    /// Adds the runs of another text that was appended to this one at byte `at`.
    pub fn append(&mut self, other: &Runs, at: usize) {
        for run in &other.0 {
            self.push(Run {
                text: run.text.shifted(at),
                ..*run
            });
        }
    }

    /// Adds what is known of `span`, whose bytes go to byte `at` of another text, to `to`.
    pub fn carry(&self, span: Span, at: usize, to: &mut Runs) {
        let first = self.0.partition_point(|run| run.text.end <= span.start);
        self.carry_from(first, span, at, to);
    }

    /// The same; `first` is the first run that ends behind the start of `span`.
    fn carry_from(&self, first: usize, span: Span, at: usize, to: &mut Runs) {
        let touched = self.0[first..]
            .iter()
            .take_while(|run| run.text.start < span.end);
        for run in touched {
            let shared = Span::new(run.text.start.max(span.start), run.text.end.min(span.end));
            let moved = Span::new(at + shared.start - span.start, at + shared.end - span.start);
            run.part(shared, moved, to);
        }
    }

    /// All source bytes of `span`, which need not begin or end with a character; `first` is the
    /// first run that ends behind its start.
    fn cover(&self, first: usize, span: Span) -> Option<Span> {
        let touched = self.0[first..]
            .iter()
            .take_while(|run| run.text.start < span.end);
        let parts = touched.map(|run| {
            run.bytes_of(Span::new(
                run.text.start.max(span.start),
                run.text.end.min(span.end),
            ))
        });
        parts.reduce(|one, other| Span::new(one.start.min(other.start), one.end.max(other.end)))
    }
}

impl Run {
    fn place(&self, offset: usize) -> Place {
        let into = offset - self.text.start;
        match self.pace {
            Pace::Same => {
                let at = self.source.start + into;
                Place::Exact(Span::new(at, at))
            }
            Pace::Steps { .. } => Place::Within(self.bytes_of(Span::new(offset, offset + 1))),
        }
    }

    /// The source bytes of `text`, a stretch within the run: whole steps.
    fn bytes_of(&self, text: Span) -> Span {
        let (start, end) = (text.start - self.text.start, text.end - self.text.start);
        match self.pace {
            Pace::Same => Span::new(self.source.start + start, self.source.start + end),
            Pace::Steps { text, source } => Span::new(
                self.source.start + start / text * source,
                self.source.start + end.div_ceil(text) * source,
            ),
        }
    }

    /// How many steps of the size of `step`, from there on, lie within this run so that each is as
    /// long in the source as the others.
    fn steps(&self, step: Span) -> usize {
        if !self.text.contains(step) {
            return 0;
        }
        let fitting = (self.text.end - step.start) / step.len().max(1);
        match self.pace {
            Pace::Same => fitting,
            Pace::Steps { text, .. } => {
                let is_whole = (step.start - self.text.start).is_multiple_of(text)
                    && step.len().is_multiple_of(text);
                if is_whole { fitting } else { 1 }
            }
        }
    }

    /// Adds the part `shared` of the run to `to`, where its text is `moved`.
    fn part(&self, shared: Span, moved: Span, to: &mut Runs) {
        let source = self.bytes_of(shared);
        match self.pace {
            Pace::Same => to.push_same(moved, source.start),
            Pace::Steps { text, .. } => {
                let whole = |at: usize| (at - self.text.start).is_multiple_of(text);
                if whole(shared.start) && whole(shared.end) {
                    to.push(Run {
                        text: moved,
                        source,
                        pace: self.pace,
                    });
                } else {
                    to.push_decoded(moved, source);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_of_one_size_share_an_entry() {
        let mut runs = Runs::default();
        for index in 0..100 {
            let text = Span::new(index * 3, index * 3 + 3);
            runs.push_decoded(text, Span::new(index * 2, index * 2 + 2));
        }
        assert_eq!(runs.0.len(), 1);
        assert_eq!(runs.place(33), Place::Within(Span::new(22, 24)));
    }

    /// A decoding of `text` in which some characters were written as `&#N;`, and its source.
    fn escaped(text: &str, escape: &[bool]) -> (String, Runs) {
        let (mut source, mut runs) = (String::new(), Runs::default());
        for ((at, character), &escape) in text.char_indices().zip(escape.iter().cycle()) {
            let text = Span::new(at, at + character.len_utf8());
            let start = source.len();
            if escape || character == '&' {
                source.push_str(&format!("&#{};", u32::from(character)));
                runs.push_decoded(text, Span::new(start, source.len()));
            } else {
                source.push(character);
                runs.push_same(text, start);
            }
        }
        (source, runs)
    }

    fn unescaped(mut source: &str) -> String {
        let mut text = String::new();
        while let Some(at) = source.find("&#") {
            text.push_str(&source[..at]);
            let end = at + source[at..].find(';').expect("a whole escape");
            let code = source[at + 2..end].parse().expect("a number");
            text.push(char::from_u32(code).expect("a character"));
            source = &source[end + 1..];
        }
        text + source
    }

    proptest! {
        #[test]
        fn two_decodings_in_a_row_are_one(
            text in "[a改&é]{0,12}",
            once in proptest::collection::vec(any::<bool>(), 1..5),
            twice in proptest::collection::vec(any::<bool>(), 1..5),
        ) {
            let (between, outer) = escaped(&text, &once);
            let (source, inner) = escaped(&between, &twice);
            let runs = outer.through(&inner);
            let edges: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (index, &start) in edges.iter().enumerate() {
                for &end in &edges[index + 1..] {
                    let span = Span::new(start, end);
                    let bytes = runs.source_span(span, &text).expect("has a place");
                    prop_assert_eq!(span.of(&text), unescaped(&unescaped(bytes.of(&source))));
                }
            }
        }
    }
}
