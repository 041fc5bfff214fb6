//! The packs that come with the program: the files below `rules/`, embedded.

use super::RuleFile;

macro_rules! files {
    ($($name:literal)*) => {
        &[$(RuleFile {
            name: $name,
            text: include_str!(concat!("../../rules/", $name)),
            is_built_in: true,
        }),*]
    };
}

/// Every built-in file: one row a file.
pub const BUILT_IN: &[RuleFile<'static>] = files! {
    "zh/lists.toml"
    "zh/deny-responsibility.toml"
    "zh/pass-the-buck.toml"
    "zh/blame-customer.toml"
    "zh/flat-refusal.toml"
    "zh/vague-timing.toml"
    "zh/vague-wording.toml"
    "zh/no-knowledge.toml"
    "zh/impatient.toml"
    "zh/over-promise.toml"
    "zh/policy-shield.toml"
    "zh/internal-exposure.toml"
    "zh/condescending.toml"
    "zh/escalation-risk.toml"
    "en/lists.toml"
    "en/deny-responsibility.toml"
    "en/pass-the-buck.toml"
    "en/blame-customer.toml"
    "en/flat-refusal.toml"
    "en/vague-timing.toml"
    "en/vague-wording.toml"
    "en/no-knowledge.toml"
    "en/impatient.toml"
    "en/over-promise.toml"
    "en/policy-shield.toml"
    "en/internal-exposure.toml"
    "en/condescending.toml"
    "en/escalation-risk.toml"
    "packs/airline-zh.toml"
    "packs/bank-zh.toml"
    "packs/e-commerce-en.toml"
    "packs/e-commerce-zh.toml"
    "packs/government-window-zh.toml"
    "packs/hospital-zh.toml"
    "packs/strict-en.toml"
    "packs/strict-zh.toml"
    "packs/telecom-zh.toml"
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_of_the_folder_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let mut on_disk = Vec::new();
        for part in ["zh", "en", "packs"] {
            for entry in std::fs::read_dir(folder.join(part)).expect("a folder") {
                let name = entry.expect("an entry").file_name();
                on_disk.push(format!("{part}/{}", name.to_string_lossy()));
            }
        }
        on_disk.sort();
        let mut embedded: Vec<&str> = BUILT_IN.iter().map(|file| file.name).collect();
        embedded.sort_unstable();
        assert_eq!(embedded, on_disk);
    }
}
