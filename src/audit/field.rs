//! Fields by which conversations are grouped.

use super::conversation::Conversation;
use super::period::Day;
use serde_json::Value;
use std::borrow::Cow;

/// What records call the fields that reports call by one name. A field of the very name comes first.
const OTHER_NAMES: [(&str, &[&str]); 4] = [
    (
        "team",
        &[
            "group",
            "team_name",
            "group_name",
            "team_id",
            "department",
            "团队",
            "班组",
            "小组",
            "组",
            "部门",
        ],
    ),
    (
        "queue",
        &[
            "queue_name",
            "queueName",
            "qno",
            "skill_group",
            "skillGroupName",
            "技能组",
            "队列",
        ],
    ),
    ("channel", &["source", "media_type", "渠道", "来源"]),
    (
        "customer",
        &[
            "customer_id",
            "customerId",
            "customer_name",
            "user_id",
            "uid",
            "from",
            "客户",
            "用户",
            "会员",
        ],
    ),
];

/// The value of the field `name` in a conversation. `agent`, `day`, `week` and `month` are known of
/// every format that has them; all else is a field of the record.
pub(super) fn value<'d>(conversation: &Conversation<'d>, name: &str) -> Option<Cow<'d, str>> {
    let day = || {
        conversation
            .document
            .started_at
            .as_deref()
            .and_then(Day::of)
    };
    match name {
        "agent" => conversation.agent().map(Cow::Borrowed),
        "day" => day().map(|day| Cow::Owned(day.to_string())),
        "week" => day().map(|day| Cow::Owned(day.week())),
        "month" => day().map(|day| Cow::Owned(day.month())),
        _ => of_record(conversation, name)
            .map(Cow::Borrowed)
            .or_else(|| of_json(conversation, name).map(Cow::Owned)),
    }
}

/// A field that the reader did not take out of the record: its name, or its path, `ticket.team` or
/// `/ticket/team`, in a record written as JSON.
fn of_json(conversation: &Conversation<'_>, name: &str) -> Option<String> {
    let document = conversation.document;
    let source = document.source.source(&document.text);
    if !source.trim_start().starts_with('{') {
        return None;
    }
    let record: Value = serde_json::from_str(source).ok()?;
    let found = match name.starts_with('/') {
        true => record.pointer(name)?,
        false => record.get(name).or_else(|| {
            let mut steps = name.split('.');
            steps.try_fold(&record, |value, step| value.get(step))
        })?,
    };
    match found {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(_) | Value::Bool(_) => Some(found.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
    .filter(|text| !text.is_empty())
}

fn of_record<'d>(conversation: &Conversation<'d>, name: &str) -> Option<&'d str> {
    let meta = &conversation.document.meta;
    let exact = |name: &str| meta.get(name);
    let in_any_case = |name: &str| {
        let mut fields = meta.iter();
        let found = fields.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    };
    let others = OTHER_NAMES.iter().find(|(field, _)| *field == name);
    let others = others.map_or(&[][..], |(_, names)| names);
    exact(name)
        .or_else(|| in_any_case(name))
        .or_else(|| others.iter().find_map(|name| in_any_case(name)))
        .map(str::trim)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checked;
    use crate::input::{Options, plan, read};

    /// The value of a field in the first conversation of a file.
    fn value_in(path: &str, text: &str, field: &str) -> Option<String> {
        let options = Options::default();
        let plan = plan(path, text.as_bytes(), true, &options).expect("a format");
        let mut documents = read(&plan, text.as_bytes().to_vec(), &options).expect("text");
        let document = documents.next().expect("a document").expect("a record");
        let checked = Checked::default();
        let conversation = Conversation::all_of(&document, &checked).next();
        let conversation = conversation.expect("a conversation");
        value(&conversation, field).map(Cow::into_owned)
    }

    #[test]
    fn fields_of_records_and_columns_of_tables() {
        let record = r#"{"id":"1","agent":"王芳","team":"一组","started_at":"2024-05-11T23:00:00+08:00","vip":true,"ticket":{"shop":{"name":"东店"},"rank":3},"text":"您好"}"#;
        for (field, value) in [
            ("agent", "王芳"),
            ("team", "一组"),
            ("Team", "一组"),
            ("day", "2024-05-11"),
            ("week", "2024-W19"),
            ("month", "2024-05"),
            ("vip", "true"),
            ("ticket.shop.name", "东店"),
            ("/ticket/rank", "3"),
        ] {
            let found = value_in("calls.jsonl", record, field);
            assert_eq!(found.as_deref(), Some(value), "{field}");
        }
        for no_field in ["queue", "ticket", "ticket.nothing", "/x"] {
            assert_eq!(
                value_in("calls.jsonl", record, no_field),
                None,
                "{no_field}"
            );
        }
        let table = "内容,客服,班组,时间\n您好,王芳,一组,2024年5月11日 10:00\n";
        for (field, value) in [
            ("agent", "王芳"),
            ("team", "一组"),
            ("班组", "一组"),
            ("month", "2024-05"),
        ] {
            let found = value_in("calls.csv", table, field);
            assert_eq!(found.as_deref(), Some(value), "{field}");
        }
    }
}
