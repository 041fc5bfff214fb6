//! How far an audit is, for people at a terminal, and stopping it.

use super::super::files::Input;
use super::super::reading::{Source, each_source};
use crate::report::Language;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A bar on standard error, if that is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar as long as all the files at the paths; without an end if standard input is among them.
    pub(super) fn new(paths: &[&Path], language: Language) -> Progress {
        if !io::stderr().is_terminal() {
            return Progress {
                bar: ProgressBar::hidden(),
            };
        }
        let (bar, template) = match (bytes(paths), language) {
            (Some(bytes), Language::En) => (
                ProgressBar::new(bytes),
                "{wide_bar} {bytes} of {total_bytes}, {binary_bytes_per_sec}, {eta} left",
            ),
            (Some(bytes), Language::Zh) => (
                ProgressBar::new(bytes),
                "{wide_bar} {bytes} / {total_bytes}，{binary_bytes_per_sec}，还需 {eta}",
            ),
            (None, Language::En) => (
                ProgressBar::new_spinner(),
                "{spinner} {bytes} read, {binary_bytes_per_sec}",
            ),
            (None, Language::Zh) => (
                ProgressBar::new_spinner(),
                "{spinner} 已读 {bytes}，{binary_bytes_per_sec}",
            ),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// So many bytes more are done.
    pub(super) fn add(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    /// Prints something above the bar.
    pub(super) fn print(&self, print: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.bar.suspend(print)
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Bytes of all files, if there is an end to them.
fn bytes(paths: &[&Path]) -> Option<u64> {
    let mut sum = Some(0);
    each_source(paths, None, &mut |source| {
        match source {
            Source::Stdin { .. } => sum = None,
            Source::Path(Input::File { path, .. }) => {
                let bytes = std::fs::metadata(path).map_or(0, |data| data.len());
                sum = sum.map(|sum| sum + bytes);
            }
            Source::Path(_) => {}
        }
        sum.is_some()
    });
    sum
}

/// Ctrl-C: the first asks for an end, so that what is done is reported; the second is the end.
#[derive(Clone, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

/// Exit code of a program that a signal ended, as shells count: 128 and SIGINT.
const INTERRUPTED: i32 = 130;

impl Stop {
    /// Listens from now on. Where that can't be done, Ctrl-C ends the program as usual.
    pub(super) fn listen() -> Stop {
        let stop = Stop::default();
        let asked = stop.clone();
        let _ = ctrlc::set_handler(move || {
            if asked.0.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        });
        stop
    }

    /// True once it was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
