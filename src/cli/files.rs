//! Files: which there are, and what they hold.

use super::Failure;
use crate::input::Format;
use globset::GlobBuilder;
use ignore::WalkBuilder;
use std::path::{Path, PathBuf};

/// Endings of texts that a walk through a folder reads, besides those that name a format; a file
/// without an ending is read too.
const TEXT_ENDINGS: [&str; 7] = ["txt", "text", "md", "markdown", "log", "chat", "transcript"];

/// A file to check, or what is wrong with a path.
pub(super) enum Input {
    /// A file.
    File {
        path: PathBuf,
        /// Named by the user, not found by a walk: that it can't be read is an error then.
        is_named: bool,
    },
    /// A file found by a walk whose ending says that it is something else.
    Skipped { path: PathBuf },
    /// A path that can't be walked.
    Failed { path: PathBuf, message: String },
}

/// Hands every file below `path` to `each`, in the order of names, until it returns false.
pub(super) fn walk(path: &Path, each: &mut dyn FnMut(Input) -> bool) -> bool {
    if !path.exists() && is_pattern(path) {
        return walk_pattern(path, each);
    }
    if !path.is_dir() {
        return each(Input::File {
            path: path.to_owned(),
            is_named: true,
        });
    }
    let walk = WalkBuilder::new(path)
        .standard_filters(false)
        .hidden(false)
        .filter_entry(|entry| entry.depth() == 0 || !is_passed_over(entry.path()))
        .parents(true)
        .add_custom_ignore_filename(".saywellignore")
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk {
        let input = match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                if is_known(entry.path()) {
                    Input::File {
                        path: entry.into_path(),
                        is_named: false,
                    }
                } else {
                    Input::Skipped {
                        path: entry.into_path(),
                    }
                }
            }
            Ok(_) => continue,
            Err(error) => Input::Failed {
                path: path.to_owned(),
                message: error.to_string(),
            },
        };
        if !each(input) {
            return false;
        }
    }
    true
}

/// True if the path has to be matched: shells leave a pattern as it is if it stands in quotes or
/// matches nothing, and some match none at all.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// Hands over the files that the pattern matches, `calls/2024-*/*.jsonl` or `calls/**/*.vtt`.
fn walk_pattern(path: &Path, each: &mut dyn FnMut(Input) -> bool) -> bool {
    let pattern = path.to_string_lossy();
    let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
    let matcher = match glob {
        Ok(glob) => glob.compile_matcher(),
        Err(error) => {
            let path = path.to_owned();
            let message = format!("no such file, and no pattern: {}", error.kind());
            return each(Input::Failed { path, message });
        }
    };
    let fixed = path
        .components()
        .take_while(|part| !is_pattern(part.as_ref()));
    let folder: PathBuf = fixed.collect();
    // A walk from `.` puts it in front of every path.
    let is_here = folder.as_os_str().is_empty();
    let folder = if is_here { PathBuf::from(".") } else { folder };
    let mut is_any = false;
    let go_on = walk(&folder, &mut |input| {
        let found = match &input {
            Input::File { path, .. } | Input::Skipped { path } => path,
            Input::Failed { .. } => return each(input),
        };
        let found = found
            .strip_prefix("./")
            .ok()
            .filter(|_| is_here)
            .unwrap_or(found);
        if !matcher.is_match(found) {
            return true;
        }
        is_any = true;
        let path = found.to_owned();
        each(Input::File {
            path,
            is_named: true,
        })
    });
    if is_any || !go_on {
        return go_on;
    }
    let path = path.to_owned();
    let message = "no file matches this pattern".to_owned();
    each(Input::Failed { path, message })
}

/// What a walk does not look at: hidden files and folders, except the folders of a Maildir
/// (`.Sent`), and the mails that are still being delivered into one.
fn is_passed_over(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match (&*name, path.parent()) {
        ("tmp", Some(mailbox)) => is_maildir(mailbox),
        _ => name.starts_with('.') && !is_maildir(path),
    }
}

fn is_maildir(folder: &Path) -> bool {
    folder.join("cur").is_dir() && folder.join("new").is_dir()
}

/// True if the file is a mail in a Maildir, where names end in anything.
fn is_delivered(path: &Path) -> bool {
    let Some(folder) = path.parent() else {
        return false;
    };
    let is_place = ["cur", "new"].iter().any(|name| folder.ends_with(name));
    is_place && folder.parent().is_some_and(is_maildir)
}

/// True if the file's name, or its place in a Maildir, promises text that can be read.
pub(super) fn is_known(path: &Path) -> bool {
    if is_delivered(path) {
        return true;
    }
    match path.extension() {
        None => true,
        Some(ending) => TEXT_ENDINGS
            .into_iter()
            .chain(Format::extensions())
            .any(|known| ending.to_string_lossy().eq_ignore_ascii_case(known)),
    }
}

/// Every rule file at the paths: files as they are, folders with all `.toml` files below.
pub(super) fn read_rule_files(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !read_rules_at(path, &mut files)? {
            return Err(format!("{}: no rule files (.toml) here", path.display()).into());
        }
    }
    Ok(files)
}

pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    one == other
        || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// True if there is any.
fn read_rules_at(path: &Path, files: &mut Vec<(String, String)>) -> Result<bool, Failure> {
    let mut is_any = false;
    let walk = WalkBuilder::new(path)
        .standard_filters(false)
        .hidden(true)
        .sort_by_file_name(Ord::cmp)
        .build();
    for entry in walk {
        let entry = entry.map_err(|error| error.to_string())?;
        let file = entry.path();
        let is_rule_file =
            entry.depth() == 0 || file.extension().is_some_and(|ending| ending == "toml");
        if !is_rule_file || file.is_dir() {
            continue;
        }
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("{}: {error}", file.display()))?;
        is_any = true;
        // Named by the settings and on the command line, it is still one file.
        let is_known = |(name, _): &(String, String)| same_file(Path::new(name), file);
        if !files.iter().any(is_known) {
            files.push((file.display().to_string(), text));
        }
    }
    Ok(is_any)
}
