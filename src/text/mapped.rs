use super::{Runs, Span};

/// A text and where it was decoded from: what a decoder gives, and what the next one goes on with.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// The text.
    pub text: String,
    /// From the text to its source.
    pub runs: Runs,
}

impl Mapped {
    /// `text` as it stands from byte `at` of the source on.
    pub fn same(text: &str, at: usize) -> Self {
        let mut mapped = Mapped::default();
        mapped.push_same(text, at);
        mapped
    }

    /// Makes room for so many more bytes of text, in about so many runs.
    pub fn reserve(&mut self, bytes: usize, runs: usize) {
        self.text.reserve(bytes);
        self.runs.reserve(runs);
    }

    /// Adds `text`, which stands unchanged from byte `at` of the source on.
    pub fn push_same(&mut self, text: &str, at: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push_same(Span::new(start, self.text.len()), at);
    }

    /// Adds `text`, which is written as `source`.
    pub fn push_decoded(&mut self, text: &str, source: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs
            .push_decoded(Span::new(start, self.text.len()), source);
    }

    /// Adds `text`, which the source does not hold.
    pub fn push_made(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds another text.
    pub fn append(&mut self, other: &Mapped) {
        self.runs.append(&other.runs, self.text.len());
        self.text.push_str(&other.text);
    }

    /// The stretch `span` of the text.
    pub fn part(&self, span: Span) -> Mapped {
        let mut runs = Runs::default();
        self.runs.carry(span, 0, &mut runs);
        Mapped {
            text: span.of(&self.text).to_owned(),
            runs,
        }
    }

    /// This text was decoded from `between`: the same text, with runs to what that came from.
    pub fn through(self, between: &Runs) -> Mapped {
        Mapped {
            runs: self.runs.through(between),
            text: self.text,
        }
    }
}
