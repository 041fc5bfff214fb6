//! On which terms to count, by flags and settings file together.

use super::super::args::{AuditArgs, NamesArg};
use super::super::config;
use super::super::settings::named;
use super::{Failure, complain};
use crate::audit::mask::Masker;
use crate::audit::{Auditor, Baseline, Names, Rules, Sampling, Scoring, Terms};
use crate::rules::RuleSet;

/// Ready to count.
pub(super) fn auditor<'r>(
    args: &AuditArgs,
    config: &config::Audit,
    rules: &'r RuleSet,
    baseline: Option<Baseline>,
) -> Result<Auditor<'r>, Failure> {
    let names = names(args, config)?;
    let masker = match args.no_mask {
        true => Masker::none(),
        false => Masker::new(&config.mask).map_err(|error| format!("[audit] mask: {error}"))?,
    };
    let terms = Terms {
        saywell: env!("CARGO_PKG_VERSION").to_owned(),
        rules: Rules::of(rules),
        scoring: scoring(config)?,
        by: by(args, config),
        min_turns: args.min_turns.or(config.min_turns).unwrap_or(200),
        worst: args.worst.or(config.worst).unwrap_or(20),
        sampling: sampling(args, config),
        masked: !args.no_mask,
        mask_patterns: config.mask.clone(),
        names: names.kind(),
        baseline: baseline.as_ref().map(Baseline::hash),
    };
    Ok(Auditor {
        rules,
        terms,
        masker,
        names,
        baseline,
    })
}

/// So many findings stand on a review sheet unless something else is asked for.
const SHEET: usize = 50;

fn sampling(args: &AuditArgs, config: &config::Audit) -> Sampling {
    let size = args.sample.or(config.sample);
    let per_agent = args.sample_per_agent.or(config.sample_per_agent);
    let is_left_open = size.is_none() && per_agent.is_none();
    let usual = match args.reports.review_sheet.is_some() && is_left_open {
        true => SHEET,
        false => 0,
    };
    Sampling {
        size: size.unwrap_or(usual),
        per_agent: per_agent.unwrap_or(0),
        seed: args.seed.or(config.seed).unwrap_or(1),
    }
}

fn scoring(config: &config::Audit) -> Result<Scoring, Failure> {
    let usual = Scoring::default();
    let scoring = Scoring {
        pass: config.pass.unwrap_or(usual.pass),
        coach: config.coach.unwrap_or(usual.coach),
        cap: config.cap.unwrap_or(usual.cap),
    };
    if scoring.pass > 100 || scoring.coach > scoring.pass || scoring.cap == 0 {
        return Err(format!(
            "saywell.toml: [audit]: `coach` ({}) must not be above `pass` ({}), nor `pass` above \
             100, and `cap` ({}) must be at least 1",
            scoring.coach, scoring.pass, scoring.cap
        )
        .into());
    }
    Ok(scoring)
}

/// Fields to group by, each once.
fn by(args: &AuditArgs, config: &config::Audit) -> Vec<String> {
    let given = match (args.by.is_empty(), &config.by) {
        (false, _) => args.by.clone(),
        (true, Some(by)) => by.clone(),
        (true, None) => vec!["agent".to_owned()],
    };
    let mut by: Vec<String> = Vec::new();
    for name in given.iter().map(|name| name.trim()) {
        if !name.is_empty() && !by.iter().any(|known| known == name) {
            by.push(name.to_owned());
        }
    }
    by
}

fn names(args: &AuditArgs, config: &config::Audit) -> Result<Names, Failure> {
    let from_name = |name: &str| match name {
        "plain" => Some(NamesArg::Plain),
        "hash" => Some(NamesArg::Hash),
        _ => None,
    };
    let configured = named(
        config.names.as_deref(),
        "[audit] names",
        from_name,
        &["plain", "hash"],
    )?;
    Ok(match args.names.or(configured).unwrap_or_default() {
        NamesArg::Plain => Names::Plain,
        NamesArg::Hash => {
            if config.salt.is_none() {
                complain(
                    "saywell: agents' names are hashed without a salt, so whoever has a list of \
                     the staff can guess them; set `salt` in [audit] of saywell.toml",
                );
            }
            Names::Hashed {
                salt: config.salt.clone().unwrap_or_default(),
            }
        }
    })
}
