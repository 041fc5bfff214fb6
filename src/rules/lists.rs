//! Named lists: shared ones of a language and those of one file.

use super::error::{RuleError, RuleText, did_you_mean};
use super::file::{RawFile, Text};
use super::load::token_error;
use super::phrase::{List, LookupError, Node, Purpose, parse};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A list may name lists that name lists, this deep.
const DEEPEST: usize = 4;

/// The lists that a file's phrases may name: its own, else those of `parent`.
#[derive(Default)]
pub(super) struct Lists<'a> {
    parent: Option<&'a Lists<'a>>,
    /// Entries as written, each with the file it stands in.
    written: BTreeMap<String, Vec<(&'a RuleText, &'a Text)>>,
    resolved: RefCell<BTreeMap<String, Result<Arc<List>, LookupError>>>,
}

impl<'a> Lists<'a> {
    /// The lists of `file` on top of `parent`'s.
    pub(super) fn of_file(
        parent: Option<&'a Lists<'a>>,
        file: &'a RawFile,
        errors: &mut Vec<RuleError>,
    ) -> Self {
        let mut lists = Lists {
            parent,
            ..Lists::default()
        };
        for (key, entries) in &file.header.lists {
            errors.extend(lists.add(&file.text, key, entries));
        }
        lists
    }

    fn add(&mut self, file: &'a RuleText, key: &Text, entries: &'a [Text]) -> Option<RuleError> {
        let written = key.get_ref().as_str();
        let error = |message: String, help: String| {
            let error = RuleError::new(file, key.span().into(), Some(written), message);
            Some(error.with_help(help))
        };
        let entries: Vec<_> = entries.iter().map(|entry| (file, entry)).collect();
        if entries.is_empty() {
            return error(
                "an empty list".to_owned(),
                "write at least one entry".to_owned(),
            );
        }
        if let Some(name) = written.strip_suffix("-add") {
            let Some(mut all) = self.find(name).cloned() else {
                let message = format!("there is no list `{name}` to add to");
                return error(message, self.help(name));
            };
            all.extend(entries);
            self.written.insert(name.to_owned(), all);
        } else if let Some(name) = written.strip_suffix("-override") {
            self.written.insert(name.to_owned(), entries);
        } else if self.find(written).is_some() {
            let message = format!("there is a shared list `{written}` already");
            return error(
                message,
                format!(
                    "write `{written}-add` to extend it, `{written}-override` to replace it in this file"
                ),
            );
        } else {
            self.written.insert(written.to_owned(), entries);
        }
        None
    }

    fn find(&self, name: &str) -> Option<&Vec<(&'a RuleText, &'a Text)>> {
        self.written.get(name).or_else(|| self.parent?.find(name))
    }

    /// Reads every list, so that a mistake shows even in a list that no phrase names.
    pub(super) fn check(&self, errors: &mut Vec<RuleError>) {
        for name in self.written.keys() {
            // What is wrong is in `errors` then.
            let _ = self.get(name, &mut Vec::new(), errors);
        }
    }

    /// The list `name`, read at its first use. `path` holds the lists that are being read.
    pub(super) fn get(
        &self,
        name: &str,
        path: &mut Vec<String>,
        errors: &mut Vec<RuleError>,
    ) -> Result<Arc<List>, LookupError> {
        let Some(entries) = self.written.get(name) else {
            let unknown = || LookupError::Unknown(self.help(name));
            let parent = self.parent.ok_or_else(unknown)?;
            // Its lists name none of ours, so they are no deeper for being named by one.
            let list = parent.get(name, &mut Vec::new(), errors);
            return list.map_err(|error| match error {
                LookupError::Unknown(_) => unknown(),
                LookupError::Broken => LookupError::Broken,
            });
        };
        if let Some(known) = self.resolved.borrow().get(name) {
            return known.clone();
        }
        let list = self.read(name, entries, path, errors);
        self.resolved
            .borrow_mut()
            .insert(name.to_owned(), list.clone());
        list
    }

    fn read(
        &self,
        name: &str,
        entries: &[(&RuleText, &Text)],
        path: &mut Vec<String>,
        errors: &mut Vec<RuleError>,
    ) -> Result<Arc<List>, LookupError> {
        if let Some(message) = misnested(name, path) {
            let (file, entry) = entries[0];
            errors.push(RuleError::new(
                file,
                entry.span().into(),
                Some(name),
                message,
            ));
            return Err(LookupError::Broken);
        }
        path.push(name.to_owned());
        let mut nodes = Vec::new();
        let mut is_broken = false;
        for (file, entry) in entries {
            let mut lookup = |name: &str| self.get(name, path, errors);
            match parse(entry.get_ref(), Purpose::ListEntry, &mut lookup) {
                Ok((node, ..)) => nodes.push(node),
                Err(error) => {
                    is_broken = true;
                    errors.extend(token_error(file, entry, name, error));
                }
            }
        }
        path.pop();
        if is_broken {
            return Err(LookupError::Broken);
        }
        Ok(Arc::new(List::new(name.to_owned(), Node::OneOf(nodes))))
    }

    /// What to write for a name that is no list.
    fn help(&self, name: &str) -> String {
        let mut names: Vec<&str> = vec!["number"];
        let mut scope = Some(self);
        while let Some(lists) = scope {
            names.extend(lists.written.keys().map(String::as_str));
            scope = lists.parent;
        }
        match did_you_mean(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{{{near}}}`?"),
            None if names.len() == 1 => "define it under [lists]".to_owned(),
            None => format!("define it under [lists]; there are {}", names.join(", ")),
        }
    }
}

fn misnested(name: &str, path: &[String]) -> Option<String> {
    if path.iter().any(|outer| outer == name) {
        return Some(format!(
            "the list names itself: {} → {name}",
            path.join(" → ")
        ));
    }
    (path.len() >= DEEPEST).then(|| {
        format!(
            "lists within lists go at most {DEEPEST} deep: {} → {name}",
            path.join(" → ")
        )
    })
}
