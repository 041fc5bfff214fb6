use super::*;
use crate::document::{Document, Role};
use crate::text::Span;
use proptest::prelude::*;

fn document(text: &str) -> Document {
    let records = read_vtt(Text::whole(text), &Options::default());
    let mut documents = records.into_iter().flatten();
    documents.next().expect("has cues")
}

/// Speaker, first time and words of each turn.
fn turns(text: &str) -> Vec<(String, f64, String)> {
    let document = document(text);
    let turns = document.turns.iter().map(|turn| {
        let speaker = turn.speaker.as_deref().unwrap_or("-");
        let time = document.time_at(turn, turn.span.start).unwrap_or(-1.0);
        (
            speaker.to_owned(),
            time,
            turn.span.of(&document.text).to_owned(),
        )
    });
    turns.collect()
}

/// A file with a cue of ten seconds for each of these.
fn file(cues: &[&str]) -> String {
    let cue = |(index, words): (usize, &&str)| {
        format!("{:02}:00.000 --> {:02}:10.000\n{words}\n\n", index, index)
    };
    let cues: String = cues.iter().enumerate().map(cue).collect();
    format!("WEBVTT\n\n{cues}")
}

/// Cues, then speaker and words of the turns that they make.
type Style<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)]);

const STYLES: &[Style] = &[
    // Meetings of Teams: several voices in a cue, a name left out.
    (
        &[
            "<v Ana Ruiz>That is not</v>",
            "<v Ana Ruiz>our fault.</v>\n<v Tom Fry>Oh.</v>",
        ],
        &[("Ana Ruiz", "That is not our fault."), ("Tom Fry", "Oh.")],
    ),
    (
        &["<v Ana>Hi.<v Tom>Hello."],
        &[("Ana", "Hi."), ("Tom", "Hello.")],
    ),
    (
        &["<v Ana>Hi.</v>", "<v >Who is this?</v>"],
        &[("Ana", "Hi."), ("-", "Who is this?")],
    ),
    // Zoom: names in front, or nobody's; a recogniser's colon is no name.
    (
        &[
            "Ana Ruiz (SL): Shall we begin?",
            "I'm: ready when you are.",
            "Tom: yes",
            "Ana Ruiz (SL): good",
            "Tom: go",
        ],
        &[
            ("Ana Ruiz (SL)", "Shall we begin? I'm: ready when you are."),
            ("Tom", "yes"),
            ("Ana Ruiz (SL)", "good"),
            ("Tom", "go"),
        ],
    ),
    (
        &[
            "客服：您的问题不是我们的",
            "责任",
            "客户：那是谁的",
            "坐席1001: 我来查",
        ],
        &[
            ("客服", "您的问题不是我们的责任"),
            ("客户", "那是谁的"),
            ("坐席1001", "我来查"),
        ],
    ),
    (
        &[
            "[SPEAKER_00]: one",
            "[SPEAKER_00] two",
            "SPEAKER_01: three",
            "[music]",
        ],
        &[("SPEAKER_00", "one two"), ("SPEAKER_01", "three [music]")],
    ),
    (
        &[
            "(Lena) hi",
            "(laughs) hello",
            "(Lena) bye",
            "(laughs) so",
            "(Agent) yes",
        ],
        &[
            ("Lena", "hi (laughs) hello bye (laughs) so"),
            ("Agent", "yes"),
        ],
    ),
    (
        &[
            "- Where is it?\n- Here.",
            "-5 degrees",
            "- And now?",
            "goes on",
        ],
        &[
            ("-", "Where is it?"),
            ("-", "Here."),
            ("-", "-5 degrees"),
            ("-", "And now?"),
            ("-", "goes on"),
        ],
    ),
    (
        &[
            "- Agent: hi\n- Caller: hello",
            ">> Agent: still",
            ">> somebody",
        ],
        &[
            ("Agent", "hi"),
            ("Caller", "hello"),
            ("Agent", "still"),
            ("-", "somebody"),
        ],
    ),
    (
        &[
            "客服:\n请稍等\n客户: 好",
            "注意：带证件",
            "时间：周一",
            "注意：别忘了",
        ],
        &[
            ("客服", "请稍等"),
            ("客户", "好注意：带证件时间：周一注意：别忘了"),
        ],
    ),
    (
        &[
            "<i>Lia: hi</i>",
            "A: no",
            "<b>Lia</b>: bye",
            "see http://example.org",
        ],
        &[("Lia", "hi A: no"), ("Lia", "bye see http://example.org")],
    ),
    (
        &["A: hi", "B: yes", "A: so"],
        &[("A", "hi"), ("B", "yes"), ("A", "so")],
    ),
    // Nobody is named: a turn ends with its sentence.
    (
        &["it was not", "our fault.", "Sure?"],
        &[("-", "it was not our fault."), ("-", "Sure?")],
    ),
];

