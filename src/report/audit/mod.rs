//! Reports of an audit.

mod html;
#[allow(dead_code)] // its other users come with the tables
mod words;

pub use html::write_html;
