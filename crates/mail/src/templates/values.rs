//! What a template can show.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use hallpass_core::Timestamp;
use minijinja::Value;

use super::Part;
use crate::language::Language;
use crate::outgoing::Outgoing;
use crate::text::{single_line, unlinked};

/// The values of a mail, for its texts and for its subject.
#[derive(Debug)]
pub(crate) struct Values {
    body: Fields,
    subject: Fields,
}

/// The variables of a template. Each is always defined: what a mail lacks is `none`.
#[derive(Clone, Debug)]
struct Fields {
    language: String,
    to: String,
    team: String,
    inviter: String,
    role: Option<String>,
    note: Option<String>,
    link: String,
    stop_link: String,
    expires: Option<Date>,
}

/// A time in UTC, in parts that each language puts together as it writes them.
#[derive(Clone, Debug)]
struct Date {
    year: i32,
    month: u32,
    day: u32,
    time: String,
}

impl Values {
    /// What people wrote is on one line, without formatting characters. In the texts it is also never turned into a link; a
    /// subject is not searched for any.
    pub(crate) fn of(mail: &Outgoing, language: &Language) -> Self {
        let fields = |person: fn(&str) -> String| Fields {
            language: language.to_string(),
            to: mail.to.to_unicode(),
            team: person(&mail.team),
            inviter: person(&mail.inviter),
            role: mail.role_title.as_deref().map(single_line),
            note: mail
                .note
                .as_deref()
                .map(person)
                .filter(|note| !note.is_empty()),
            link: mail.link.clone(),
            stop_link: mail.stop_link.clone(),
            expires: mail.expires_at.and_then(date),
        };
        Self {
            body: fields(unlinked),
            subject: fields(single_line),
        }
    }

    pub(super) fn of_part(&self, part: Part) -> Value {
        match part {
            Part::Subject => self.subject.to_value(),
            Part::Text | Part::Html => self.body.to_value(),
        }
    }
}

impl Fields {
    fn to_value(&self) -> Value {
        Value::from_pairs([
            ("language", Value::from(&self.language)),
            ("to", Value::from(&self.to)),
            ("team", Value::from(&self.team)),
            ("inviter", Value::from(&self.inviter)),
            ("role", Value::from(self.role.as_ref())),
            ("note", Value::from(self.note.as_ref())),
            ("link", Value::from(&self.link)),
            ("stop_link", Value::from(&self.stop_link)),
            (
                "expires",
                self.expires
                    .as_ref()
                    .map_or_else(|| Value::from(()), Date::to_value),
            ),
        ])
    }
}

impl Date {
    fn to_value(&self) -> Value {
        Value::from_pairs([
            ("year", Value::from(self.year)),
            ("month", Value::from(self.month)),
            ("day", Value::from(self.day)),
            ("time", Value::from(&self.time)),
        ])
    }
}

fn date(time: Timestamp) -> Option<Date> {
    let time = DateTime::<Utc>::from_timestamp_millis(time.milliseconds())?;
    Some(Date {
        year: time.year(),
        month: time.month(),
        day: time.day(),
        time: format!("{:02}:{:02}", time.hour(), time.minute()),
    })
}
