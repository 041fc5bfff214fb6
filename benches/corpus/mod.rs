//! A small corpus that looks like support messages: the same one at every run.
//!
//! What matters for speed is kept like the real thing: how long words, clauses and lines are, how
//! much of a Chinese text is digits, Latin names and marks, and that one line in two hundred holds a
//! phrase of the list.

/// Which language.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    Chinese,
    English,
}

/// Lines of text and the phrases to look for.
pub(crate) struct Corpus {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) phrases: Vec<String>,
}

const PHRASES: usize = 1000;

/// One line in so many holds a phrase.
const RARE: u64 = 200;

impl Corpus {
    /// A corpus of about `size` bytes.
    pub(crate) fn new(language: Language, size: usize) -> Self {
        let mut random = Random(0x5EED);
        let (name, words) = match language {
            Language::Chinese => ("zh", chinese_words(&mut random)),
            Language::English => ("en", english_words(&mut random)),
        };
        let (listed, common) = words.split_at(words.len() / 4);
        let join = |words: Vec<&str>| match language {
            Language::Chinese => words.concat(),
            Language::English => words.join(" "),
        };
        let phrases: Vec<String> = (0..PHRASES)
            .map(|_| {
                // Lists of forbidden phrases begin alike.
                let head = listed[random.below(30)].as_str();
                join(vec![
                    head,
                    random.pick(listed).as_str(),
                    random.pick(common).as_str(),
                ])
            })
            .collect();
        let mut text = String::new();
        while text.len() < size {
            for _ in 0..1 + random.below(5) {
                let count = 2 + random.below(5);
                text += &join((0..count).map(|_| random.pick_common(common)).collect());
                text += language.mark(&mut random);
            }
            if random.next().is_multiple_of(RARE) {
                text += random.pick(&phrases).as_str();
            }
            text += "\n";
        }
        Corpus {
            name,
            text,
            phrases,
        }
    }
}

impl Language {
    fn mark(self, random: &mut Random) -> &'static str {
        let marks: &[&str] = match self {
            Language::Chinese => &["，", "，", "，", "。", "。", "？", "！", "：", " "],
            Language::English => &[" ", " ", ", ", ". ", ". ", "? ", "! "],
        };
        marks[random.below(marks.len())]
    }
}

/// Words of one to three characters, mostly two; some digits and Latin names.
fn chinese_words(random: &mut Random) -> Vec<String> {
    let characters: Vec<char> = ('\u{4E00}'..'\u{5A00}').collect();
    let mut words: Vec<String> = (0..4000)
        .map(|at| {
            (0..[2, 2, 2, 1, 3][at % 5])
                .map(|_| *random.pick(&characters))
                .collect()
        })
        .collect();
    words.extend((0..200).map(|number| number.to_string()));
    words.extend(["APP", "VIP", "WiFi", "iPhone", "OK"].map(str::to_owned));
    words
}

/// Words of two to ten letters, spelled so that many begin alike.
fn english_words(random: &mut Random) -> Vec<String> {
    let syllables = [
        "re", "con", "ti", "or", "der", "pa", "ment", "ing", "a", "ly", "so", "us", "in",
    ];
    let word = |random: &mut Random| {
        let count = 1 + random.below(4);
        (0..count).map(|_| *random.pick(&syllables)).collect()
    };
    (0..4000).map(|_| word(random)).collect()
}

/// `SplitMix64`: small, and good enough to draw words.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Few words are most of a text.
    fn pick_common<'a>(&mut self, words: &'a [String]) -> &'a str {
        let end = 1 + self.below(words.len());
        &words[self.below(end)]
    }
}
