use super::Span;
use smallvec::SmallVec;

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
pub struct Runs(SmallVec<[Run; 1]>);

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
    /// In characters that were decoded from bytes which themselves were decoded in groups.
    Grouped(Grouped),
}

/// Characters across groups of bytes: those of a base64 text, whose bytes are three to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grouped {
    /// Bytes of each character in the text, and before that was decoded.
    text: u8,
    bytes: u8,
    /// Bytes of a group, and of what it is written with in the source.
    group: u8,
    source: u8,
    /// Bytes of the first group that are before the first character.
    before: u8,
}

impl Grouped {
    /// Where the groups begin and end that hold the characters `from..to`, counted from the first
    /// group on.
    fn groups_of(self, from: usize, to: usize) -> Span {
        let at = |character: usize| usize::from(self.before) + character * usize::from(self.bytes);
        let (group, source) = (usize::from(self.group), usize::from(self.source));
        Span::new(at(from) / group * source, at(to).div_ceil(group) * source)
    }

    /// The same for a text that begins with character number `first`.
    fn from(self, first: usize) -> Self {
        let before = usize::from(self.before) + first * usize::from(self.bytes);
        Grouped {
            // Less than a group.
            before: (before % usize::from(self.group)) as u8,
            ..self
        }
    }
}

impl Runs {
    /// Makes room for so many more runs.
    pub fn reserve(&mut self, runs: usize) {
        // Most texts have no more; a vector that grows by itself begins with four.
        self.0.reserve_exact(runs);
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

    /// The same for pieces side by side, each of `text_step` bytes decoded from `source_step`.
    pub fn push_steps(&mut self, text: Span, source: Span, text_step: usize, source_step: usize) {
        if text.is_empty() {
            return;
        }
        let pace = Pace::Steps {
            text: text_step,
            source: source_step,
        };
        self.push(Run { text, source, pace });
    }

    /// The same for a text whose bytes were decoded in groups, such as those of base64, that are
    /// none of its characters: each byte stands where its group does.
    pub fn by_bytes(mut self) -> Runs {
        for run in &mut self.0 {
            let first = Span::new(run.text.start, run.text.start + 1);
            if let Some(grouped) = run.grouped(first, 1).filter(|grouped| grouped.group > 1) {
                run.pace = Pace::Grouped(grouped);
            }
        }
        self
    }

    fn push(&mut self, run: Run) {
        if let Some(last) = self.0.last_mut()
            && last.pace == run.pace
            && !matches!(run.pace, Pace::Grouped(_))
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
        debug_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        let start = match self.place(span.start) {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => return None,
        };
        // The bytes of a character may have been written far apart.
        let last = usize::from(!span.is_empty());
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
        if let (Some(first), Some(last)) = (self.0.first(), self.0.last()) {
            let behind = |at| next.0.partition_point(|run| run.text.end <= at);
            let touched = behind(last.source.end).saturating_sub(behind(first.source.start));
            all.reserve(self.0.len() + touched);
        }
        let mut near = 0;
        for run in &self.0 {
            near = next.first_behind(run.source.start, near);
            if let Some(found) = next.0.get(near)
                && found.pace == Pace::Same
                && found.text.contains(run.source)
            {
                let source = found.bytes_of(run.source);
                all.push(Run { source, ..*run });
                continue;
            }
            match run.pace {
                Pace::Same => {
                    next.carry_from(near, run.source, run.text.start, &mut all);
                }
                Pace::Steps { text, source } => {
                    near = next.carry_steps(near, run, (text, source), &mut all);
                }
                Pace::Grouped(grouped) => {
                    for text in run.characters(grouped) {
                        let source = run.bytes_of(text);
                        near = next.carry_steps(
                            near,
                            &Run {
                                text,
                                source,
                                ..*run
                            },
                            (text.len(), source.len()),
                            &mut all,
                        );
                    }
                }
            }
        }
        all
    }

    /// Adds a run of steps, `text` bytes from `source` bytes each, whose source is the text of
    /// these runs, to `to`: as many steps at a time as lie within one run. `near` is a guess at
    /// the run in which it begins; gives the one in which it ends.
    fn carry_steps(
        &self,
        mut near: usize,
        run: &Run,
        (text, source): (usize, usize),
        to: &mut Runs,
    ) -> usize {
        let (mut at, end) = (run.text.start, run.text.end);
        let mut from = run.source.start;
        while at < end {
            near = self.first_behind(from, near);
            let step = Span::new(from, from + source);
            let most = (end - at) / text;
            let found = self.0.get(near);
            let mut steps = 1;
            if let Some(stretch) = found.and_then(|found| found.stretch(step, most, text)) {
                steps = stretch.steps;
                to.push(Run {
                    text: Span::new(at, at + steps * text),
                    source: stretch.source,
                    pace: stretch.pace,
                });
            } else if let Some(bytes) = self.cover(near, step) {
                to.push_decoded(Span::new(at, at + text), bytes);
            }
            at += steps * text;
            from += steps * source;
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
        let mut runs = other.0.iter().map(|run| Run {
            text: run.text.shifted(at),
            ..*run
        });
        // The others are no neighbours of these, and have been joined with their own.
        if let Some(first) = runs.next() {
            self.0.reserve(other.0.len());
            self.push(first);
            self.0.extend(runs);
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
            Pace::Steps { .. } | Pace::Grouped(_) => {
                Place::Within(self.bytes_of(Span::new(offset, offset + 1)))
            }
        }
    }

    /// The source bytes of `text`, a stretch within the run: whole steps.
    fn bytes_of(&self, text: Span) -> Span {
        let (start, end) = (text.start - self.text.start, text.end - self.text.start);
        let bytes = match self.pace {
            Pace::Same => Span::new(start, end),
            Pace::Steps { text, source } => {
                Span::new(start / text * source, end.div_ceil(text) * source)
            }
            Pace::Grouped(grouped) => {
                let text = usize::from(grouped.text);
                grouped.groups_of(start / text, end.div_ceil(text))
            }
        };
        bytes.shifted(self.source.start)
    }

    /// The characters of a grouped run.
    fn characters(&self, grouped: Grouped) -> impl Iterator<Item = Span> + use<> {
        let (length, end) = (usize::from(grouped.text), self.text.end);
        let starts = (self.text.start..end).step_by(length);
        starts.map(move |start| Span::new(start, (start + length).min(end)))
    }

    /// As many steps of the size of `step`, from there on and no more than `most`, as lie within
    /// this run and follow a pace; each was decoded into `text` bytes.
    fn stretch(&self, step: Span, most: usize, text: usize) -> Option<Stretch> {
        if !self.text.contains(step) || most == 0 {
            return None;
        }
        let fitting = (self.text.end - step.start) / step.len().max(1);
        let fitting = fitting.min(most);
        let is_whole = |group: usize| {
            let before = step.start - self.text.start;
            before.is_multiple_of(group) && step.len().is_multiple_of(group)
        };
        let (steps, grouped) = match self.pace {
            Pace::Same => (fitting, None),
            Pace::Steps { text: group, .. } if is_whole(group) => (fitting, None),
            Pace::Steps { .. } => match self.grouped(step, text) {
                Some(grouped) if fitting > 1 => (fitting, Some(grouped)),
                _ => (1, None),
            },
            Pace::Grouped(_) => (1, None),
        };
        let source = self.bytes_of(Span::new(step.start, step.start + steps * step.len()));
        let even = Pace::Steps {
            text,
            source: source.len() / steps,
        };
        Some(Stretch {
            steps,
            source,
            pace: grouped.map_or(even, Pace::Grouped),
        })
    }

    /// The pace of characters of `text` bytes that are decoded from the groups of this run, the
    /// first from `step`. `None` if the numbers are too large for one.
    fn grouped(&self, step: Span, text: usize) -> Option<Grouped> {
        let Pace::Steps {
            text: group,
            source,
        } = self.pace
        else {
            return None;
        };
        let before = (step.start - self.text.start) % group;
        Some(Grouped {
            text: text.try_into().ok()?,
            bytes: step.len().try_into().ok()?,
            group: group.try_into().ok()?,
            source: source.try_into().ok()?,
            before: before.try_into().ok()?,
        })
    }

    /// Adds the part `shared` of the run to `to`, where its text is `moved`.
    fn part(&self, shared: Span, moved: Span, to: &mut Runs) {
        let source = self.bytes_of(shared);
        let text = match self.pace {
            Pace::Same => return to.push_same(moved, source.start),
            Pace::Steps { text, .. } => text,
            Pace::Grouped(grouped) => usize::from(grouped.text),
        };
        let whole = |at: usize| (at - self.text.start).is_multiple_of(text);
        if !whole(shared.start) || !whole(shared.end) {
            return to.push_decoded(moved, source);
        }
        let pace = match self.pace {
            Pace::Grouped(grouped) => {
                Pace::Grouped(grouped.from((shared.start - self.text.start) / text))
            }
            pace => pace,
        };
        to.push(Run {
            text: moved,
            source,
            pace,
        });
    }
}

/// Steps of one run that follow a pace.
struct Stretch {
    steps: usize,
    source: Span,
    pace: Pace,
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
        fn characters_across_groups_are_where_their_groups_are(
            before in 0usize..7, count in 1usize..20, text in 1usize..5, bytes in 1usize..5,
            cut in 0usize..20,
        ) {
            // As in base64: three bytes in four letters.
            let mut groups = Runs::default();
            groups.push_steps(Span::new(0, 90), Span::new(10, 130), 3, 4);
            let mut characters = Runs::default();
            let read = Span::new(before, before + count * bytes);
            characters.push_steps(Span::new(0, count * text), read, text, bytes);
            let all = characters.through(&groups);
            prop_assert_eq!(all.0.len(), 1);
            let mut part = Runs::default();
            let cut = cut.min(count - 1);
            all.carry(Span::new(cut * text, count * text), 0, &mut part);
            for index in 0..count {
                let at = before + index * bytes;
                let found = Span::new(10 + at / 3 * 4, 10 + (at + bytes).div_ceil(3) * 4);
                prop_assert_eq!(all.place(index * text), Place::Within(found));
                if index >= cut {
                    prop_assert_eq!(part.place((index - cut) * text), Place::Within(found));
                }
            }
            // Decoded once more, a character at a time.
            let mut outer = Runs::default();
            outer.push_same(Span::new(0, count * text), 0);
            let again = outer.through(&all);
            let mut same = Runs::default();
            same.push_same(Span::new(0, 200), 5);
            let shifted = all.through(&same);
            for index in 0..count {
                let at = index * text;
                prop_assert_eq!(again.place(at), all.place(at));
                let Place::Within(place) = all.place(at) else { panic!("it was decoded") };
                prop_assert_eq!(shifted.place(at), Place::Within(place.shifted(5)));
            }
        }

        #[test]
        fn each_byte_is_where_its_group_is(cut in 0usize..90, end in 0usize..90) {
            let mut groups = Runs::default();
            groups.push_steps(Span::new(0, 90), Span::new(10, 130), 3, 4);
            let bytes = groups.clone().by_bytes();
            let mut part = Runs::default();
            let kept = Span::new(cut.min(end), cut.max(end));
            bytes.carry(kept, 0, &mut part);
            for at in kept.range() {
                prop_assert_eq!(bytes.place(at), groups.place(at));
                prop_assert_eq!(part.place(at - kept.start), groups.place(at));
            }
        }

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
