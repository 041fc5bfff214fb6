//! Transcripts of Tencent Meeting and WeCom: `{"transcripts": {"paragraphs": [{"speaker_info":
//! {"userid": …, "username": …}, "sentences": [{"start_time": 1200, "words": [{"text": …}]}]}]}}`,
//! in milliseconds; `minutes` in the place of `transcripts` is the same. Only words have text.

use super::super::{Adapter, Reading};
use super::fields::{each, first_has, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Tencent Meeting",
    matches: |object| paragraphs(object).is_some(),
    read,
};

fn paragraphs(object: &Object) -> Option<&'static str> {
    let paths = ["transcripts/paragraphs", "minutes/paragraphs", "paragraphs"];
    paths
        .into_iter()
        .find(|path| first_has(object, path, &["sentences"]))
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["meeting_id", "meetingid", "record_file_id"]);
    each(
        object,
        paragraphs(object).unwrap_or_default(),
        |paragraph| {
            let names = [
                "speaker_info/username",
                "speaker_info/userid",
                "speaker_info/tmp_openid",
            ];
            let who = talk.named(scalar(paragraph, &names));
            each(paragraph, "sentences", |sentence| {
                each(sentence, "words", |word| {
                    let words = talk.text(word, &["text"])?;
                    let start = start(word).or_else(|| start(sentence));
                    talk.word(who.clone(), start, words);
                    Ok(())
                })
            })
        },
    )?;
    Ok(vec![talk.finish()])
}

fn start(piece: &Object) -> Option<f64> {
    number(piece, &["start_time"], 0.001)
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn words_of_sentences() {
        assert_eq!(
            turns("stt-tencent-meeting/meeting.json"),
            [
                "1.2 unknown ben: 这不是我们的责任。OK?",
                "3.2 unknown Ida: 哦"
            ]
        );
    }
}
