//! Documents, rules and findings made by hand for the tests of the formats.

use super::{ErrorRecord, Format, Page, Reporter, Style, Summary};
use crate::check::{Checked, Excuse, Excused, Finding};
use crate::document::{Cue, Document, Kind, Note, NoteCode, Role, Skip, SkipReason, Turn};
use crate::rules::{Enabled, JudgedRole, Late, Origin, Rule, RuleSet, Severity};
use crate::text::{self, LineBreaks, SourceMap, Span};
use std::io::Write;

/// A page that owns what it shows.
pub(super) struct Sample {
    pub(super) path: &'static str,
    pub(super) document: Document,
    pub(super) rules: RuleSet,
    pub(super) checked: Checked,
}

impl Sample {
    fn new(path: &'static str, document: Document) -> Self {
        Sample {
            path,
            document,
            rules: rules(),
            checked: Checked::default(),
        }
    }

    pub(super) fn page(&self) -> Page<'_> {
        let Sample {
            path,
            document,
            rules,
            checked,
        } = self;
        Page {
            path,
            document,
            rules,
            checked,
        }
    }

    /// The `nth` (from 0) place of `words` is a hit of the rule `id`.
    fn hit(&self, id: &str, words: &str, nth: usize) -> Finding {
        let (at, _) = self
            .document
            .text
            .match_indices(words)
            .nth(nth)
            .expect("in the text");
        let turns = &self.document.turns;
        Finding {
            span: Span::new(at, at + words.len()),
            rule: self
                .rules
                .rules
                .iter()
                .position(|rule| rule.id == id)
                .expect("a rule"),
            turn: turns
                .iter()
                .rposition(|turn| turn.span.start <= at)
                .expect("a turn"),
        }
    }

    pub(super) fn find(mut self, id: &str, words: &str, nth: usize) -> Self {
        self.checked.findings.push(self.hit(id, words, nth));
        self
    }

    pub(super) fn excuse(
        mut self,
        id: &str,
        words: &str,
        nth: usize,
        excuse: Excuse,
        because: Option<&str>,
    ) -> Self {
        let finding = self.hit(id, words, nth);
        let because = because.map(str::to_owned);
        self.checked.excused.push(Excused {
            finding,
            excuse,
            because,
        });
        self
    }
}

/// What `format` makes of one page.
pub(super) fn render(format: Format, style: Style, sample: &Sample) -> String {
    written(|out| Reporter { format, style }.page(out, &sample.page()))
}

pub(super) fn render_error(format: Format, error: &ErrorRecord) -> String {
    written(|out| {
        Reporter {
            format,
            ..Reporter::default()
        }
        .error(out, error)
    })
}

pub(super) fn render_summary(format: Format, style: Style, summary: &Summary) -> String {
    written(|out| Reporter { format, style }.finish(out, summary))
}

