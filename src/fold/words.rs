//! English words that have several spellings.

/// Contractions without an apostrophe.
const JOINED: [(&str, &str); 12] = [
    ("cant", "can not"),
    ("cannot", "can not"),
    ("wont", "will not"),
    ("im", "i am"),
    ("ive", "i have"),
    ("youre", "you are"),
    ("theyre", "they are"),
    ("youve", "you have"),
    ("weve", "we have"),
    ("theyve", "they have"),
    ("youll", "you will"),
    ("theyll", "they will"),
];

/// What may stand before "nt".
const NEGATED: [&str; 15] = [
    "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "could", "would",
    "should", "must", "need",
];

/// Every contraction without an apostrophe.
pub(crate) fn joined_contractions() -> impl Iterator<Item = String> {
    let joined = JOINED.iter().map(|(joined, _)| (*joined).to_owned());
    joined.chain(NEGATED.iter().map(|stem| format!("{stem}nt")))
}

/// `can't`, `cannot`, `cant` and `can not` are all "can not". Only forms that mean one thing:
/// 's and 'd are left alone (is, has, possessive; had, would), and so are `well`, `were`, `ill`.
pub(crate) fn expand_contraction(word: &str) -> Option<String> {
    let whole = match word {
        "can't" => "can not",
        "won't" => "will not",
        "shan't" => "shall not",
        "ain't" => return None,
        _ => match JOINED.iter().find(|(joined, _)| *joined == word) {
            Some((_, words)) => words,
            None => return expand_ending(word),
        },
    };
    Some(whole.to_owned())
}

fn expand_ending(word: &str) -> Option<String> {
    const ENDINGS: [(&str, &str); 5] = [
        ("n't", " not"),
        ("'re", " are"),
        ("'ll", " will"),
        ("'ve", " have"),
        ("'m", " am"),
    ];
    for (ending, full) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            return Some(format!("{stem}{full}"));
        }
    }
    let stem = word.strip_suffix("nt")?;
    NEGATED.contains(&stem).then(|| format!("{stem} not"))
}

/// Sounds that a speech recogniser writes down and that mean nothing.
pub(crate) const FILLERS: [&str; 6] = ["um", "umm", "uh", "uhh", "uhm", "erm"];

/// True if the word is one of them.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The Chinese ones.
pub(crate) fn is_filler_character(c: char) -> bool {
    matches!(c, '嗯' | '呃')
}
