//! Sixty-four bytes at a look: the kinds of their characters, as bits.
//!
//! Without a branch: what decides where to look is a mask.

/// Bytes of a block.
pub(super) const BLOCK: usize = 64;

/// Letters of a word that are looked at in one go.
pub(super) const KEY: usize = 8;

/// Bytes that must follow the beginning of a block for it to be read.
pub(super) const AHEAD: usize = 2 * BLOCK + KEY;

/// A block and a few bytes behind it.
pub(super) type Window = [u8; BLOCK + KEY];

/// Which bytes of a block begin what. Bit `n` tells of byte `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kinds {
    /// Letters and digits of ASCII.
    pub(super) words: u64,
    /// Digits of ASCII, for those who ask.
    pub(super) digits: u64,
    /// First bytes from E4 to E9: the Han characters from U+4000 to U+9FFF.
    pub(super) han: u64,
    /// First bytes of any other character beyond ASCII.
    pub(super) others: u64,
    /// Control characters of ASCII that are no white space.
    pub(super) controls: u64,
}

/// A bit for each kind that a byte may be of.
const WORD: u8 = 1;
const HAN: u8 = 2;
const OTHER: u8 = 4;
const DIGIT: u8 = 8;
const CONTROL: u8 = 16;

impl Kinds {
    /// Of a block of UTF-8; digits apart only if `DIGITS`.
    #[inline]
    #[allow(
        clippy::needless_range_loop,
        reason = "the loop over both becomes many times slower"
    )]
    pub(super) fn of<const DIGITS: bool>(block: &[u8; BLOCK]) -> Self {
        let mut kinds = [0; BLOCK];
        // By index: the compiler then knows that both are as long as a block.
        for at in 0..BLOCK {
            kinds[at] = kind_of(block[at]);
        }
        let mut any = 0;
        for eight in kinds.as_chunks().0 {
            any |= u64::from_le_bytes(*eight);
        }
        // A Chinese text has hardly any letters, and an English one nothing else.
        let gathered_if_any = |kind: u8| match any & each(kind) {
            0 => 0,
            _ => gathered(&kinds, kind),
        };
        Kinds {
            words: gathered_if_any(WORD),
            digits: if DIGITS { gathered_if_any(DIGIT) } else { 0 },
            han: gathered_if_any(HAN),
            others: gathered_if_any(OTHER),
            controls: gathered_if_any(CONTROL),
        }
    }
}

impl Kinds {
    /// Letters of ASCII, if the digits are known.
    #[inline(always)]
    pub(super) fn letters(&self) -> u64 {
        self.words & !self.digits
    }
}

/// Written so that the compiler does it to many bytes at once.
#[inline(always)]
fn kind_of(byte: u8) -> u8 {
    let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    let is_han = byte.wrapping_sub(0xE4) < 6;
    let is_first = byte >= 0xC0;
    let word = if is_letter | is_digit { WORD } else { 0 };
    let digit = if is_digit { DIGIT } else { 0 };
    let han = if is_han { HAN } else { 0 };
    let other = if is_first & !is_han { OTHER } else { 0 };
    let is_control = (byte < 0x20) & (byte.wrapping_sub(b'\t') >= 5) | (byte == 0x7F);
    let control = if is_control { CONTROL } else { 0 };
    word | digit | han | other | control
}

/// The bytes that are of a kind, as bits side by side.
#[inline(always)]
fn gathered(kinds: &[u8; BLOCK], kind: u8) -> u64 {
    let shift = kind.trailing_zeros();
    let mut bits = 0;
    for (at, eight) in kinds.as_chunks().0.iter().enumerate() {
        let ones = u64::from_le_bytes(*eight) >> shift & each(1);
        // Bit 8n times 2^(56 - 7n) is bit 56 + n, and no two products meet below.
        bits |= (ones.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
    }
    bits
}

/// Where `wanted` stands in a block.
pub(super) fn places_of(wanted: u8, block: &[u8; BLOCK]) -> u64 {
    let places = block.iter().enumerate();
    places.fold(0, |places, (at, &byte)| {
        places | u64::from(byte == wanted) << at
    })
}

/// Calls `each` with the number of every bit that is set, the lowest first.
#[inline(always)]
pub(super) fn each_bit(mut bits: u64, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// The eight bytes of a window from byte `at` of its block on.
#[inline(always)]
pub(super) fn eight_at(window: &Window, at: usize) -> u64 {
    let eight = window[at % BLOCK..].first_chunk();
    eight.map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// How many bytes of a kind stand from `bit` of a block on; `next` tells of the block behind.
#[inline(always)]
pub(super) fn run_len(kind: u64, next: u64, bit: usize) -> u32 {
    let others = !(kind >> bit | next << 1 << (BLOCK - 1 - bit));
    others.trailing_zeros()
}

/// The first letters of a word of `len` letters, small; short words end with zeros.
#[inline(always)]
pub(super) fn key_of_word(eight: u64, len: u32) -> u64 {
    let beyond = (KEY as u32).saturating_sub(len.max(1)) * 8;
    (eight | each(0x20)) & (u64::MAX >> beyond)
}

/// The same of a word that is not in a window.
pub(super) fn key_of(word: &str) -> u64 {
    let mut eight = [0; KEY];
    let len = word.len().min(KEY);
    eight[..len].copy_from_slice(&word.as_bytes()[..len]);
    key_of_word(u64::from_le_bytes(eight), len as u32)
}

/// The same byte eight times.
pub(super) const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_bit_tells_of_its_byte(block in prop::collection::vec(any::<u8>(), BLOCK)) {
            let block: [u8; BLOCK] = block.try_into().expect("as long as a block");
            let kinds = Kinds::of::<true>(&block);
            for (at, byte) in block.into_iter().enumerate() {
                let bit = |bits: u64| bits >> at & 1 == 1;
                prop_assert_eq!(bit(kinds.words), byte.is_ascii_alphanumeric());
                prop_assert_eq!(bit(kinds.digits), byte.is_ascii_digit());
                prop_assert_eq!(bit(kinds.han), (0xE4..=0xE9).contains(&byte));
                prop_assert_eq!(bit(kinds.others), byte >= 0xC0 && !(0xE4..=0xE9).contains(&byte));
                let is_space = byte.is_ascii_whitespace() || byte == 0xB;
                prop_assert_eq!(bit(kinds.controls), byte.is_ascii_control() && !is_space);
                prop_assert_eq!(bit(places_of(b'\'', &block)), byte == b'\'');
            }
        }
    }
}
