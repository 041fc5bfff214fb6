//! Reads and checks the built-in packs once, when the program is built, so that it starts without
//! doing so. The modules are the program's own.

#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    unreachable_pub,
    clippy::print_stderr
)]

#[path = "src/fold/mod.rs"]
mod fold;
#[path = "src/matching"]
mod matching {
    mod buckets;
    pub(crate) mod ready;
    mod table;
}
#[path = "src/rules/mod.rs"]
mod rules;
#[path = "src/text/mod.rs"]
mod text;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    for changed in [
        "build.rs",
        "rules",
        "src/fold",
        "src/matching",
        "src/rules",
        "src/text",
    ] {
        println!("cargo::rerun-if-changed={changed}");
    }
    // As strictly as anybody's.
    let files = rules::BUILT_IN.iter().map(|file| rules::RuleFile {
        is_built_in: false,
        ..*file
    });
    let (mut set, mistakes) = rules::load(&files.collect::<Vec<_>>());
    mistakes.iter().for_each(|mistake| eprintln!("{mistake}\n"));
    if !mistakes.is_empty() {
        return Err("the built-in packs hold mistakes".into());
    }
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let folder = Path::new(&folder);
    std::fs::write(folder.join("packs"), rules::pack(&set))?;
    set.retain(|rule| rule.enabled == rules::Enabled::Yes);
    std::fs::write(folder.join("anchors"), matching::ready::pack(&set))?;
    Ok(())
}
