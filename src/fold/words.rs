//! English words that have several spellings.

/// `can't`, `cannot`, `cant` and `can not` are all "can not". Only forms that mean one thing:
/// 's and 'd are left alone (is, has, possessive; had, would), and so are `well`, `were`, `ill`.
pub(super) fn expand_contraction(word: &str) -> Option<String> {
    let whole = match word {
        "can't" | "cant" | "cannot" => "can not",
        "won't" | "wont" => "will not",
        "shan't" => "shall not",
        "im" => "i am",
        "ive" => "i have",
        "youre" => "you are",
        "theyre" => "they are",
        "youve" => "you have",
        "weve" => "we have",
        "theyve" => "they have",
        "youll" => "you will",
        "theyll" => "they will",
        "ain't" => return None,
        _ => return expand_ending(word),
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
    const NEGATED: [&str; 15] = [
        "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "could", "would",
        "should", "must", "need",
    ];
    NEGATED.contains(&stem).then(|| format!("{stem} not"))
}

/// Sounds that a speech recogniser writes down and that mean nothing.
pub(super) fn is_filler(word: &str) -> bool {
    matches!(word, "um" | "umm" | "uh" | "uhh" | "uhm" | "erm")
}

/// The Chinese ones.
pub(crate) fn is_filler_character(c: char) -> bool {
    matches!(c, '嗯' | '呃')
}
