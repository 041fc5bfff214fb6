//! Which column of a table holds what, told by its name in either language.

use super::{Row, Words};
use crate::input::Options;
use crate::input::conversation::Conversation;
use crate::input::dialogue::dialogue;
use crate::input::roles::{RoleNames, normal};
use crate::text::SourceMap;
use smol_str::SmolStr;
use std::borrow::Cow;

/// What the user says about the columns of a table: names, or numbers from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnNames {
    /// The words.
    pub text: Option<String>,
    /// Who speaks: a role or a name.
    pub role: Option<String>,
    /// Which conversation a row belongs to.
    pub id: Option<String>,
    /// The agent of the conversation.
    pub agent: Option<String>,
    /// When it was said.
    pub time: Option<String>,
}

/// Names are compared in one case and one width, without blanks, `_` and `-`.
const TEXT: &[&str] = &[
    "内容",
    "消息内容",
    "消息",
    "聊天内容",
    "对话内容",
    "会话内容",
    "通话内容",
    "对话",
    "对话文本",
    "通话文本",
    "通话记录",
    "聊天记录",
    "会话记录",
    "对话记录",
    "转写文本",
    "转写内容",
    "转写结果",
    "录音文本",
    "识别结果",
    "识别文本",
    "文本",
    "文本内容",
    "话语",
    "正文",
    "发言",
    "发言内容",
    "回复内容",
    "回复",
    "客服回复",
    "客服话术",
    "话术",
    "邮件正文",
    "邮件内容",
    "工单内容",
    "內容",
    "訊息",
    "訊息內容",
    "對話",
    "對話內容",
    "文字",
    "通話內容",
    "text",
    "message",
    "messagetext",
    "messagebody",
    "messagecontent",
    "content",
    "body",
    "bodytext",
    "plainbody",
    "utterance",
    "transcript",
    "transcription",
    "transcripttext",
    "conversation",
    "conversationtext",
    "dialogue",
    "dialog",
    "chat",
    "chattranscript",
    "chattext",
    "calltranscript",
    "comment",
    "commentbody",
    "reply",
    "replytext",
    "response",
    "agentresponse",
    "words",
    "msg",
    "sentence",
    "phrase",
    "description",
    "emailbody",
    "speech",
];
const ROLE: &[&str] = &[
    "角色",
    "发送方",
    "发言人",
    "说话人",
    "发送人",
    "发送者",
    "发言者",
    "身份",
    "发言角色",
    "消息来源",
    "发送方角色",
    "发送者类型",
    "發送方",
    "發言人",
    "說話人",
    "speaker",
    "role",
    "sender",
    "sendertype",
    "senderrole",
    "from",
    "who",
    "author",
    "authortype",
    "authorrole",
    "participant",
    "participantrole",
    "party",
    "side",
    "speakerrole",
    "speakerlabel",
    "speakername",
    "sendername",
    "fromrole",
    "usertype",
    "actor",
    "channelrole",
];
const ID: &[&str] = &[
    "会话id",
    "会话编号",
    "会话号",
    "对话id",
    "对话编号",
    "通话id",
    "通话编号",
    "通话号",
    "通话流水号",
    "流水号",
    "录音编号",
    "录音id",
    "工单号",
    "工单编号",
    "工单id",
    "案件号",
    "會話編號",
    "conversationid",
    "callid",
    "ticketid",
    "ticketnumber",
    "ticketno",
    "sessionid",
    "chatid",
    "caseid",
    "casenumber",
    "contactid",
    "interactionid",
    "dialogueid",
    "dialogid",
    "threadid",
    "recordid",
    "conversation",
    "call",
    "ticket",
    "session",
    "case",
    "recordingid",
    "transcriptid",
    "convid",
    "id",
    "编号",
    "序号id",
];
const AGENT: &[&str] = &[
    "坐席",
    "座席",
    "客服",
    "坐席姓名",
    "坐席工号",
    "座席姓名",
    "座席工号",
    "客服姓名",
    "客服工号",
    "客服名称",
    "坐席名称",
    "坐席id",
    "客服id",
    "工号",
    "员工",
    "员工姓名",
    "员工工号",
    "客服人员",
    "接待客服",
    "话务员",
    "处理人",
    "受理人",
    "客服專員",
    "agent",
    "agentname",
    "agentid",
    "agentemail",
    "assignee",
    "assigneename",
    "rep",
    "repname",
    "owner",
    "handler",
    "operator",
    "csr",
    "advisor",
    "representative",
    "employee",
    "employeeid",
    "staff",
];
const TIME: &[&str] = &[
    "时间",
    "发送时间",
    "消息时间",
    "发言时间",
    "日期",
    "日期时间",
    "创建时间",
    "通话时间",
    "开始时间",
    "会话时间",
    "对话时间",
    "时间戳",
    "發送時間",
    "時間",
    "time",
    "timestamp",
    "datetime",
    "date",
    "createdat",
    "createdtime",
    "creationtime",
    "sentat",
    "sendtime",
    "senttime",
    "start",
    "starttime",
    "begin",
    "begintime",
    "startedat",
    "messagetime",
    "offset",
    "startseconds",
];

