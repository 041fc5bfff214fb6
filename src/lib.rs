//! Finds wording that loses customers in support replies, mails and call transcripts, and suggests
//! better words from rule files.
//!
//! ```text
//! bytes ── input ──> Document ── check ──> [Finding] ── report ──> bytes
//!                   (turns, roles)  ^
//! TOML ── rules ──> RuleSet ── compile
//! ```
//!
//! - [`input`] reads a file into [`document::Document`]s: decoded text, who speaks, what is quoted,
//!   and a [`text::SourceMap`] back to the file;
//! - [`rules`] reads rule files into a [`rules::RuleSet`], plain checked data;
//! - [`check::Checker`] is a rule set made ready once; it turns documents into
//!   [`check::Finding`]s, whose spans are always the document's own text;
//! - [`report`] writes findings for people and programs; [`eval`] measures rules on labelled
//!   messages, [`diff`] compares two sets of rules on any.
//!
//! ```
//! use saywell::check::Checker;
//! use saywell::document::Document;
//! use saywell::packs;
//!
//! let checker = Checker::new(packs::built_in())?;
//!
//! let draft = Document::draft("您好，這不是我們\n的責任。");
//! let checked = checker.check(&draft);
//! assert_eq!(checked.findings[0].span.of(&draft.text), "這不是我們\n的責任");
//! # Ok::<(), String>(())
//! ```
//!
//! Each module imports only those above it in this list: `text`, `document`, `fold`, `rules`,
//! `packs`, `matching`, `check`, `input`, `audit`, `prove`, `eval`, `diff`, `report`, `cli`.

pub mod audit;
pub mod check;
pub mod cli;
pub mod diff;
pub mod document;
pub mod eval;
mod fold;
#[doc(hidden)]
pub use fold::fold_to_string as folded; // measured by benches/
pub mod input;
mod matching;
pub mod packs;
pub mod prove;
pub mod report;
pub mod rules;
pub mod text;
