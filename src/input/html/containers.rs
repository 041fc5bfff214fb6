//! The elements in which mail programs put what is not the writer's: the mail that is answered or
//! forwarded, its attribution, the signature.

use super::elements::{Attributes, Name};
use crate::document::SkipReason::{self, Forward, Quote, Signature};

/// An element that holds what is not the writer's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Container {
    pub(super) reason: SkipReason,
    pub(super) extent: Extent,
}

/// How far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The element.
    Element,
    /// The element up to the end of the first quotation in it, below which may be an answer.
    ToQuotation,
    /// The element and all that follows beside it.
    AllBehind,
}

/// What marks a container.
enum Mark {
    Class(&'static str),
    /// A class with that beginning.
    ClassBegins(&'static str),
    Id(&'static str),
    IdBegins(&'static str),
    Tag(&'static str),
}

use Extent::{AllBehind, Element, ToQuotation};
use Mark::{Class, ClassBegins, Id, IdBegins, Tag};

/// Mail programs and their containers. Blockquotes are not among them: see [`of`].
const CONTAINERS: [(Mark, SkipReason, Extent); 42] = [
    // Gmail
    (Class("gmail_quote"), Quote, ToQuotation),
    (Class("gmail_signature"), Signature, Element),
    (Class("gmail_signature_prefix"), Signature, Element),
    // Outlook on all its machines
    (Id("divRplyFwdMsg"), Quote, AllBehind),
    (
        Id("mail-editor-reference-message-container"),
        Quote,
        Element,
    ),
    (
        Class("ms-outlook-mobile-reference-message"),
        Quote,
        AllBehind,
    ),
    (Id("OLK_SRC_BODY_SECTION"), Quote, Element),
    (Class("OutlookMessageHeader"), Quote, AllBehind),
    (Id("ms-outlook-mobile-signature"), Signature, Element),
    (Id("Signature"), Signature, Element),
    // Apple
    (Id("AppleMailSignature"), Signature, Element),
    (Class("apple-mail-signature"), Signature, Element),
    // Thunderbird
    (Class("moz-cite-prefix"), Quote, Element),
    (Class("moz-forward-container"), Forward, Element),
    (Class("moz-signature"), Signature, Element),
    // Yahoo
    (Class("yahoo_quoted"), Quote, Element),
    (IdBegins("yahoo_quoted"), Quote, Element),
    (ClassBegins("ydp-signature"), Signature, Element),
    // Proton, Zoho, Tutanota, Roundcube
    (Class("protonmail_quote"), Quote, Element),
    (
        ClassBegins("protonmail_signature_block"),
        Signature,
        Element,
    ),
    (Class("zmail_extra"), Quote, Element),
    (Class("tutanota_quote"), Quote, Element),
    (Id("reply-intro"), Quote, Element),
    (IdBegins("forwardbody"), Forward, Element),
    // NetEase
    (Class("ntes-mailmaster-quote"), Quote, Element),
    (Id("isReplyContent"), Quote, Element),
    (Id("isForwardContent"), Forward, Element),
    (Id("imail_signature"), Signature, Element),
    (Class("imail_signature"), Signature, Element),
    (Id("ntes-pcmac-signature"), Signature, Element),
    (Class("ntes-signature"), Signature, Element),
    // Tencent
    (Tag("includetail"), Quote, Element),
    (Class("qmbox"), Quote, Element),
    (Class("xm_write_signature"), Signature, Element),
    (Class("xm_mail_oringinal_describe"), Quote, AllBehind),
    (Class("foxmail-signature"), Signature, Element),
    (IdBegins("FMSigSeperator"), Signature, Element),
    // Alibaba, Feishu
    (Class("alimail-quote"), Quote, Element),
    (IdBegins("lark-mail-quote"), Quote, Element),
    (Class("history-quote-wrapper"), Quote, Element),
    (IdBegins("lark-mail-signature"), Signature, Element),
    (Class("lark-mail-signature"), Signature, Element),
];

/// The container that an element is. A blockquote is one unless it only indents.
pub(super) fn of(name: Name, attributes: &Attributes) -> Option<Container> {
    if name.is("blockquote") {
        return (!attributes.is_indent()).then_some(Container {
            reason: Quote,
            extent: Element,
        });
    }
    if attributes.smart_mail == "gmail_signature" {
        return Some(Container {
            reason: Signature,
            extent: Element,
        });
    }
    let is_plain = attributes.class.is_empty() && attributes.id.is_empty();
    if is_plain && !name.is("includetail") {
        return None;
    }
    let row = CONTAINERS
        .iter()
        .find(|(mark, ..)| mark.is_on(name, attributes))?;
    Some(Container {
        reason: row.1,
        extent: row.2,
    })
}

impl Mark {
    fn is_on(&self, name: Name, attributes: &Attributes) -> bool {
        let mut classes = attributes.class.split_ascii_whitespace();
        match self {
            Class(wanted) => classes.any(|class| class == *wanted),
            ClassBegins(wanted) => classes.any(|class| class.starts_with(wanted)),
            Id(wanted) => attributes.id.trim() == *wanted,
            IdBegins(wanted) => attributes.id.trim().starts_with(wanted),
            Tag(wanted) => name.is(wanted),
        }
    }
}