/// The columns of a table, by number from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: usize,
    pub(super) role: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) agent: Option<usize>,
    pub(super) time: Option<usize>,
    /// Columns that are carried along, in the order of their names.
    pub(super) others: Vec<(usize, SmolStr)>,
}

impl Columns {
    /// The columns that `head` names; `None` if none holds words.
    pub(super) fn named(head: &impl Row, options: &Options) -> Option<Columns> {
        let asked = options.columns.text.as_deref();
        let text = column(&names(head), asked, TEXT, &mut Vec::new())?;
        Some(Columns::around(text, head, options))
    }

    /// The columns of `head` if a cell of `row` holds a whole dialogue.
    pub(super) fn by_dialogue<R: Row>(
        head: &R,
        row: &R,
        source: &str,
        options: &Options,
    ) -> Option<Columns> {
        if options.columns.text.is_some() {
            return None;
        }
        let names = RoleNames::new(options);
        let holds_dialogue = |&index: &usize| {
            let mut conversation = Conversation::new(SourceMap::cells(), &names);
            dialogue(&row.words(index).mapped(source), &names, &mut conversation)
        };
        let text = (0..row.len()).find(holds_dialogue)?;
        Some(Columns {
            // The dialogue names its own speakers.
            role: None,
            ..Columns::around(text, head, options)
        })
    }

    /// The columns of `head`, of which number `text` holds the words.
    fn around(text: usize, head: &impl Row, options: &Options) -> Columns {
        let asked = &options.columns;
        let names = names(head);
        let mut taken = vec![text];
        let id = column(&names, asked.id.as_deref(), ID, &mut taken);
        let role = column(&names, asked.role.as_deref(), ROLE, &mut taken);
        let agent = column(&names, asked.agent.as_deref(), AGENT, &mut taken);
        let time = column(&names, asked.time.as_deref(), TIME, &mut taken);
        let others = (0..head.len())
            .filter(|index| !taken.contains(index) && !names[*index].is_empty())
            .map(|index| (index, SmolStr::new(head.text(index).trim())));
        let mut others: Vec<_> = others.collect();
        others.sort_by(|(_, one), (_, other)| one.cmp(other));
        Columns {
            text,
            role,
            id,
            agent,
            time,
            others,
        }
    }

    /// What to do about a table without a column of words.
    pub(super) fn missing(head: &impl Row, options: &Options) -> String {
        let names: Vec<Cow<'_, str>> = (0..head.len().min(12))
            .map(|index| head.text(index))
            .collect();
        let names = names.join(", ");
        match &options.columns.text {
            Some(asked) => format!("there is no column `{asked}`; the first row holds: {names}"),
            None => format!(
                "no column is known to hold the words (the first row holds: {names}); \
                 name it with --text-column NAME, or by number"
            ),
        }
    }

    /// More than the words is named, so that this is no prose.
    pub(super) fn is_telling(&self) -> bool {
        [self.role, self.id, self.agent, self.time]
            .iter()
            .any(Option::is_some)
    }

    /// Every row is a document of its own: nothing says that rows belong together.
    pub(super) fn rows_are_documents(&self) -> bool {
        self.role.is_none()
    }
}

fn names(head: &impl Row) -> Vec<String> {
    (0..head.len())
        .map(|index| key(&head.text(index)))
        .collect()
}

/// The column that the user names, else the first known name of those, in the order of names.
fn column(
    names: &[String],
    asked: Option<&str>,
    known: &[&str],
    taken: &mut Vec<usize>,
) -> Option<usize> {
    let free = |index: &usize| !taken.contains(index);
    let found = match asked {
        Some(asked) => names
            .iter()
            .position(|name| *name == key(asked))
            .or_else(|| {
                let number: usize = asked.trim().parse().ok()?;
                number.checked_sub(1).filter(|index| *index < names.len())
            }),
        None => known.iter().find_map(|known| {
            let mut places = names.iter().enumerate();
            let place = places.find(|(index, name)| name == known && free(index));
            place.map(|(index, _)| index)
        }),
    };
    taken.extend(found);
    found
}

/// A name without case, width, blanks, and what stands in brackets behind it.
fn key(name: &str) -> String {
    let name = normal(name.trim().trim_start_matches('\u{FEFF}'));
    let name = name.split('(').next().unwrap_or_default();
    name.chars().filter(|mark| !mark.is_whitespace()).collect()
}
