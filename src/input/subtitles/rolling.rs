//! Captions that roll: each cue shows the last line of the one before again, above a new one.
//!
//! YouTube's automatic captions do so. Without care every word would be found two or three times.

use super::Told;
use super::payload::Part;

/// Cues of rolling captions follow each other without a pause, in seconds.
const NO_PAUSE: f64 = 0.1;

/// No more lines than these roll.
const LINES: usize = 3;

/// Takes out the lines that only show again what the cue before said.
pub(super) fn drop_repeats(told: &mut [Told]) {
    let mut repeats: Vec<usize> = told
        .windows(2)
        .map(|pair| repeated(&pair[0], &pair[1]))
        .collect();
    let rolls = |(told, &repeats): (&Told, &usize)| {
        repeats > 0 && (told.has_stamps || told.parts.len() > repeats)
    };
    // One cue that shows an old line above a new one says that the whole file rolls. Elsewhere
    // two cues of the same words were said twice.
    if !told.iter().skip(1).zip(&repeats).any(rolls) {
        repeats.fill(0);
    }
    for (told, repeats) in told.iter_mut().skip(1).zip(repeats) {
        told.parts.drain(..repeats);
    }
}

/// How many first lines of `next` are the last ones of `told`.
fn repeated(told: &Told, next: &Told) -> usize {
    let (Some(end), Some(start)) = (told.cue.end, next.cue.start) else {
        return 0;
    };
    if (start - end).abs() > NO_PAUSE {
        return 0;
    }
    let most = LINES.min(told.parts.len()).min(next.parts.len());
    let shows_again = |count: &usize| {
        let last = &told.parts[told.parts.len() - count..];
        last.iter()
            .zip(&next.parts[..*count])
            .all(|(one, other)| is_same(one, other))
    };
    (1..=most).rev().find(shows_again).unwrap_or(0)
}

fn is_same(one: &Part, other: &Part) -> bool {
    let words = one.words.text.trim();
    // A dash begins what somebody else says, be it the same.
    words == other.words.text.trim() && !words.starts_with('-') && one.voice == other.voice
}
