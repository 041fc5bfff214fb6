//! Arguments and settings file together: flags win.

use super::args::{CheckArgs, ColorWhen, FailLevel, InputArgs, OutputArgs, RuleArgs};
use super::config::{self, Found};
use super::files::read_rule_files;
use super::{Failure, Outcome, complain};
use crate::check::{AllowedText, Checked, Excuse, Excused};
use crate::document::{Document, Role};
use crate::input::{self, Mapping};
use crate::packs;
use crate::report::{Format, Language, Style};
use crate::rules::{BUILT_IN, RuleError, RuleFile, RuleSet, Selection, Severity, load, names};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// Everything `check` needs to know.
pub(super) struct Settings {
    pub(super) format: Format,
    pub(super) fail_level: FailLevel,
    pub(super) style: Style,
    pub(super) input: input::Options,
    pub(super) allows: Vec<Allow>,
    pub(super) jobs: usize,
}

/// An `[[allow]]` of the settings file, ready to use.
pub(super) struct Allow {
    pub(super) rule: String,
    pub(super) text: Option<AllowedText>,
    pub(super) path: Option<ignore::overrides::Override>,
    pub(super) reason: String,
}

impl Settings {
    pub(super) fn new(args: &CheckArgs, found: &Found) -> Result<Settings, Failure> {
        let config = &found.config;
        let format = named(
            config.format.as_deref(),
            "format",
            Format::from_name,
            Format::ALL.map(Format::name).as_slice(),
        )?;
        let levels = ["error", "warning", "info", "never"];
        let fail_level = named(
            config.fail_level.as_deref(),
            "fail-level",
            FailLevel::from_name,
            &levels,
        )?;
        let mut style = style(&args.output, found)?;
        style.explain = args.explain;
        Ok(Settings {
            format: args.format.or(format).unwrap_or_default(),
            fail_level: args
                .fail_level
                .or(fail_level)
                .unwrap_or(FailLevel::From(Severity::Warning)),
            style,
            input: input_options(&args.input, found)?,
            allows: config
                .allow
                .iter()
                .map(|allow| self::allow(allow, found))
                .collect::<Result<_, _>>()?,
            jobs: args.jobs.map_or_else(cores, std::num::NonZeroUsize::get),
        })
    }
}

