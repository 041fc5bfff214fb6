//! What can be typed. Parsing does no work; `settings` makes something of it.

use crate::document::Role;
use crate::input;
use crate::report;
use crate::rules::Severity;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueHint};
use std::path::PathBuf;

/// Finds wording that loses customers in support replies, mails and call transcripts, and
/// suggests better words.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 nothing to reword, 1 findings, 2 something could not be done.\n\
                        Try `saywell reply.txt`, `pbpaste | saywell`, `tail -f call.txt | saywell`."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check drafts, transcripts and records (the default: `check` may be left out)
    Check(CheckArgs),
    /// Count what is said in many conversations, and report on agents, rules and trends
    Audit(Box<AuditCli>),
    /// Show how a file was understood: format, encoding, who says what, what is not judged
    Inspect(InspectArgs),
    /// Look at rules, write new ones, prove and measure them
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Print the effective settings and where each came from
    Config(CheckArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List the rules in a table
    List(ListArgs),
    /// Explain one rule: why, what it finds, what to say instead
    Show(ShowArgs),
    /// Prove rules: their examples, their suggestions, every spelling of both
    Test(TestArgs),
    /// Measure rules on labelled messages
    Eval(EvalArgs),
    /// List what a change of rules finds more and less in messages of yours
    Diff(Box<DiffArgs>),
    /// Print the JSON Schema of a rule file, for editors
    Schema,
    /// Print a commented rule file to start from
    New {
        /// Language of the comments
        #[arg(long, value_parser = ["zh", "en"])]
        lang: Option<String>,
    },
}

/// Which rules.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// A rule file, or a folder of them, of your own (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) rules: Vec<PathBuf>,
    /// Leave the built-in packs out
    #[arg(long)]
    pub(super) no_builtin: bool,
    /// Run only these: a pack, pack/id, a family or a language (repeatable, comma-separated)
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Run these too, such as an optional pack
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) extend_select: Vec<String>,
    /// Leave these out; wins over --select
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
}

/// How to show it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// Colour the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorWhen,
    /// Language of the labels [default: from the locale]
    #[arg(long, value_name = "LANG", value_parser = language())]
    pub(super) ui: Option<report::Language>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct CheckArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten, next_help_heading = "Input")]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Report format [default: human]
    #[arg(long, value_name = "FORMAT", value_parser = format(), help_heading = "Output")]
    pub(super) format: Option<report::Format>,
    /// Also show what was excused or not judged, and why
    #[arg(long, help_heading = "Output")]
    pub(super) explain: bool,
    /// Exit with 1 from this severity on: error, warning, info or never [default: warning]
    #[arg(long, value_name = "LEVEL", value_parser = fail_level(), help_heading = "Output")]
    pub(super) fail_level: Option<FailLevel>,
    /// Apply safe replacements to the files
    #[arg(long, help_heading = "Fixing")]
    pub(super) fix: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, help_heading = "Fixing")]
    pub(super) diff: bool,
    /// Threads [default: one per core]
    #[arg(short, long, value_name = "N", help_heading = "Running")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// Settings file instead of the nearest saywell.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Running")]
    pub(super) config: Option<PathBuf>,
}

/// How to read it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(super) struct InputArgs {
    /// Who speaks under a label, e.g. 'Speaker 1=agent' (repeatable)
    #[arg(long = "role", value_name = "LABEL=ROLE", value_parser = role)]
    pub(super) roles: Vec<(String, Role)>,
    /// Format of the input [default: detect]; `lines` is one agent message per line
    #[arg(long, value_name = "FORMAT", value_parser = input_format())]
    pub(super) input: Option<input::Format>,
    /// Encoding of the input, such as gbk, big5 or utf-16le [default: detect]
    #[arg(long, value_name = "NAME", value_parser = input::encoding::named)]
    pub(super) encoding: Option<&'static input::encoding::Encoding>,
    /// Check notes that agents write for each other, too
    #[arg(long)]
    pub(super) include_notes: bool,
    /// The column of a table that holds the words, by name or number [default: by its name]
    #[arg(long, value_name = "COLUMN")]
    pub(super) text_column: Option<String>,
    /// The column that says who speaks
    #[arg(long, value_name = "COLUMN")]
    pub(super) role_column: Option<String>,
    /// The column that says which conversation a row belongs to
    #[arg(long, value_name = "COLUMN")]
    pub(super) id_column: Option<String>,
    /// The column with the agent's name or number
    #[arg(long, value_name = "COLUMN")]
    pub(super) agent_column: Option<String>,
    /// The column with the time
    #[arg(long, value_name = "COLUMN")]
    pub(super) time_column: Option<String>,
    /// Where words and speakers stand in JSON of a shape of your own, e.g.
    /// 'turns=/call/lines,text=/words,role=/who,start=/begin,unit=ms'; keys are turns, text, role,
    /// speaker, start, end, unit (s, ms, us, ticks), id, agent and started_at
    #[arg(long, value_name = "KEY=PATH,…")]
    pub(super) map: Option<input::Mapping>,
    /// What standard input is called in the report, and what its ending says about its format
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<String>,
}

