//! One JSON record on each line.

use super::records::{Record, each_record};
use super::{ErrorRecord, Page, Summary};
use std::io::{self, Write};

pub(super) fn write_page(out: &mut dyn Write, page: &Page, explain: bool) -> io::Result<()> {
    let mut lines = Vec::new();
    each_record(page, explain, |record| append_line(&mut lines, record))?;
    out.write_all(&lines)
}

pub(super) fn write_error(out: &mut dyn Write, error: &ErrorRecord) -> io::Result<()> {
    write_line(out, &error.into())
}

pub(super) fn write_summary(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    write_line(out, &summary.into())
}

fn write_line(out: &mut dyn Write, record: &Record) -> io::Result<()> {
    let mut line = Vec::new();
    append_line(&mut line, record)?;
    out.write_all(&line)
}

fn append_line(lines: &mut Vec<u8>, record: &Record) -> io::Result<()> {
    record.append_to(lines)?;
    lines.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, Sample};
    use super::super::{ErrorRecord, Format, Style, Summary};
    use serde_json::Value;

    fn jsonl(sample: &Sample, explain: bool) -> String {
        let style = Style {
            explain,
            ..Style::default()
        };
        samples::render(Format::Jsonl, style, sample)
    }

    fn values(lines: &str) -> Vec<Value> {
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("a JSON record"))
            .collect()
    }

    #[test]
    fn the_fields_stand_in_their_order() {
        let lines = jsonl(&samples::decoded_conversation(), false);
        let expected = concat!(
            r#"{"type":"finding","path":"calls.jsonl","line":3,"column":70,"record":"call-0042","#,
            r#""turn":1,"role":"agent","speaker":"客服","time":83.2,"rule":"zh/not-ours","#,
            r#""family":"deny-responsibility","severity":"error","message":"急于推脱","#,
            r#""why":"急于辩解只会激化客户情绪。","text":"这不是我们的责任","#,
            r#""span":{"start":3,"end":11},"bytes":{"start":9,"end":33},"#,
            r#""suggestions":[{"text":"您的心情我理解，我马上帮您核实。","applicability":"manual"},"#,
            r#"{"text":"我来负责跟进，有结果第一时间告诉您。","applicability":"manual"}]}"#,
            "\n",
        );
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_absent_is_left_out() {
        let lines = jsonl(&samples::without_places(), false);
        assert!(lines.starts_with(r#"{"type":"finding","path":"call.docx","role":"agent","rule""#));
        assert!(!lines.contains("null"), "{lines}");
    }

    #[test]
    fn a_fix_is_safe_to_apply() {
        let records = values(&jsonl(&samples::english_draft(), false));
        let suggestions: Vec<_> = records[0]["suggestions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|s| s["applicability"].as_str().expect("a word"))
            .collect();
        assert_eq!(suggestions, ["manual", "safe"]);
    }

    #[test]
    fn spans_count_from_the_judged_unit() {
        for sample in [
            samples::transcript(),
            samples::english_draft(),
            samples::wrapped_draft(),
        ] {
            for record in values(&jsonl(&sample, false)) {
                let turn = record["turn"].as_u64().unwrap_or(0) as usize;
                let unit = sample.document.judged_unit(turn).of(&sample.document.text);
                let number =
                    |of: &str, end: &str| record[of][end].as_u64().expect("a number") as usize;
                let by_bytes = &unit[number("bytes", "start")..number("bytes", "end")];
                let points = number("span", "end") - number("span", "start");
                let by_points: String = unit
                    .chars()
                    .skip(number("span", "start"))
                    .take(points)
                    .collect();
                assert_eq!(record["text"], by_bytes);
                assert_eq!(record["text"], by_points);
            }
        }
    }

    #[test]
    fn explain_adds_what_does_not_count() {
        let records = values(&jsonl(&samples::transcript(), true));
        let suppressed = &records[3];
        assert_eq!(suppressed["type"], "suppressed");
        assert_eq!(suppressed["rule"], "zh/some-other-day");
        assert_eq!(suppressed["reason"], "unless");
        assert_eq!(suppressed["because"], "{deadline}");

        let records = values(&jsonl(&samples::draft_with_quote(), true));
        assert_eq!(records.len(), 1);
        assert_eq!(records[0]["type"], "skipped");
        assert_eq!(records[0]["reason"], "quote");
        assert_eq!(records[0]["text"], "> 这不是你们的责任吗？\n> 请尽快回复\n");
        assert_eq!(records[0]["span"]["start"], 4);
        assert_eq!(jsonl(&samples::draft_with_quote(), false), "");
    }

    #[test]
    fn notes_come_first() {
        let records = values(&jsonl(&samples::unknown_roles(), false));
        assert_eq!(records[0]["type"], "note");
        assert_eq!(records[0]["code"], "roles-unknown");
        assert_eq!(records[1]["type"], "finding");
    }

    #[test]
    fn errors_and_the_summary_are_records() {
        let error = ErrorRecord {
            path: "a.jsonl",
            line: Some(2),
            message: "not JSON",
        };
        let expected = r#"{"type":"error","path":"a.jsonl","line":2,"message":"not JSON"}"#;
        assert_eq!(
            samples::render_error(Format::Jsonl, &error),
            format!("{expected}\n")
        );

        let mut summary = Summary {
            errors: 1,
            ..Summary::default()
        };
        summary.count(&samples::transcript().page());
        let expected = concat!(
            r#"{"type":"summary","documents":1,"turns":4,"characters":50,"findings":3,"#,
            r#""by_family":{"deny-responsibility":2,"vague-timing":1},"#,
            r#""suppressed":{"harmless":0,"unless":1,"only":0,"overlap":0},"errors":1}"#,
            "\n",
        );
        assert_eq!(
            samples::render_summary(Format::Jsonl, Style::default(), &summary),
            expected
        );
    }
}
