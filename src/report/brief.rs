//! One line for one finding, for `grep` and for editors that jump to `path:line:col`.

use super::places::{Location, Places};
use super::visible::visible;
use super::{ErrorRecord, Page};
use std::io::{self, Write};

pub(super) fn write_page(out: &mut dyn Write, page: &Page) -> io::Result<()> {
    let mut places = Places::new(page.document);
    for finding in &page.checked.findings {
        let rule = &page.rules.rules[finding.rule];
        let at = place_name(page.path, places.location(finding.span.start));
        let (severity, id, title) = (
            rule.severity.name(),
            visible(&rule.id),
            visible(&rule.title),
        );
        writeln!(out, "{at}: {severity}[{id}] {title}")?;
    }
    Ok(())
}

pub(super) fn write_error(out: &mut dyn Write, error: &ErrorRecord) -> io::Result<()> {
    let at = place_name(
        error.path,
        Location {
            line: error.line,
            ..Location::default()
        },
    );
    // A message may show the line it is about below itself; only what drives a terminal is replaced.
    let message: Vec<_> = error.message.lines().map(visible).collect();
    writeln!(out, "{at}: {}", message.join("\n"))
}

/// `path:line:col`, as far as there is a line and a column, or `path:Sheet!B4`.
pub(super) fn place_name(path: &str, location: Location) -> String {
    let path = visible(path);
    match (location.cell, location.line, location.column) {
        (Some(cell), ..) => format!("{path}:{}", visible(cell)),
        (None, Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        (None, Some(line), None) => format!("{path}:{line}"),
        (None, None, _) => path.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, Sample};
    use super::super::{ErrorRecord, Format, Style};

    fn brief(sample: &Sample) -> String {
        samples::render(Format::Brief, Style::default(), sample)
    }

    #[test]
    fn a_line_for_each_finding_and_nothing_else() {
        assert_eq!(
            brief(&samples::transcript()),
            "call.txt:2:4: error[zh/not-ours] 急于推脱\n\
             call.txt:3:14: warning[zh/some-other-day] 消极拖延\n\
             call.txt:4:7: error[zh/not-ours] 急于推脱\n"
        );
    }

    #[test]
    fn words_without_a_place_have_no_numbers() {
        let sample = samples::without_places();
        assert_eq!(brief(&sample), "call.docx: error[zh/not-ours] 急于推脱\n");
    }

    #[test]
    fn errors_name_file_and_line() {
        let error = ErrorRecord {
            path: "a\u{1b}.jsonl",
            line: Some(3),
            message: "not JSON\n  {\u{7}",
        };
        let shown = samples::render_error(Format::Brief, &error);
        assert_eq!(shown, "a␛.jsonl:3: not JSON\n  {␇\n");
    }
}
