//! Fields by which conversations are grouped.

use super::conversation::Conversation;
use super::period::Day;
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
        _ => of_record(conversation, name).map(Cow::Borrowed),
    }
}

fn of_record<'d>(conversation: &Conversation<'d>, name: &str) -> Option<&'d str> {
    let meta = &conversation.document.meta;
    let exact = |name: &str| meta.get(name).map(String::as_str);
    let in_any_case = |name: &str| {
        let mut fields = meta.iter();
        let found = fields.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    };
    let others = OTHER_NAMES.iter().find(|(field, _)| *field == name);
    let others = others.map_or(&[][..], |(_, names)| names);
    exact(name)
        .or_else(|| in_any_case(name))
        .or_else(|| others.iter().find_map(|name| in_any_case(name)))
        .map(str::trim)
        .filter(|value| !value.is_empty())
}
