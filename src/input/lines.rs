//! One agent message per line.

use super::{Options, Records, Text, line_spans, trimmed};
use crate::document::{Document, Kind, Role, Turn};
use crate::text::SourceMap;

/// One document; a turn for each line that is not blank.
pub(super) fn read(text: Text, _: &Options) -> Records {
    let Text { text, origin, .. } = text;
    let turns = line_spans(&text)
        .map(|line| trimmed(&text, line))
        .filter(|words| !words.is_empty())
        .map(|span| Turn {
            span,
            role: Role::Agent,
            speaker: None,
        })
        .collect();
    let mut document = Document::new(Kind::Messages, text, SourceMap::own(origin));
    document.turns = turns;
    vec![Ok(document)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Origin;

    #[test]
    fn each_line_is_a_message_and_keeps_its_place_in_the_file() {
        let text = "您好，这里是售后。\r\n\r\n  We close at six. \n再见".to_owned();
        let text = Text {
            text,
            origin: Origin::at_line(41),
            preamble: None,
        };
        let documents = read(text, &Options::default());
        let document = documents[0].as_ref().expect("lines can always be read");
        let words: Vec<&str> = document
            .turns
            .iter()
            .map(|turn| turn.span.of(&document.text))
            .collect();
        assert_eq!(words, ["您好，这里是售后。", "We close at six.", "再见"]);
        let last = document.turns[2].span.start;
        let position = document
            .source
            .position(&document.text, last)
            .expect("stands in the file");
        assert_eq!((position.line, position.column), (44, 1));
    }
}
