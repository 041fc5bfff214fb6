//! Outlook's own files.

use super::super::{Options, Records};
use crate::text::Origin;

/// What every file of this container begins with.
const CONTAINER: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// True for the container if it holds a mail: the storage of property names has this name.
pub(in crate::input) fn looks_like(head: &[u8]) -> bool {
    let name: Vec<u8> = "__nameid_version1.0"
        .bytes()
        .flat_map(|byte| [byte, 0])
        .collect();
    head.starts_with(&CONTAINER) && head.windows(name.len()).any(|bytes| bytes == name)
}

#[cfg(not(feature = "msg"))]
pub(in crate::input) fn read(_: &[u8], origin: &Origin, _: &Options) -> Records {
    vec![Err(super::RecordError {
        line: origin.line,
        message: "this program was built without the reader of Outlook's .msg files; \
                  install it with `cargo install saywell --features msg`, \
                  or save the mail as .eml"
            .to_owned(),
    })]
}
