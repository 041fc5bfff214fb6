//! Speech recognisers and contact centres.

pub(super) mod whisper;
