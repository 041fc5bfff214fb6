//! The rule file: TOML to [`RuleSet`], the phrase language, the built-in packs, examples and their tests.

mod builtin;
mod error;
mod file;
mod late;
mod lists;
mod load;
mod model;
mod packed;
mod pattern;
pub mod phrase;
mod schema;
mod select;
mod skeleton;

pub use builtin::BUILT_IN;
pub use error::RuleError;
pub(crate) use error::did_you_mean;
pub use late::Late;
pub use load::{RuleFile, load};
pub use model::{Contexts, Enabled, Example, JudgedRole, Origin, Pattern, Rule, RuleSet, Severity};
#[allow(unused_imports, reason = "the build script packs, the program unpacks")]
pub use packed::{meaning, pack, unpack};
pub use schema::schema;
pub use select::Selection;
pub(crate) use select::names;
pub use skeleton::skeleton;
