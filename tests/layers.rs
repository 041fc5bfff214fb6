//! Each module imports only from those above it, so that the engine never learns of the command line.

use std::path::{Path, PathBuf};

/// From the bottom up. Code for tests may use anything.
const LAYERS: [&str; 15] = [
    "text", "document", "fold", "rules", "packs", "matching", "check", "input", "prove", "eval",
    "diff", "audit", "report", "cli", "main",
];

/// Imports of `source`, a file of `module`, that go up: the line and the module.
fn upward_imports(module: &str, source: &str) -> Vec<(usize, String)> {
    let level = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let own = level(module).unwrap_or_else(|| panic!("`{module}` has no place among the layers"));
    let mut upward = Vec::new();
    for (number, line) in without_tests(source) {
        for import in imports(line) {
            if level(&import).is_some_and(|level| level > own) {
                upward.push((number, import));
            }
        }
    }
    upward
}

/// The lines, from 1, that are neither comments nor under `#[cfg(test)]`.
fn without_tests(source: &str) -> Vec<(usize, &str)> {
    let mut kept = Vec::new();
    let mut lines = source.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = line.len() - line.trim_start().len();
            // The item ends at its semicolon or at the brace under its first column.
            let ends = |line: &str| {
                line.ends_with(';') || line.trim_end() == format!("{}}}", " ".repeat(indent))
            };
            lines.find(|(_, line)| ends(line));
        } else if !line.trim_start().starts_with("//") {
            kept.push((index + 1, line));
        }
    }
    kept
}

/// The modules of this crate that a line names: `crate::text`, `saywell::cli`, `crate::{text, fold}`.
fn imports(line: &str) -> Vec<String> {
    let name = |text: &str| {
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut names: Vec<String> = Vec::new();
    for root in ["crate::", "saywell::"] {
        for (at, _) in line.match_indices(root) {
            let rest = &line[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => names.extend(group.trim_end_matches("};").split(", ").map(name)),
                None => names.push(name(rest)),
            }
        }
    }
    names
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn no_module_imports_from_below() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    assert!(files.len() > 30, "{} files", files.len());
    let mut upward = Vec::new();
    for file in files {
        let place = file.strip_prefix(&src).expect("below src");
        let is_test = place
            .components()
            .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")));
        let module = place
            .components()
            .next()
            .expect("a name")
            .as_os_str()
            .to_string_lossy();
        let module = module.trim_end_matches(".rs");
        // lib.rs names them all.
        if is_test || module == "lib" {
            continue;
        }
        let source = std::fs::read_to_string(&file).expect("a source file");
        let found = upward_imports(module, &source);
        upward.extend(
            found
                .into_iter()
                .map(|(line, import)| format!("src/{}:{line} uses {import}", place.display())),
        );
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn an_upward_import_is_found_wherever_it_stands() {
    let source = "//! See crate::cli.\nuse crate::text::Span;\nuse crate::{fold, report};\n\n\
                  fn f() -> crate::cli::Outcome { saywell::main() }\n\
                  #[cfg(test)]\nuse crate::eval;\n\
                  #[cfg(test)]\nmod tests {\n    use crate::report::Page;\n    fn g() {}\n}\n\
                  use crate::input;\n";
    let found = upward_imports("rules", source);
    let wanted = [(3, "report"), (5, "cli"), (5, "main"), (13, "input")];
    assert_eq!(found, wanted.map(|(line, name)| (line, name.to_owned())));
    assert_eq!(
        upward_imports("cli", "use crate::input;\nuse crate::text;\n"),
        []
    );
}
