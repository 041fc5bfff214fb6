//! The built-in packs, checked when the program was built.

use crate::rules::{RuleSet, unpack};

/// Every rule of the built-in packs, optional ones included. The same as loading
/// [`BUILT_IN`](crate::rules::BUILT_IN), in a fraction of the time.
pub fn built_in() -> RuleSet {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/packs"));
    unpack(bytes).expect("written by the build of this very program")
}

/// The anchors of the rules that run by default.
pub(crate) const ANCHORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/anchors"));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{BUILT_IN, load};

    #[test]
    fn the_embedded_packs_are_the_files() {
        let loaded = load(BUILT_IN).0;
        let ids = |set: &RuleSet| {
            set.rules
                .iter()
                .map(|rule| rule.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&built_in()), ids(&loaded));
    }
}