#[test]
fn the_ways_of_naming_speakers() {
    for (cues, expected) in STYLES {
        let found = turns(&file(cues));
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(speaker, _, words)| (speaker.as_str(), words.as_str()))
            .collect();
        // Turns of one speaker that follow each other are one.
        let mut merged: Vec<(&str, String)> = Vec::new();
        for &(speaker, words) in *expected {
            match merged
                .last_mut()
                .filter(|last| last.0 == speaker && speaker != "-")
            {
                Some(last) => last.1 = format!("{} {words}", last.1),
                None => merged.push((speaker, words.to_owned())),
            }
        }
        let merged: Vec<(&str, &str)> = merged
            .iter()
            .map(|(who, words)| (*who, words.as_str()))
            .collect();
        assert_eq!(found, merged, "{cues:?}");
    }
}

#[test]
fn roles_come_from_names() {
    let document = document(&file(&[
        "坐席: 您好",
        "Customer: hi",
        "Speaker 1: hm",
        "机器人：您好",
    ]));
    let roles: Vec<Role> = document.turns.iter().map(|turn| turn.role).collect();
    assert_eq!(
        roles,
        [Role::Agent, Role::Customer, Role::Unknown, Role::Bot]
    );
}

#[test]
fn speakers_that_were_inherited_are_said_once() {
    let notes = |cues: &[&str]| -> Vec<(NoteCode, String)> {
        let notes = document(&file(cues)).notes;
        notes
            .into_iter()
            .map(|note| (note.code, note.message))
            .collect()
    };
    let found = notes(&["hm", "Agent: hi", "so", "then", "Customer: yes"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, NoteCode::SpeakerInherited);
    assert!(found[0].1.starts_with("2 cues name nobody"), "{found:?}");
    assert_eq!(notes(&["Agent: hi\nall in one cue", "Customer: yes"]), []);
    assert!(
        notes(&["hm", "so"])
            .iter()
            .all(|note| note.0 == NoteCode::RolesUnknown)
    );
}

#[test]
fn rolling_captions_say_each_word_once() {
    let rolling = "WEBVTT\nKind: captions\n\n\
        00:00.000 --> 00:02.000 align:start position:0%\n \nwe<00:00.500><c> are</c><00:01.000><c> closed</c>\n\n\
        00:02.000 --> 00:02.010 align:start position:0%\nwe are closed\n \n\n\
        00:02.010 --> 00:04.000 align:start position:0%\nwe are closed\ntoday<00:03.000><c> sorry</c>\n\n\
        00:04.000 --> 00:04.010 align:start position:0%\ntoday sorry\n \n";
    assert_eq!(
        turns(rolling),
        [("-".to_owned(), 0.0, "we are closed today sorry".to_owned())]
    );
    let plain = "WEBVTT\n\n00:00.000 --> 00:02.000\nwe are closed\n\n00:02.000 --> 00:02.010\n\
        we are closed\n\n00:02.010 --> 00:04.000\nwe are closed\ntoday sorry\n";
    assert_eq!(turns(plain)[0].2, "we are closed today sorry");
}

#[test]
fn what_is_said_twice_stays_twice() {
    let twice = "WEBVTT\n\n00:00.000 --> 00:02.000\n好的。\n\n00:02.000 --> 00:04.000\n好的。\n";
    assert_eq!(turns(twice).len(), 2);
    let later = file(&["no", "no\nreally no"]);
    assert_eq!(turns(&later)[0].2, "no no really no");
}

#[test]
fn every_cue_keeps_its_time_and_its_place() {
    let text = "1\r\n00:00:01,500 --> 00:00:02,000\r\n客服：R&amp;D <i>改天</i>\r\n\r\n2\r\n\
                00:01:04,000 --> 00:01:05,000\r\n再说\r\n";
    let records = read_srt(Text::whole(text), &Options::default());
    let document = records[0].as_ref().expect("has cues");
    let turn = &document.turns[0];
    assert_eq!(turn.span.of(&document.text), "R&D 改天再说");
    let at = document.text.find("再说").expect("is there");
    assert_eq!(
        (document.time_at(turn, 0), document.time_at(turn, at)),
        (Some(1.5), Some(64.0))
    );
    let position = document
        .source
        .position(&document.text, at)
        .expect("has a place");
    assert_eq!((position.line, position.column), (7, 1));
    let words = Span::new(0, "R&D".len());
    let bytes = document
        .source
        .file_span(words, &document.text)
        .expect("has a place");
    assert_eq!(bytes.of(text), "R&amp;D");
}

#[test]
fn lines_with_times_are_cues() {
    let text = "[0:0.020,0:2.380,0]  这不是我们的\n[0:2.400,0:3.000,0]  责任。\n[0:3.500,0:4.000,1]  啊？\n";
    let records = read_timed_lines(Text::whole(text), &Options::default());
    let document = records[0].as_ref().expect("has cues");
    let words: Vec<&str> = document
        .turns
        .iter()
        .map(|turn| turn.span.of(&document.text))
        .collect();
    assert_eq!(words, ["这不是我们的责任。", "啊？"]);
    assert_eq!(document.turns[1].speaker.as_deref(), Some("1"));
    assert_eq!(document.notes.len(), 1, "{:?}", document.notes);
}

#[test]
fn the_reader_of_a_name_is_told_by_it_or_by_the_content() {
    let detected = |name, text: &str| {
        let plan = crate::input::plan(name, text.as_bytes(), true, &Options::default());
        plan.expect("is text").format.name()
    };
    assert_eq!(detected("a.VTT", "oops"), "vtt");
    assert_eq!(detected("a.srt", ""), "srt");
    assert_eq!(
        detected("", "\u{FEFF}WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n"),
        "vtt"
    );
    assert_eq!(detected("", "WEBVTTX\n"), "draft");
    assert_eq!(
        detected("", "1\n00:00:01,000 --> 00:00:02,000\nhi\n"),
        "srt"
    );
    assert_eq!(
        detected("", "00:00:01,000 --> 00:00:02,000\n客服：hi\n"),
        "srt"
    );
    assert_eq!(detected("", "[0:0.02,0:2.38]  您好\n"), "timed-lines");
    assert_eq!(detected("", "1\n2\n3\n"), "draft");
}

/// The text of `span` again, from the bytes it was read from.
fn read_again(bytes: &str) -> String {
    let payload = payload::read(bytes, Span::new(0, bytes.len()));
    payload
        .parts
        .iter()
        .map(|part| part.words.text.as_str())
        .collect()
}

fn some_file() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just("\n"), 3 => Just("\n\n"), 1 => Just("\r\n"), 1 => Just(" "),
        3 => Just("00:01.000 --> 00:02.000\n"), 1 => Just("\n7\n00:00:03,000 --> 00:00:02,000\n"),
        2 => Just("客服："), 1 => Just("Ann: "), 1 => Just("- "), 1 => Just("[SPEAKER_00]: "),
        1 => Just("<v Ann>"), 1 => Just("</v>"), 1 => Just("<v >"), 1 => Just("<c.x>"),
        1 => Just("<00:01.500>"), 1 => Just("&amp;"), 1 => Just("&#x4e0d;"), 1 => Just("-->"),
        4 => Just("改天"), 3 => Just("no more"), 1 => Just("NOTE "), 1 => Just("{\\an8}"),
        1 => Just("<"), 1 => Just("&"), 1 => Just("42"), 1 => Just("(笑)"), 1 => Just("[0:1,0:2,3] "),
    ];
    (any::<bool>(), proptest::collection::vec(piece, 0..40)).prop_map(|(has_header, pieces)| {
        let header = if has_header { "WEBVTT\n\n" } else { "" };
        format!("{header}{}", pieces.concat())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_character_is_found_where_it_was_read(text in some_file()) {
        for read in [read_vtt, read_srt, read_timed_lines] {
            for document in read(Text::whole(&text), &Options::default()).iter().flatten() {
                for turn in &document.turns {
                    let words = turn.span.of(&document.text);
                    prop_assert!(!words.trim().is_empty() && words.trim() == words);
                    for (at, character) in words.char_indices() {
                        let at = turn.span.start + at;
                        let span = Span::new(at, at + character.len_utf8());
                        // Spaces between cues are put in.
                        let Some(place) = document.source.source_span(span, &document.text) else {
                            prop_assert_eq!(character, ' ');
                            continue;
                        };
                        let again = match character {
                            '\n' | '\r' | '<' | '&' | '{' => continue,
                            _ => read_again(place.of(&text)),
                        };
                        prop_assert!(again == character.to_string() || character.is_whitespace());
                    }
                }
            }
        }
    }

    #[test]
    fn any_text_can_be_read(text in "(\\PC|[\r\n<>&;:\\-0-9{}\\[\\]]|--> |WEBVTT\n){0,200}") {
        let options = Options::default();
        for read in [read_vtt, read_srt, read_timed_lines] {
            let _ = read(Text::whole(&text), &options);
        }
        let head = Head { text: &text, complete: true };
        let _ = looks_like_vtt(&head, &options) || looks_like_srt(&head, &options)
            || looks_like_timed_lines(&head, &options);
    }
}
