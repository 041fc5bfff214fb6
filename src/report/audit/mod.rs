//! Reports of an audit: a page for managers and one for the terminal, rows for spreadsheets, findings
//! for programs, the sheet that reviewers mark, and two audits side by side.

mod comparison;
mod findings;
mod html;
mod review;
mod rows;
mod sheet;
mod summary;
mod table;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

#[cfg(test)]
mod samples;

pub use comparison::ComparisonReport;
pub use findings::{write_findings, write_terms};
pub use html::write_html;
pub use review::ReviewReport;
pub use rows::CsvRows;
pub use sheet::{SheetColumns, write_csv_sheet};
pub use summary::write_summary;
#[cfg(feature = "xlsx")]
pub use workbook::{WorkbookRows, write_workbook_sheet};