impl Settings {
    /// Takes out what `[[allow]]` says is right in its place.
    pub(super) fn apply_allows(
        &self,
        rules: &RuleSet,
        path: &str,
        document: &Document,
        mut checked: Checked,
    ) -> Checked {
        if self.allows.is_empty() {
            return checked;
        }
        let allows = |finding| {
            let rule = &rules.rules[finding];
            self.allows.iter().filter(move |allow| {
                let in_path =
                    |glob: &ignore::overrides::Override| glob.matched(path, false).is_whitelist();
                names(&allow.rule, rule) && allow.path.as_ref().is_none_or(in_path)
            })
        };
        checked.findings.retain(|finding| {
            let mut allows = allows(finding.rule);
            let allow = allows.find(|allow| match &allow.text {
                Some(text) => text.covers(document, finding),
                None => true,
            });
            if let Some(allow) = allow {
                checked.excused.push(Excused {
                    finding: *finding,
                    excuse: Excuse::Allowed,
                    because: Some(allow.reason.clone()),
                });
            }
            allow.is_none()
        });
        checked.excused.sort();
        checked
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// How input is to be read.
pub(super) fn input_options(args: &InputArgs, found: &Found) -> Result<input::Options, Failure> {
    let (mapping, line_mapping) = mappings(args, found)?;
    Ok(input::Options {
        mapping,
        line_mapping,
        roles: roles(args, found)?,
        format: args.input,
        encoding: args.encoding,
        include_notes: args.include_notes,
        columns: columns(args, found),
    })
}

fn roles(
    args: &InputArgs,
    found: &Found,
) -> Result<std::collections::BTreeMap<String, Role>, Failure> {
    let names = Role::ALL.map(Role::name);
    let mut roles = std::collections::BTreeMap::new();
    for (label, role) in &found.config.roles {
        if let Some(role) = named(Some(role), "roles", Role::from_name, &names)? {
            roles.insert(label.clone(), role);
        }
    }
    roles.extend(args.roles.iter().cloned());
    Ok(roles)
}

/// The columns of tables that the user names.
fn columns(args: &InputArgs, found: &Found) -> input::ColumnNames {
    let config = &found.config.input.table;
    let either = |flag: &Option<String>, config: &Option<String>| flag.clone().or(config.clone());
    input::ColumnNames {
        text: either(&args.text_column, &config.text_column),
        role: either(&args.role_column, &config.role_column),
        id: either(&args.id_column, &config.id_column),
        agent: either(&args.agent_column, &config.agent_column),
        time: either(&args.time_column, &config.time_column),
    }
}

/// The user's mappings for JSON documents and for JSON line by line.
fn mappings(
    args: &InputArgs,
    found: &Found,
) -> Result<(Option<Mapping>, Option<Mapping>), Failure> {
    if let Some(mapping) = &args.map {
        return Ok((Some(mapping.clone()), Some(mapping.clone())));
    }
    let input = &found.config.input;
    let documents = mapping("json", input.json.as_ref(), found)?;
    let lines = mapping("jsonl", input.jsonl.as_ref(), found)?;
    let lines = lines.or_else(|| documents.clone());
    Ok((documents, lines))
}

/// The mapping of `[input.json]` or `[input.jsonl]`.
fn mapping(
    format: &str,
    table: Option<&toml::Table>,
    found: &Found,
) -> Result<Option<Mapping>, Failure> {
    let Some(table) = table else {
        return Ok(None);
    };
    let wrong = |message: String| {
        let file = found.path.as_deref().unwrap_or(Path::new("saywell.toml"));
        format!("{}: [input.{format}]: {message}", file.display())
    };
    let pair = |(key, value): (&'_ String, &'_ toml::Value)| match value {
        toml::Value::String(value) => Ok((key.clone(), value.clone())),
        _ => Err(wrong(format!(
            "`{key}` must be a string, such as \"/words\""
        ))),
    };
    let pairs: Vec<(String, String)> = table.iter().map(pair).collect::<Result<_, _>>()?;
    let pairs = pairs.iter().map(|(key, value)| (&**key, &**value));
    let mapping = Mapping::from_pairs(pairs).map_err(wrong)?;
    Ok(Some(mapping))
}

fn allow(allow: &config::Allow, found: &Found) -> Result<Allow, Failure> {
    let path = allow.path.as_deref().map(|glob| {
        let root = found.resolve(Path::new(""));
        let mut overrides = ignore::overrides::OverrideBuilder::new(root);
        overrides.add(glob).and_then(|overrides| overrides.build())
    });
    let path = path
        .transpose()
        .map_err(|error| format!("[[allow]] path: {error}"))?;
    let text = allow.text.as_deref().map(AllowedText::new);
    Ok(Allow {
        rule: allow.rule.clone(),
        text,
        path,
        reason: allow.reason.clone(),
    })
}

/// The value of that name in the settings file.
pub(super) fn named<T>(
    name: Option<&str>,
    key: &str,
    from_name: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> Result<Option<T>, Failure> {
    let Some(name) = name else { return Ok(None) };
    match from_name(name) {
        Some(value) => Ok(Some(value)),
        None => Err(format!(
            "saywell.toml: `{key}`: `{name}` is none of {}",
            known.join(", ")
        )
        .into()),
    }
}

/// Colour, language and width of what people read.
pub(super) fn style(args: &OutputArgs, found: &Found) -> Result<Style, Failure> {
    let names = Language::ALL.map(Language::name);
    let configured = named(
        found.config.ui.as_deref(),
        "ui",
        Language::from_name,
        &names,
    )?;
    let color = match args.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|value| value != "dumb")
        }
    };
    let language = args.ui.or(configured).unwrap_or_else(language_of_locale);
    Ok(Style {
        color,
        language,
        explain: false,
        width: terminal_width(),
    })
}

