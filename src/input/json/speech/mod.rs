//! Speech recognisers and contact centres: a file for each, which knows where that vendor keeps
//! words, speakers, roles and times.
//!
//! An adapter tells every piece to a [`talk::Talk`], which brings them into order and makes the
//! conversation. `fields` looks into records and says what is wrong with them, `times` reads the
//! many ways in which times are written.

pub(super) mod aliyun_asr;
pub(super) mod aliyun_sca;
pub(super) mod assemblyai;
pub(super) mod aws_pca;
pub(super) mod aws_transcribe;
pub(super) mod azure;
pub(super) mod azure_language;
pub(super) mod ccai;
pub(super) mod contact_lens;
pub(super) mod deepgram;
pub(super) mod elevenlabs;
mod fields;
pub(super) mod funasr;
pub(super) mod genesys;
pub(super) mod gladia;
pub(super) mod gong;
pub(super) mod google;
pub(super) mod huawei;
pub(super) mod ibm;
pub(super) mod revai;
pub(super) mod speechmatics;
mod talk;
pub(super) mod tencent;
pub(super) mod tencent_meeting;
mod times;
#[cfg(test)]
mod trial;
pub(super) mod utterances;
pub(super) mod volcengine;
pub(super) mod vosk;
pub(super) mod whisper;
pub(super) mod whisper_chunks;