#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
#[command(
    after_help = "The score judges wording only: 100 less the points of each finding. Audits exit \
                  with 0 whatever they find, unless --fail-level or --fail-on says otherwise, and \
                  with 2 if something could not be read.\n\
                  Try `saywell audit calls/ --report calls.html --report calls.xlsx`."
)]
pub(super) struct AuditCli {
    #[command(subcommand)]
    pub(super) command: Option<AuditCommand>,
    #[command(flatten)]
    pub(super) audit: AuditArgs,
}

#[derive(Debug, Subcommand, Clone)]
pub(super) enum AuditCommand {
    /// Add up the counts of several audits, such as one for each shard
    Merge(MergeArgs),
    /// Compare two audits, such as before and after a training
    Diff(AuditDiffArgs),
    /// Read a review sheet that people have marked, and say how often the rules are right
    Review(ReviewArgs),
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct AuditArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reports: ReportArgs,
    /// Print the counts on one line of JSON, to be merged, and nothing else
    #[arg(long, help_heading = "Reports", conflicts_with = "format")]
    pub(super) partial: bool,
    /// Fields to group by: agent, day, week, month, or any field of the records [default: agent]
    #[arg(
        long,
        value_name = "FIELD",
        value_delimiter = ',',
        help_heading = "Counting"
    )]
    pub(super) by: Vec<String>,
    /// Agent turns below which a group is listed but not ranked [default: 200]
    #[arg(long, value_name = "N", help_heading = "Counting")]
    pub(super) min_turns: Option<u64>,
    /// Show so many of the worst conversations [default: 20]
    #[arg(long, value_name = "N", help_heading = "Counting")]
    pub(super) worst: Option<usize>,
    /// Choose so many findings at random for people to review
    #[arg(long, value_name = "N", help_heading = "Counting")]
    pub(super) sample: Option<usize>,
    /// Choose so many of each agent's findings
    #[arg(long, value_name = "N", help_heading = "Counting")]
    pub(super) sample_per_agent: Option<usize>,
    /// Another seed is another choice [default: 1]
    #[arg(long, value_name = "S", help_heading = "Counting")]
    pub(super) seed: Option<u64>,
    /// The findings of an earlier audit (its `.jsonl` report): tells new from known ones
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Counting")]
    pub(super) baseline: Option<PathBuf>,
    /// Exit with 1 if there are findings that the baseline does not know
    #[arg(
        long,
        value_name = "WHAT",
        requires = "baseline",
        help_heading = "Counting"
    )]
    pub(super) fail_on: Option<FailOn>,
    /// Exit with 1 from this severity on: error, warning, info or never [default: never]
    #[arg(long, value_name = "LEVEL", value_parser = fail_level(), help_heading = "Counting")]
    pub(super) fail_level: Option<FailLevel>,
    /// Show personal data as it is
    #[arg(long, help_heading = "Privacy")]
    pub(super) no_mask: bool,
    /// How agents are called [default: plain]
    #[arg(long, value_name = "HOW", help_heading = "Privacy")]
    pub(super) names: Option<NamesArg>,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten, next_help_heading = "Input")]
    pub(super) input: InputArgs,
    /// Keep the counts of every file in this folder; the next run reads only files that are new or
    /// have changed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Running")]
    pub(super) state: Option<PathBuf>,
    /// Threads [default: one per core]
    #[arg(short, long, value_name = "N", help_heading = "Running")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// Settings file instead of the nearest saywell.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Running")]
    pub(super) config: Option<PathBuf>,
}

/// Where the results of an audit go.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Reports")]
pub(super) struct ReportArgs {
    /// Write a report; its ending says which (repeatable): .html for managers, .xlsx or .csv with a
    /// row for each conversation, .json with the counts, .jsonl with every finding
    #[arg(long = "report", value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(super) reports: Vec<PathBuf>,
    /// Write the sample as a sheet for people to mark, as .csv or .xlsx; `saywell audit review`
    /// reads it back [default sample: 50 findings]
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(super) review_sheet: Option<PathBuf>,
    /// What is printed: a summary for people, or the counts as `json` [default: human]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<TableFormat>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct MergeArgs {
    /// Counts as `saywell audit --partial` and `--report counts.json` write them
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reports: ReportArgs,
    /// Print the counts on one line of JSON, to be merged again, and nothing else
    #[arg(long, help_heading = "Reports", conflicts_with = "format")]
    pub(super) partial: bool,
}