pub(super) fn language_of_locale() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

/// Columns of the terminal; a pipe gets what fits a page.
fn terminal_width() -> usize {
    const PAGE: usize = 100;
    let size = io::stdout()
        .is_terminal()
        .then(terminal_size::terminal_size)
        .flatten();
    size.map_or(PAGE, |(width, _)| usize::from(width.0).clamp(40, 160))
}

/// Every rule that was loaded, and what was wrong in the rule files.
pub(super) struct Rules {
    pub(super) all: RuleSet,
    pub(super) errors: Vec<RuleError>,
}

/// Loads the built-in packs and the user's own rule files.
pub(super) fn load_rules(args: &RuleArgs, found: &Found) -> Result<Rules, Failure> {
    let configured = found.config.rules.iter().map(|path| found.resolve(path));
    let paths: Vec<_> = configured.chain(args.rules.iter().cloned()).collect();
    let own = read_rule_files(&paths)?;
    if own.is_empty() && !args.no_builtin {
        return Ok(Rules {
            all: packs::built_in(),
            errors: Vec::new(),
        });
    }
    let own = own.iter().map(|(name, text)| RuleFile {
        name,
        text,
        is_built_in: false,
    });
    let own: Vec<RuleFile<'_>> = own.collect();
    let built_in = BUILT_IN.iter().copied();
    let mut files: Vec<RuleFile<'_>> = built_in
        .filter(|file| !args.no_builtin || stays(file, &own))
        .collect();
    files.extend(own);
    let (all, errors) = load(&files);
    Ok(Rules { all, errors })
}

/// Which rules run, by flags and settings file together.
pub(super) fn selection(args: &RuleArgs, config: &config::Config) -> Selection {
    let select = (!args.select.is_empty()).then(|| args.select.clone());
    Selection {
        select: select.or_else(|| config.select.clone()),
        extend_select: [&config.extend_select[..], &args.extend_select].concat(),
        ignore: [&config.ignore[..], &args.ignore].concat(),
        is_audit: false,
    }
}

/// Without the built-in rules their shared lists stay, unless the user brings lists.toml along.
fn stays(file: &RuleFile<'_>, own: &[RuleFile<'_>]) -> bool {
    let is_lists = |name: &str| {
        Path::new(name)
            .file_name()
            .is_some_and(|name| name == "lists.toml")
    };
    is_lists(file.name) && !own.iter().any(|own| is_lists(own.name))
}

/// The rules that run; any error in a rule file stops here, before a text is read.
pub(super) fn sound_rules(args: &RuleArgs, found: &Found) -> Result<RuleSet, Failure> {
    selected_rules(args, found, selection(args, &found.config))
}

/// The rules that run in an audit.
pub(super) fn sound_rules_of_audits(args: &RuleArgs, found: &Found) -> Result<RuleSet, Failure> {
    let selection = Selection {
        is_audit: true,
        ..selection(args, &found.config)
    };
    selected_rules(args, found, selection)
}

fn selected_rules(
    args: &RuleArgs,
    found: &Found,
    selection: Selection,
) -> Result<RuleSet, Failure> {
    let mut rules = faultless_rules(args, found)?;
    selection.apply(&mut rules)?;
    if rules.rules.is_empty() {
        return Err("no rules are left to check with; see `saywell rules list`"
            .to_owned()
            .into());
    }
    Ok(rules)
}

