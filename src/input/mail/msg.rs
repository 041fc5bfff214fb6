//! Mails as Outlook saves them: a container of properties (MS-OXMSG). It has no bytes that a place
//! could name, so a place is a property: `subject` or `body`.

#[cfg(feature = "msg")]
mod properties;
#[cfg(feature = "msg")]
mod rtf;

use crate::input::{Options, RecordError, Records};
use crate::text::Origin;

/// What every file of this container begins with.
const CONTAINER: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// True for the container if it holds a mail: the storage of property names has this name.
pub(in crate::input) fn looks_like(head: &[u8]) -> bool {
    let name: Vec<u8> = "__nameid_version1.0"
        .bytes()
        .flat_map(|byte| [byte, 0])
        .collect();
    head.starts_with(&CONTAINER) && memchr::memmem::find(head, &name).is_some()
}

/// The mail, if this program was built to read such files.
#[cfg(not(feature = "msg"))]
pub(in crate::input) fn read(_: &[u8], origin: &Origin, _: &Options) -> Records {
    vec![Err(RecordError {
        line: origin.line,
        message: "this program was built without the reader of Outlook's .msg files; \
                  install it with `cargo install saywell --features msg`, \
                  or save the mail as .eml"
            .to_owned(),
    })]
}

/// The mail.
#[cfg(feature = "msg")]
pub(in crate::input) fn read(bytes: &[u8], origin: &Origin, options: &Options) -> Records {
    let document = properties::Properties::open(bytes).and_then(|mut mail| mail.document(options));
    vec![document.map_err(|message| RecordError {
        line: origin.line,
        message,
    })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_told_from_other_files_of_its_container() {
        let name: Vec<u8> = "__nameid_version1.0"
            .bytes()
            .flat_map(|byte| [byte, 0])
            .collect();
        let mail = [&CONTAINER[..], &[0; 100], &name].concat();
        assert!(looks_like(&mail));
        assert!(!looks_like(&mail[..50]));
    }

    #[cfg(not(feature = "msg"))]
    #[test]
    fn who_cannot_read_it_says_how_to() {
        let record = read(&CONTAINER, &Origin::default(), &Options::default()).remove(0);
        let error = record.expect_err("is not built in");
        assert!(error.message.contains("--features msg"), "{error}");
    }
}
