//! Looking into the records of others: what is missing or null is tolerated, what is of the wrong
//! kind is named.

use crate::input::json::node::{Node, Object};

/// The field at `path`, such as `result/text`, unless it is null.
pub(super) fn find<'a>(object: &Object<'a>, path: &str) -> Option<Node<'a>> {
    match path.split_once('/') {
        None => object.get(path),
        Some((first, rest)) => object
            .get(first)?
            .at(rest)
            .filter(|node| node.raw() != "null"),
    }
}

/// The first of the fields at `paths` that is there and not null.
pub(super) fn any<'a>(object: &Object<'a>, paths: &[&str]) -> Option<Node<'a>> {
    paths.iter().find_map(|path| find(object, path))
}

/// The first of these fields that is a string with something in it, a number or a truth value.
pub(super) fn scalar(object: &Object, paths: &[&str]) -> Option<String> {
    let mut values = paths.iter().filter_map(|path| find(object, path)?.scalar());
    values
        .find(|value| !value.trim().is_empty())
        .map(|value| value.into_owned())
}

/// The first of these fields that is a number, times `unit`.
pub(super) fn number(object: &Object, paths: &[&str], unit: f64) -> Option<f64> {
    let mut values = paths.iter().filter_map(|path| find(object, path)?.number());
    values.next().map(|value| value * unit)
}

/// The object at `path`, if there is one.
pub(super) fn object<'a>(object: &Object<'a>, path: &str) -> Result<Option<Object<'a>>, String> {
    match find(object, path) {
        None => Ok(None),
        Some(node) => match node.object() {
            None => Err(format!("\"{path}\" must be an object, not {}", node.kind())),
            object => Ok(object),
        },
    }
}

/// The elements of the list at `path`; none if it is missing or null.
pub(super) fn list<'a>(object: &Object<'a>, path: &str) -> Result<Vec<Node<'a>>, String> {
    match find(object, path) {
        None => Ok(Vec::new()),
        Some(node) if node.is_list() => Ok(node.list()),
        Some(node) => Err(format!("\"{path}\" must be a list, not {}", node.kind())),
    }
}

/// Reads each object of the list at `path`; what is wrong with one is told with its number.
pub(super) fn each<'a>(
    object: &Object<'a>,
    path: &str,
    read: impl FnMut(&Object<'a>) -> Result<(), String>,
) -> Result<(), String> {
    each_of(&list(object, path)?, path, read)
}

/// The same for the elements of a list, which people know as `path`.
pub(super) fn each_of<'a>(
    elements: &[Node<'a>],
    path: &str,
    mut read: impl FnMut(&Object<'a>) -> Result<(), String>,
) -> Result<(), String> {
    for (index, element) in elements.iter().enumerate() {
        let place = |wrong| format!("{path} {index} (counted from 0): {wrong}");
        match element.object() {
            Some(object) => read(&object).map_err(place)?,
            None if element.raw() == "null" => {}
            None => return Err(place(format!("must be an object, not {}", element.kind()))),
        }
    }
    Ok(())
}

/// The first object of the list at `path`.
pub(super) fn first<'a>(object: &Object<'a>, path: &str) -> Option<Object<'a>> {
    let elements = find(object, path)?.list();
    elements.into_iter().find_map(Node::object)
}

/// True if the first object of the list at `path` has all of these fields.
pub(super) fn first_has(object: &Object, path: &str, names: &[&str]) -> bool {
    first(object, path).is_some_and(|first| names.iter().all(|name| first.has(name)))
}

/// True if the value at `path` is a list, even an empty one.
pub(super) fn has_list(object: &Object, path: &str) -> bool {
    find(object, path).is_some_and(Node::is_list)
}
