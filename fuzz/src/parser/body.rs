//! JSON: core's strict reader against another one, each request body, and the reports of mail transports.

use std::fmt::Debug;

use hallpass_core::account::Run;
use hallpass_core::canonical;
use hallpass_core::mail::{MailEvent, postmark_event, resend_event};
use hallpass_core::token::json::{self, Object, Value};
use hallpass_protocol::request::{self, BadRequest, CheckCaller};

use super::Answer;

/// How many bodies there are; the first byte of an input names one.
pub(crate) const BODIES: u8 = 26;

/// Reads the rest of the input as the body that its first byte names.
pub(super) fn answer(input: &[u8]) -> Answer {
    let Some((which, body)) = input.split_first() else {
        return Answer::refused("empty");
    };
    if let Ok(text) = str::from_utf8(body) {
        agree(text);
    }
    let which = which.wrapping_sub(b'a') % BODIES;
    let run = |is_dry: bool| if is_dry { Run::Dry } else { Run::Real };
    match which {
        0 => answer_of(request::name_only(body)),
        1 | 2 => answer_of(request::convert(body, run(which == 2))),
        3 | 4 => answer_of(request::revert(body, run(which == 4))),
        5 => answer_of(request::update(body)),
        6 => answer_of(request::assignment(body)),
        7 => answer_of(request::new_invite(body)),
        8 => answer_of(request::resend(body)),
        9 => answer_of(request::invite_reference(body)),
        10 => answer_of(request::preview(body)),
        11 => answer_of(request::accounts(body)),
        12 => answer_of(request::sign_in(body)),
        13 => answer_of(request::check(body, CheckCaller::Bearer)),
        14 => answer_of(request::check(body, CheckCaller::Service)),
        15 => answer_of(request::new_team(body)),
        16 => answer_of(request::known_user(body)),
        17 => answer_of(request::host_event(body)),
        18 => answer_of(request::member_update(body)),
        19 => answer_of(request::invite_update(body)),
        20 => answer_of(request::review_decision(body)),
        21 => answer_of(request::new_project(body)),
        22 => answer_of(request::project_update(body)),
        23 => answer_of(request::bulk_invites(body)),
        24 => mail_event(body, resend_event),
        _ => mail_event(body, postmark_event),
    }
}

/// What a mail's transport reports.
fn mail_event(body: &[u8], read: fn(&serde_json::Value) -> Option<MailEvent>) -> Answer {
    let event = serde_json::from_slice(body).ok();
    match event.as_ref().and_then(read) {
        Some(event) => Answer::accepted(format!("{event:?}")),
        None => Answer::refused("no report"),
    }
}

fn answer_of<T: Debug>(read: Result<T, BadRequest>) -> Answer {
    match read {
        Ok(read) => Answer::accepted(format!("{read:?}")),
        Err(wrong) => Answer::refused(format!("{wrong:?}")),
    }
}

/// What the strict reader takes, another reader sees in the same way, and its canonical form is read again as the same.
fn agree(text: &str) {
    let Ok(strict) = json::parse(text) else {
        return;
    };
    let other: serde_json::Value = serde_json::from_str(text).unwrap();
    same(&strict, &other);
    if let Value::Object(object) = strict {
        let canonical = canonical::object_to_string(&object);
        let again = Object::parse(&canonical);
        assert!(again.is_ok(), "canonical JSON is strict");
        let twice = again.map(|again| canonical::object_to_string(&again));
        assert!(twice == Ok(canonical), "canonical is canonical");
    }
}

fn same(one: &Value, other: &serde_json::Value) {
    use serde_json::Value as Other;
    match (one, other) {
        (Value::Null, Other::Null) => {}
        (Value::Bool(one), Other::Bool(other)) => assert_eq!(one, other),
        (Value::Integer(one), Other::Number(other)) => assert_eq!(Some(*one), other.as_i64()),
        (Value::Text(one), Other::String(other)) => assert_eq!(one, other),
        (Value::Array(one), Other::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter()
                .zip(other)
                .for_each(|(one, other)| same(one, other));
        }
        (Value::Object(one), Other::Object(other)) => {
            assert_eq!(one.iter().len(), other.len(), "no key is lost");
            for (key, value) in one.iter() {
                same(value, &other[key]);
            }
        }
        _ => panic!("two readers see two things"),
    }
}
