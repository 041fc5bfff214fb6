//! Sentences against a slow reference: texts without full stops and list marks.

use proptest::prelude::*;
use proptest::sample::select;
use regex::Regex;
use saywell::text::{LineBreaks, Span, sentences};

fn by_reference(text: &str, breaks: LineBreaks) -> Vec<String> {
    let paragraph_end = match breaks {
        LineBreaks::Wrap => r"\n[ \n]*\n",
        LineBreaks::EndSentence => r"\n",
    };
    let paragraph_end = Regex::new(paragraph_end).expect("a pattern");
    let mark = Regex::new("[。！？!?…][。！？!?…”）]*").expect("a pattern");
    let chat_space = Regex::new(r"^\p{Han}{2} +\p{Han}{2}").expect("a pattern");
    let mut found = Vec::new();
    for paragraph in paragraph_end.split(text) {
        let mut cuts: Vec<usize> = mark.find_iter(paragraph).map(|mark| mark.end()).collect();
        let starts = paragraph.char_indices().map(|(at, _)| at);
        cuts.extend(
            starts
                .filter_map(|at| Some(at + chat_space.find(&paragraph[at..])?.as_str().find(' ')?)),
        );
        cuts.extend([0, paragraph.len()]);
        cuts.sort_unstable();
        let pieces = cuts
            .windows(2)
            .map(|cut| paragraph[cut[0]..cut[1]].trim().to_owned());
        found.extend(pieces.filter(|piece| !piece.is_empty()));
    }
    found
}

proptest! {
    #[test]
    fn sentences_are_those_of_the_reference(
        pieces in prop::collection::vec(
            select(&["我们", "好", "不行", "ok", "a", " ", "  ", "\n", "\n\n", "。", "！", "?", "…", "”", "，", "）"][..]),
            0..16,
        ),
        wraps: bool,
    ) {
        let text = pieces.concat();
        let breaks = if wraps { LineBreaks::Wrap } else { LineBreaks::EndSentence };
        let spans = sentences(&text, Span::new(0, text.len()), breaks);
        let found: Vec<&str> = spans.iter().map(|span| span.of(&text)).collect();
        prop_assert_eq!(found, by_reference(&text, breaks), "{:?} {:?}", text, breaks);
    }
}