/// Every rule that was loaded, provided that no rule file has a mistake.
pub(super) fn faultless_rules(args: &RuleArgs, found: &Found) -> Result<RuleSet, Failure> {
    let rules = load_rules(args, found)?;
    if !rules.errors.is_empty() {
        const SHOWN: usize = 20;
        let count = rules.errors.len();
        rules.errors.iter().take(SHOWN).for_each(|error| {
            complain(&format!(
                "{error}
"
            ))
        });
        if count > SHOWN {
            complain(&format!(
                "… and {} more
",
                count - SHOWN
            ));
        }
        let plural = if count == 1 { "mistake" } else { "mistakes" };
        return Err(format!("{count} {plural} in the rules; nothing was checked").into());
    }
    Ok(rules.all)
}

/// `saywell config`: every setting and where it came from, as a settings file.
pub(super) fn print(args: &CheckArgs) -> Result<Outcome, Failure> {
    let found = config::find(args.config.as_deref())?;
    let settings = Settings::new(args, &found)?;
    let active = sound_rules(&args.rules, &found)?.rules.len();
    let file = found.path.as_ref().map(|path| path.display().to_string());
    let out = &mut io::stdout().lock();
    writeln!(
        out,
        "# settings file: {}",
        file.as_deref().unwrap_or("none")
    )?;
    writeln!(out, "# rules that run: {active}")?;
    let file = file.unwrap_or_default();
    write_rows(out, &general_rows(args, &found, &settings, &file))?;
    if !settings.input.roles.is_empty() {
        writeln!(out, "\n[roles]")?;
        write_rows(out, &role_rows(args, &settings, &file))?;
    }
    let input = &settings.input;
    for (format, mapping) in [("json", &input.mapping), ("jsonl", &input.line_mapping)] {
        if let Some(mapping) = mapping {
            writeln!(out, "\n[input.{format}]")?;
            write_rows(out, &mapping_rows(args, mapping, &file))?;
        }
    }
    let columns = column_rows(args, &input.columns, &file);
    if !columns.is_empty() {
        writeln!(out, "\n[input.table]")?;
        write_rows(out, &columns)?;
    }
    let audit = audit_rows(&found.config.audit, &file);
    if !audit.is_empty() {
        writeln!(out, "\n[audit]")?;
        write_rows(out, &audit)?;
    }
    for allow in &settings.allows {
        writeln!(
            out,
            "\n[[allow]]\nrule = {:?}\nreason = {:?}",
            allow.rule, allow.reason
        )?;
    }
    Ok(Outcome::Clean)
}

/// What the settings file says about audits. The salt stays secret.
fn audit_rows(audit: &config::Audit, file: &str) -> Vec<Row> {
    let config::Audit {
        by,
        pass,
        coach,
        cap,
        min_turns,
        worst,
        sample,
        sample_per_agent,
        seed,
        mask,
        names,
        salt,
    } = audit;
    let list = |list: &[String]| (!list.is_empty()).then(|| format!("{list:?}"));
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let values = [
        ("by", by.as_deref().and_then(list)),
        ("pass", number(pass.map(u64::from))),
        ("coach", number(coach.map(u64::from))),
        ("cap", number(cap.map(u64::from))),
        ("min-turns", number(*min_turns)),
        ("worst", number(worst.map(|count| count as u64))),
        ("sample", number(sample.map(|count| count as u64))),
        (
            "sample-per-agent",
            number(sample_per_agent.map(|count| count as u64)),
        ),
        ("seed", number(*seed)),
        ("mask", list(mask)),
        ("names", names.as_ref().map(|names| format!("{names:?}"))),
        ("salt", salt.as_ref().map(|_| "\"***\"".to_owned())),
    ];
    let given = values
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    given
        .map(|(key, value)| (key.to_owned(), value, file.to_owned()))
        .collect()
}

/// A setting, its value as TOML, and where it came from.
type Row = (String, String, String);

fn write_rows(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let width = |(key, value, _): &Row| key.width() + value.width();
    let widest = rows.iter().map(width).max().unwrap_or(0);
    for row @ (key, value, from) in rows {
        let pad = " ".repeat(widest - width(row));
        writeln!(out, "{key} = {value}{pad}  # {from}")?;
    }
    Ok(())
}