fn written(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

fn rule(id: &str, family: &str, title: &str, severity: Severity) -> Rule {
    let (pack, _) = id.split_once('/').expect("pack/name");
    Rule {
        id: id.to_owned(),
        pack: pack.into(),
        lang: pack.into(),
        family: family.into(),
        title: title.into(),
        why: "".into(),
        source: None,
        severity,
        role: JudgedRole::Agent,
        enabled: Enabled::Yes,
        points: severity.default_points(),
        veto: false,
        phrases: Late::default(),
        patterns: Vec::new(),
        harmless: Late::default(),
        unless: Late::default(),
        only: Late::default(),
        instead: Vec::new(),
        fix: Vec::new(),
        flags: Late::default(),
        allows: Late::default(),
        origin: Origin {
            file: "rules.toml".into(),
            line: 1,
            column: 1,
        },
    }
}

fn rules() -> RuleSet {
    let not_ours = Rule {
        why: "急于辩解只会激化客户情绪。".into(),
        instead: vec![
            "您的心情我理解，我马上帮您核实。".to_owned(),
            "我来负责跟进，有结果第一时间告诉您。".to_owned(),
        ],
        ..rule(
            "zh/not-ours",
            "deny-responsibility",
            "急于推脱",
            Severity::Error,
        )
    };
    let some_other_day = Rule {
        why: "“改天”属于不确定的时间，客户听到的是推托。应说明具体的解决时间，给客户信心。".into(),
        instead: vec!["我会在<具体时间>前为您处理好，并给您回电。".to_owned()],
        ..rule(
            "zh/some-other-day",
            "vague-timing",
            "消极拖延",
            Severity::Warning,
        )
    };
    let not_our_fault = Rule {
        why:
            "Customers hear that they are on their own. Take the case first, find the cause later."
                .into(),
        instead: vec!["I'm sorry about this. Let me find out what happened and fix it.".to_owned()],
        fix: vec!["something I will look into right away".to_owned()],
        ..rule(
            "en/not-our-fault",
            "deny-responsibility",
            "Denies responsibility",
            Severity::Error,
        )
    };
    let soon = rule("en/soon", "vague-timing", "vague-timing", Severity::Info);
    RuleSet::from_iter([not_ours, some_other_day, not_our_fault, soon])
}

/// A labelled transcript, in which a turn goes from each label to the end of its line.
fn labelled(lines: &[(&str, Role, &str)]) -> Document {
    let kind = Kind::Conversation {
        line_breaks: LineBreaks::EndSentence,
    };
    let mut text = String::new();
    let mut turns = Vec::new();
    for &(label, role, words) in lines {
        text += label;
        let span = Span::new(text.len(), text.len() + words.len());
        let speaker = label.split([' ', '：', ':']).next().map(Into::into);
        turns.push(Turn {
            span,
            role,
            speaker,
        });
        text += words;
        text += "\n";
    }
    let mut document = Document::new(kind, text, SourceMap::identity(1));
    document.turns = turns.into();
    document
}

pub(super) fn transcript() -> Sample {
    let document = labelled(&[
        (
            "客户：",
            Role::Customer,
            "你们的设备又坏了，是不是你们的责任？",
        ),
        ("客服：", Role::Agent, "这不是我们的责任，您找厂家吧。"),
        ("客服 10:32:05: ", Role::Agent, "改天给您处理。"),
        (
            "客服：",
            Role::Agent,
            "都说了这不是我们的责任，改天，最晚今天18点前给您处理。",
        ),
    ]);
    Sample::new("call.txt", document)
        .find("zh/not-ours", "这不是我们的责任", 0)
        .find("zh/some-other-day", "改天给您处理", 0)
        .find("zh/not-ours", "这不是我们的责任", 1)
        .excuse(
            "zh/some-other-day",
            "改天",
            1,
            Excuse::Unless,
            Some("{deadline}"),
        )
}

pub(super) fn unknown_roles() -> Sample {
    let document = labelled(&[("张三：", Role::Unknown, "这不是我们的责任")]);
    let mut sample = Sample::new("call.txt", document).find("zh/not-ours", "这不是我们的责任", 0);
    sample.document.notes.push(Note {
        code: NoteCode::RolesUnknown,
        message: "no label tells who is the agent, so every turn is judged".to_owned(),
        subject: "张三".to_owned(),
    });
    sample
}

pub(super) fn draft(path: &'static str, text: &str) -> Sample {
    Sample::new(path, Document::draft(text))
}

pub(super) fn english_draft() -> Sample {
    let text = "Dear Ms Chen,\n\nThat is not our fault, we will fix it soon.\n\nBest regards\n";
    draft("draft.md", text)
        .find("en/not-our-fault", "not our fault", 0)
        .find("en/soon", "soon", 0)
}

pub(super) fn wrapped_draft() -> Sample {
    let document = Document::draft("您好，\r\n\t👩‍🔧说：这不是我们的\r\n  责任，请见谅。\r\n");
    let words = "这不是我们的\r\n  责任";
    Sample::new("draft.txt", document).find("zh/not-ours", words, 0)
}

pub(super) fn draft_with_quote() -> Sample {
    let mut document =
        Document::draft("您好，\n> 这不是你们的责任吗？\n> 请尽快回复\n我今天18点前给您处理。\n");
    let start = document.text.find('>').expect("a quote");
    let end = document.text.find("我今天").expect("an answer");
    document.skips = vec![Skip {
        span: Span::new(start, end),
        reason: SkipReason::Quote,
    }];
    Sample::new("draft.md", document)
}

pub(super) fn nothing_found() -> Sample {
    Sample::new("good.txt", Document::draft("您好，我今天18点前给您处理。"))
}

pub(super) fn without_places() -> Sample {
    let text = "这不是我们的责任".to_owned();
    let mut document = Document::new(Kind::Draft, text, SourceMap::cells());
    let span = Span::new(0, document.text.len());
    document.turns.push(Turn {
        span,
        role: Role::Agent,
        speaker: None,
    });
    Sample::new("call.docx", document).find("zh/not-ours", "这不是我们的责任", 0)
}

/// The third line of a JSONL file.
pub(super) fn decoded_conversation() -> Sample {
    let source = r#"{"id":"call-0042","turns":[{"speaker":"客户","text":"又坏了"},{"text":"您好，这不是我们的责任","speaker":"客服","start":83.2}]}"#;
    let words = ["又坏了", "您好，这不是我们的责任"];
    let text = words.join("\n");
    let mut map = SourceMap::decoded(source.to_owned(), text::Origin::at_line(3));
    let (mut turns, mut cues) = (Vec::new(), Vec::new());
    for (words, role, speaker) in [
        (words[0], Role::Customer, "客户"),
        (words[1], Role::Agent, "客服"),
    ] {
        let at = text.find(words).expect("in the text");
        let span = Span::new(at, at + words.len());
        map.push_same(span, source.find(words).expect("in the source"));
        cues.push(Cue {
            at,
            start: if role == Role::Agent { 83.2 } else { 80.0 },
        });
        turns.push(Turn {
            span,
            role,
            speaker: Some(speaker.into()),
        });
    }
    let kind = Kind::Conversation {
        line_breaks: LineBreaks::Wrap,
    };
    let mut document = Document::new(kind, text, map);
    document.turns = turns.into();
    document.cues = cues;
    document.id = Some("call-0042".into());
    Sample::new("calls.jsonl", document).find("zh/not-ours", "这不是我们的责任", 0)
}