#[derive(Args, Clone, Debug)]
pub(super) struct AuditDiffArgs {
    /// The counts before: what `saywell audit --report before.json` wrote
    #[arg(value_name = "BEFORE", value_hint = ValueHint::FilePath)]
    pub(super) before: PathBuf,
    /// The counts after
    #[arg(value_name = "AFTER", value_hint = ValueHint::FilePath)]
    pub(super) after: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Args, Clone, Debug)]
pub(super) struct ReviewArgs {
    /// Marked sheets, .csv or .xlsx, as `--review-sheet` wrote them
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum FailOn {
    New,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum NamesArg {
    /// As they are
    #[default]
    Plain,
    /// Made unreadable, the same for the same name and salt
    Hash,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Only rules of this severity
    #[arg(long, value_parser = severity())]
    pub(super) severity: Option<Severity>,
    /// Only rules that mention these words
    #[arg(long, value_name = "WORDS")]
    pub(super) grep: Option<String>,
    /// Optional packs too
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct ShowArgs {
    /// The rule, e.g. zh/not-ours
    pub(super) id: String,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Args, Clone, Debug, Default)]
pub(super) struct TestArgs {
    /// Rule files or folders to prove [default: all that are loaded]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Warnings fail too
    #[arg(long)]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Args, Clone, Debug)]
pub(super) struct EvalArgs {
    /// Labelled messages, one JSON object per line
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Also list what was missed, or found wrongly
    #[arg(long, value_name = "WHAT")]
    pub(super) show: Vec<EvalShow>,
    /// Output format
    #[arg(long, default_value = "human")]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Args, Clone, Debug)]
pub(super) struct InspectArgs {
    /// Files and folders; `-` is standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Show every conversation of a file, not only the first few
    #[arg(long)]
    pub(super) all: bool,
    /// Output format; `json` is one object per file and line, always whole
    #[arg(long, default_value = "human", help_heading = "Output")]
    pub(super) format: TableFormat,
    #[command(flatten, next_help_heading = "Input")]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    /// Settings file instead of the nearest saywell.toml
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Running")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
pub(super) struct DiffArgs {
    /// The rules before: a rule file, a folder of them, or `builtin`
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub(super) old: PathBuf,
    /// The rules after, likewise
    #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
    pub(super) new: PathBuf,
    /// Messages to compare them on: files and folders of any kind that `check` reads
    #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath, required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Show so many examples of each rule's gains, and of its losses
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) show: usize,
    /// Output format
    #[arg(long, default_value = "human")]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum EvalShow {
    Misses,
    FalseAlarms,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum TableFormat {
    Human,
    Json,
}

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailLevel {
    From(Severity),
    Never,
}

impl FailLevel {
    pub(super) fn from_name(name: &str) -> Option<FailLevel> {
        match name {
            "never" => Some(FailLevel::Never),
            _ => Severity::from_name(name).map(FailLevel::From),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            FailLevel::From(severity) => severity.name(),
            FailLevel::Never => "never",
        }
    }
}

/// A parser for a type that spells its own names.
macro_rules! named {
    ($function:ident, $type:ty, $names:expr) => {
        fn $function() -> impl TypedValueParser<Value = $type> {
            PossibleValuesParser::new($names).try_map(|name| {
                <$type>::from_name(&name).ok_or_else(|| format!("`{name}` is none of the names"))
            })
        }
    };
}

named!(
    format,
    report::Format,
    report::Format::ALL.map(|format| format.name())
);
named!(
    language,
    report::Language,
    report::Language::ALL.map(|language| language.name())
);
named!(
    input_format,
    input::Format,
    input::Format::ALL.map(|format| format.name())
);
named!(
    severity,
    Severity,
    Severity::ALL.map(|severity| severity.name())
);
named!(fail_level, FailLevel, ["error", "warning", "info", "never"]);

fn role(written: &str) -> Result<(String, Role), String> {
    let names = Role::ALL.map(|role| role.name()).join(", ");
    let (label, role) = written
        .rsplit_once('=')
        .ok_or_else(|| format!("write LABEL=ROLE; roles are {names}"))?;
    match Role::from_name(role.trim()) {
        Some(role) => Ok((label.trim().to_owned(), role)),
        None => Err(format!("`{role}` is no role; roles are {names}")),
    }
}
