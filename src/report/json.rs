//! One JSON array of the records of `jsonl`.
//!
//! The summary is always the last record, so every other record ends with a comma and no page
//! needs to know which is the first.

use super::records::{Record, each_record};
use super::{ErrorRecord, Page, Summary};
use std::io::{self, Write};

pub(super) fn write_begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[\n")
}

pub(super) fn write_page(out: &mut dyn Write, page: &Page, explain: bool) -> io::Result<()> {
    let mut records = Vec::new();
    each_record(page, explain, |record| {
        append_with_comma(&mut records, record)
    })?;
    out.write_all(&records)
}

pub(super) fn write_error(out: &mut dyn Write, error: &ErrorRecord) -> io::Result<()> {
    let mut record = Vec::new();
    append_with_comma(&mut record, &error.into())?;
    out.write_all(&record)
}

pub(super) fn write_finish(out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
    let mut last = Vec::new();
    Record::from(summary).append_to(&mut last)?;
    last.extend_from_slice(b"\n]\n");
    out.write_all(&last)
}

fn append_with_comma(records: &mut Vec<u8>, record: &Record) -> io::Result<()> {
    record.append_to(records)?;
    records.extend_from_slice(b",\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{ErrorRecord, Format, Reporter, Style, Summary, samples};
    use serde_json::Value;

    const JSON: Reporter = Reporter {
        format: Format::Json,
        style: Style {
            color: false,
            language: super::super::Language::En,
            explain: false,
            width: 80,
        },
    };

    #[test]
    fn pages_rendered_apart_make_one_array() {
        let mut out = Vec::new();
        JSON.begin(&mut out).expect("written");
        for sample in [
            samples::transcript(),
            samples::nothing_found(),
            samples::english_draft(),
        ] {
            let mut buffer = Vec::new();
            JSON.page(&mut buffer, &sample.page()).expect("written");
            out.extend(buffer);
        }
        let error = ErrorRecord {
            path: "a",
            line: None,
            message: "not found",
        };
        JSON.error(&mut out, &error).expect("written");
        JSON.finish(&mut out, &Summary::default()).expect("written");
        let array: Vec<Value> = serde_json::from_slice(&out).expect("one JSON array");
        let types: Vec<_> = array
            .iter()
            .map(|record| record["type"].as_str().unwrap_or(""))
            .collect();
        let findings = vec!["finding"; array.len() - 2];
        assert_eq!(types, [&findings[..], &["error", "summary"]].concat());
    }

    #[test]
    fn an_empty_run_is_an_array_too() {
        let mut out = Vec::new();
        JSON.begin(&mut out).expect("written");
        JSON.finish(&mut out, &Summary::default()).expect("written");
        let array: Vec<Value> = serde_json::from_slice(&out).expect("one JSON array");
        assert_eq!(array.len(), 1);
    }
}
