//! JSON that is looked into without being copied: every value knows where it was written.

use super::string;
use crate::text::Mapped;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A JSON value as written. Looking into it reads it once more, a level at a time, so that what
/// nobody asks for is only skipped.
#[derive(Clone, Copy, Debug)]
pub(in crate::input) struct Node<'a>(&'a str);

/// The fields of an object, in the order of the file.
#[derive(Debug)]
pub(in crate::input) struct Object<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Node<'a> {
    /// The value that `text` is.
    pub(in crate::input) fn parse(text: &'a str) -> Result<Node<'a>, serde_json::Error> {
        serde_json::from_str::<&RawValue>(text).map(Node::of)
    }

    fn of(raw: &'a RawValue) -> Node<'a> {
        Node(raw.get())
    }

    /// A string, a number or one of the three words, checked by a scanner.
    pub(super) fn scanned(token: &'a str) -> Node<'a> {
        Node(token)
    }

    /// As it is written.
    pub(in crate::input) fn raw(self) -> &'a str {
        self.0
    }

    /// Its first byte in `source`, of which it is a part.
    pub(in crate::input) fn offset_in(self, source: &str) -> usize {
        self.0.as_ptr().addr() - source.as_ptr().addr()
    }

    /// True for null.
    pub(super) fn is_null(self) -> bool {
        self.first() == b'n'
    }

    fn first(self) -> u8 {
        self.0.as_bytes().first().copied().unwrap_or(b'n')
    }

    /// The fields, if it is an object.
    pub(in crate::input) fn object(self) -> Option<Object<'a>> {
        match self.first() {
            b'{' => serde_json::from_str(self.0).ok(),
            _ => None,
        }
    }

    /// The elements; none if it is no list.
    pub(in crate::input) fn list(self) -> Vec<Node<'a>> {
        match self.first() {
            b'[' => serde_json::from_str::<Vec<&RawValue>>(self.0)
                .map(|elements| elements.into_iter().map(Node::of).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// True for a list, even an empty one.
    pub(in crate::input) fn is_list(self) -> bool {
        self.first() == b'['
    }

    /// The value below, step by step: `results/channels/0`.
    pub(in crate::input) fn at(self, path: &str) -> Option<Node<'a>> {
        path.split('/')
            .filter(|step| !step.is_empty())
            .try_fold(self, |node, step| match step.parse::<usize>() {
                Ok(index) if node.is_list() => node.list().get(index).copied(),
                _ => node.object()?.get(step),
            })
    }

    /// The text of a string.
    pub(in crate::input) fn string(self) -> Option<Cow<'a, str>> {
        if self.first() != b'"' {
            return None;
        }
        match self.0.get(1..self.0.len() - 1) {
            Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
            _ => Some(Cow::Owned(string::mapped(self.0, 0).text)),
        }
    }

    /// The text of a string, and from there to `source`, of which the value is a part. `None` if
    /// it is no string.
    pub(in crate::input) fn mapped(self, source: &str) -> Option<Mapped> {
        (self.first() == b'"').then(|| string::mapped(self.0, self.offset_in(source)))
    }

    /// A string, number or truth value as text; `None` for null, lists and objects.
    pub(in crate::input) fn scalar(self) -> Option<Cow<'a, str>> {
        match self.first() {
            b'"' => self.string(),
            b'{' | b'[' | b'n' => None,
            _ => Some(Cow::Borrowed(self.0)),
        }
    }

    /// A number, also one that is written as a string.
    pub(in crate::input) fn number(self) -> Option<f64> {
        let number: f64 = self.scalar()?.trim().parse().ok()?;
        number.is_finite().then_some(number)
    }

    /// True or false.
    pub(in crate::input) fn truth(self) -> Option<bool> {
        match self.0 {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub(in crate::input) fn kind(self) -> &'static str {
        match self.first() {
            b'{' => "an object",
            b'[' => "a list",
            b'"' => "a string",
            b't' | b'f' => "true or false",
            b'n' => "null",
            _ => "a number",
        }
    }
}

impl<'a> Object<'a> {
    /// The field of that name, unless it is null.
    pub(in crate::input) fn get(&self, name: &str) -> Option<Node<'a>> {
        let mut fields = self.0.iter();
        fields
            .find(|(key, node)| key == name && !node.is_null())
            .map(|&(_, node)| node)
    }

    /// True if it has a field of that name, even if that is null.
    pub(in crate::input) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The first of these fields that is there and not null.
    pub(in crate::input) fn any(&self, names: &[&str]) -> Option<Node<'a>> {
        names.iter().find_map(|name| self.get(name))
    }

    /// All fields.
    pub(in crate::input) fn fields(&self) -> impl Iterator<Item = (&str, Node<'a>)> {
        self.0.iter().map(|(key, node)| (&**key, *node))
    }

    /// A field as text, if it is a string, a number or a truth value.
    pub(in crate::input) fn scalar(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name)?.scalar()
    }

    /// A field as a number.
    pub(in crate::input) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// The elements of a field that is a list; else none.
    pub(in crate::input) fn list(&self, name: &str) -> Vec<Node<'a>> {
        self.get(name).map(Node::list).unwrap_or_default()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(Node::of)
    }
}

/// The name of a field.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Key<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key, Node>()? {
                    fields.push((key, value));
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_what_they_are_and_where_they_were_written() {
        let text = r#" {"a": {"b": [1, "x\ny", null]}, "n": "2.5", "z": null}"#;
        let node = Node::parse(text).expect("valid");
        let inner = node.at("a/b/1").expect("is there");
        assert_eq!(inner.string().as_deref(), Some("x\ny"));
        assert_eq!(&text[inner.offset_in(text)..][..6], r#""x\ny""#);
        assert_eq!(node.at("n").and_then(Node::number), Some(2.5));
        let object = node.object().expect("an object");
        assert!(object.has("z") && object.get("z").is_none());
        assert_eq!(node.at("a").map(Node::kind), Some("an object"));
        assert_eq!(node.at("a/b/7").map(Node::raw), None);
    }
}