fn general_rows(args: &CheckArgs, found: &Found, settings: &Settings, file: &str) -> Vec<Row> {
    let config = &found.config;
    let flags = &args.rules;
    let paths = |paths: &[PathBuf]| -> Vec<String> {
        paths
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    };
    let configured: Vec<PathBuf> = config
        .rules
        .iter()
        .map(|path| found.resolve(path))
        .collect();
    let selection = selection(flags, config);
    let row = |key: &str, value: String, is_flag: bool, is_config: bool| {
        (key.to_owned(), value, source(is_flag, is_config, file))
    };
    let list = |key: &str, value: Vec<String>, is_flag: bool, is_config: bool| {
        row(key, format!("{value:?}"), is_flag, is_config)
    };
    let name = |key: &str, value: &str, is_flag: bool, is_config: bool| {
        row(key, format!("{value:?}"), is_flag, is_config)
    };
    let mut rows = vec![
        list(
            "rules",
            [paths(&configured), paths(&flags.rules)].concat(),
            !flags.rules.is_empty(),
            !config.rules.is_empty(),
        ),
        list(
            "extend-select",
            selection.extend_select,
            !flags.extend_select.is_empty(),
            !config.extend_select.is_empty(),
        ),
        list(
            "ignore",
            selection.ignore,
            !flags.ignore.is_empty(),
            !config.ignore.is_empty(),
        ),
        name(
            "fail-level",
            settings.fail_level.name(),
            args.fail_level.is_some(),
            config.fail_level.is_some(),
        ),
        name(
            "format",
            settings.format.name(),
            args.format.is_some(),
            config.format.is_some(),
        ),
        name(
            "ui",
            settings.style.language.name(),
            args.output.ui.is_some(),
            config.ui.is_some(),
        ),
    ];
    if let Some(select) = selection.select {
        rows.insert(
            1,
            list(
                "select",
                select,
                !flags.select.is_empty(),
                config.select.is_some(),
            ),
        );
    }
    rows
}

fn role_rows(args: &CheckArgs, settings: &Settings, file: &str) -> Vec<Row> {
    let row = |(label, role): (&String, &Role)| {
        let is_flag = args.input.roles.iter().any(|(flag, _)| flag == label);
        (
            format!("{label:?}"),
            format!("{:?}", role.name()),
            source(is_flag, true, file),
        )
    };
    settings.input.roles.iter().map(row).collect()
}

fn mapping_rows(args: &CheckArgs, mapping: &Mapping, file: &str) -> Vec<Row> {
    let from = match args.input.map {
        Some(_) => source(true, false, file),
        None => source(false, true, file),
    };
    let pairs = mapping.pairs().into_iter();
    pairs
        .map(|(key, value)| (key.to_owned(), format!("{value:?}"), from.clone()))
        .collect()
}

fn column_rows(args: &CheckArgs, columns: &input::ColumnNames, file: &str) -> Vec<Row> {
    let flags = &args.input;
    let rows = [
        ("text-column", &columns.text, &flags.text_column),
        ("role-column", &columns.role, &flags.role_column),
        ("id-column", &columns.id, &flags.id_column),
        ("agent-column", &columns.agent, &flags.agent_column),
        ("time-column", &columns.time, &flags.time_column),
    ];
    let row = |(key, column, flag): (&str, &Option<String>, &Option<String>)| {
        let column = column.as_ref()?;
        let from = source(flag.is_some(), flag.is_none(), file);
        Some((key.to_owned(), format!("{column:?}"), from))
    };
    rows.into_iter().filter_map(row).collect()
}

fn source(is_flag: bool, is_config: bool, file: &str) -> String {
    match (is_flag, is_config) {
        (true, true) => format!("command line and {file}"),
        (true, false) => "command line".to_owned(),
        (false, true) => file.to_owned(),
        (false, false) => "default".to_owned(),
    }
}
