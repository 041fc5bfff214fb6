//! `saywell rules list | show | test | schema | new`.

use super::args::{ListArgs, ShowArgs, TestArgs};
use super::{Failure, Outcome};

pub(super) fn list(_: &ListArgs) -> Result<Outcome, Failure> {
    Err("being written".to_owned().into())
}
pub(super) fn show(_: &ShowArgs) -> Result<Outcome, Failure> {
    Err("being written".to_owned().into())
}
pub(super) fn test(_: &TestArgs) -> Result<Outcome, Failure> {
    Err("being written".to_owned().into())
}
pub(super) fn schema() -> Result<Outcome, Failure> {
    Err("being written".to_owned().into())
}
pub(super) fn new(_: Option<String>) -> Result<Outcome, Failure> {
    Err("being written".to_owned().into())
}
