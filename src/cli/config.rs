//! `saywell.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The settings file's name.
const FILE_NAME: &str = "saywell.toml";

/// A settings file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Config {
    pub(super) rules: Vec<PathBuf>,
    pub(super) select: Option<Vec<String>>,
    pub(super) extend_select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) fail_level: Option<String>,
    pub(super) format: Option<String>,
    pub(super) ui: Option<String>,
    pub(super) roles: BTreeMap<String, String>,
    pub(super) allow: Vec<Allow>,
    /// How input is read.
    pub(super) input: Input,
    /// Settings of audits.
    pub(super) audit: Audit,
}

/// `[audit]`: what an audit counts and shows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Audit {
    /// Fields by which conversations are grouped.
    pub(super) by: Option<Vec<String>>,
    /// From this score on a conversation passes.
    pub(super) pass: Option<u32>,
    /// From this score on it is one to coach.
    pub(super) coach: Option<u32>,
    /// So many findings of one rule count in a conversation.
    pub(super) cap: Option<u32>,
    /// Agent turns below which a group is not ranked.
    pub(super) min_turns: Option<u64>,
    /// How many of the worst conversations are shown.
    pub(super) worst: Option<usize>,
    /// How many findings people are asked to look at.
    pub(super) sample: Option<usize>,
    /// The same of each agent.
    pub(super) sample_per_agent: Option<usize>,
    /// Chooses the sample.
    pub(super) seed: Option<u64>,
    /// Regular expressions whose matches are masked.
    pub(super) mask: Vec<String>,
    /// `plain` or `hash`.
    pub(super) names: Option<String>,
    /// A secret that keeps hashed names from being guessed.
    pub(super) salt: Option<String>,
}

/// `[input.*]`: how input is read.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Input {
    /// A mapping for JSON documents.
    pub(super) json: Option<toml::Table>,
    /// A mapping for JSON line by line.
    pub(super) jsonl: Option<toml::Table>,
    /// The columns of tables, by name or number.
    pub(super) table: TableColumns,
}

/// `[input.table]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct TableColumns {
    pub(super) text_column: Option<String>,
    pub(super) role_column: Option<String>,
    pub(super) id_column: Option<String>,
    pub(super) agent_column: Option<String>,
    pub(super) time_column: Option<String>,
}

/// A finding that is right in its place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allow {
    /// Which rules: a pack, pack/id, a family or a language.
    pub(super) rule: String,
    /// Only where the found words are, or stand within, these.
    pub(super) text: Option<String>,
    /// Only in files whose path matches this glob.
    pub(super) path: Option<String>,
    /// Why. Required, so that nobody has to guess a year later.
    pub(super) reason: String,
}

/// A settings file and where it stands.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) path: Option<PathBuf>,
    pub(super) config: Config,
}

impl Found {
    /// A path of the file, seen from the working directory.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        match self.path.as_deref().and_then(Path::parent) {
            Some(folder) if path.is_relative() => folder.join(path),
            _ => path.to_owned(),
        }
    }
}

/// The given file, else the nearest upward from the working directory, else the user's own.
///
/// # Errors
/// A file that was named and is not there, or one with a mistake: what is wrong and where.
pub(super) fn find(named: Option<&Path>) -> Result<Found, String> {
    match named
        .map(Path::to_owned)
        .or_else(nearest)
        .or_else(users_own)
    {
        Some(path) => read(path),
        None => Ok(Found::default()),
    }
}

fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|path| path.is_file())?;
    // A path below the working directory reads better than an absolute one.
    Some(
        found
            .strip_prefix(&here)
            .map(Path::to_owned)
            .unwrap_or(found),
    )
}

fn users_own() -> Option<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let folder = variable("XDG_CONFIG_HOME")
        .or_else(|| variable("APPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("saywell").join(FILE_NAME)).filter(|path| path.is_file())
}

fn read(path: PathBuf) -> Result<Found, String> {
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let config = toml::from_str(&text).map_err(|error| {
        let error = error.to_string();
        format!("{}: {}", path.display(), error.trim_end())
    })?;
    Ok(Found {
        path: Some(path),
        config,
    })
}
