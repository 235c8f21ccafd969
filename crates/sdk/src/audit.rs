//! The audit chain, followed by its reader.

use hallpass_core::audit::{Actor, Detail, Details, Draft, Event, Head, Outcome, Resource, chain};
use hallpass_core::token::json::{NotStrict, Object, Value};
use hallpass_core::{AccountId, Code, canonical};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;

/// Follows an account's audit chain and gives the head `{count, hash}` that it leads to, to be compared with
/// a signed one.
///
/// Takes `{account, from?: {count, hash}, events}`, events oldest first; without `from` they begin with the
/// account's first. Names are not hashed, so they are passed over.
///
/// # Errors
/// `conflict` at the first event that was changed, or that does not belong behind the one before it;
/// `invalid_request` for text that is not that.
#[wasm_bindgen(js_name = verifyAudit)]
pub fn verify_audit(chain: &str) -> Result<String, Failure> {
    let (from, events) =
        chain_from(chain).map_err(|NotStrict| Failure::misused("not an audit chain"))?;
    let head = chain::verify(from, &events).map_err(|error| Failure::new(Code::Conflict, error))?;
    let told = Object::default()
        .with("count", head.count)
        .with("hash", head.hash.to_string());
    Ok(canonical::object_to_string(&told))
}

fn chain_from(text: &str) -> Result<(Head, Vec<Event>), NotStrict> {
    let mut json = Object::parse(text)?;
    let account: AccountId = json.take_parsed("account")?;
    let from = match json.take("from") {
        None => chain::start(account),
        Some(from) => {
            let mut from = from.object()?;
            Head {
                count: from.take_count("count")?,
                hash: from.take_parsed("hash")?,
            }
        }
    };
    Ok((from, json.take_list("events", event_from)?))
}

fn event_from(json: Value) -> Result<Event, NotStrict> {
    let mut json = json.object()?;
    let code = json.take_optional_text("code")?;
    let outcome = match (json.take_text("outcome")?.as_str(), code.as_deref()) {
        ("done", None) => Outcome::Done,
        ("refused", Some(code)) => Outcome::Refused(Code::from_word(code).ok_or(NotStrict)?),
        _ => return Err(NotStrict),
    };
    let draft = Draft {
        id: json.take_parsed("id")?,
        at: json.take_parsed("at")?,
        actor: actor_from(json.take("actor").ok_or(NotStrict)?)?,
        action: json.take_parsed("action")?,
        resource: Resource {
            kind: json.take_parsed("resourceType")?,
            id: json.take_text("resourceId")?,
        },
        outcome,
        details: details_from(json.take("details").ok_or(NotStrict)?)?,
    };
    Ok(Event {
        draft,
        prev: json.take_parsed("prev")?,
        hash: json.take_parsed("hash")?,
    })
}

fn actor_from(json: Value) -> Result<Actor, NotStrict> {
    let mut json = json.object()?;
    Actor::from_words(&json.take_text("kind")?, &json.take_text("id")?).map_err(|_| NotStrict)
}

fn details_from(json: Value) -> Result<Details, NotStrict> {
    let mut details = Details::new();
    for (key, value) in json.object()? {
        details.insert(key, detail_from(value)?);
    }
    Ok(details)
}

fn detail_from(json: Value) -> Result<Detail, NotStrict> {
    match json {
        Value::Text(text) => Ok(Detail::Text(text)),
        Value::Integer(number) => Ok(Detail::Number(
            u64::try_from(number).map_err(|_| NotStrict)?,
        )),
        Value::Array(items) => Ok(Detail::List(
            items
                .into_iter()
                .map(Value::text)
                .collect::<Result<_, _>>()?,
        )),
        Value::Null | Value::Bool(_) | Value::Object(_) => Err(NotStrict),
    }
}
