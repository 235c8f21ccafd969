//! The audit chain, followed by its reader.

use hallpass_core::audit::walk::{Aim, Walk};
use hallpass_core::audit::{Actor, Detail, Details, Draft, Event, Head, Outcome, Resource, chain};
use hallpass_core::token::json::{NotStrict, Object, Value};
use hallpass_core::{AccountId, Code, Timestamp, canonical, limits};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;
use crate::token::audit_head_claims;

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
    Ok(canonical::object_to_string(&json_of(head)))
}

/// Follows an account's audit chain from its newest event back, page by page, up to the head that the edge has signed.
///
/// Takes `{account, known?: {count, hash}, events?, keys, page?}`, with `events` how far to go back at most, `keys` the
/// edge's key set as text, and `page` as `GET /v1/accounts/{id}/audit` gives it. Gives `{more: true, …}` as long as it
/// wants a page, the first or the next: ask again with that page, and with what this gave among the rest. At last gives
/// `{intact, count, checked, whole, head: {count, hash}, signedAt}`.
///
/// # Errors
/// `token_invalid` for a head that is not genuine; `unavailable` for a key set that cannot be used; `invalid_request`
/// for text that is not that.
#[wasm_bindgen(js_name = followAudit)]
pub fn follow_audit(asked: &str, now_seconds: f64) -> Result<String, Failure> {
    let unread = |NotStrict| Failure::misused("not an audit log");
    let mut json = Object::parse(asked).map_err(unread)?;
    let Some(page) = json.take("page") else {
        return Ok(r#"{"more":true}"#.into());
    };
    let mut page = page.object().map_err(unread)?;
    let aim = aim_from(&mut json).map_err(unread)?;
    let (mut walk, signed_at) = if json.get("next").is_some() {
        walk_from(&mut json).map_err(unread)?
    } else {
        // Only the first page's head is of use: later ones tell of what has been written since.
        let head = page.take_optional_text("head").map_err(unread)?;
        let keys = json.take_text("keys").map_err(unread)?;
        let claims = audit_head_claims(head.as_deref().unwrap_or(""), &keys, now_seconds)?;
        let mut walk = Walk::new(claims.head);
        walk.intact = claims.account == aim.account;
        let milliseconds = claims.issued_seconds.saturating_mul(1000);
        (walk, Timestamp::from_milliseconds(milliseconds))
    };
    let last = page.get("next").is_none();
    let events = page.take_list("items", event_from).map_err(unread)?;
    let enough = walk.follow(&aim, events, last);
    let told = Object::default()
        .with("head", json_of(walk.head))
        .with("signedAt", signed_at.to_string())
        .with("checked", walk.checked)
        .with("intact", walk.intact);
    let told = if enough {
        told.with("count", walk.head.count)
            .with("whole", walk.whole(&aim))
    } else {
        told.with("next", json_of(walk.next)).with("more", true)
    };
    Ok(canonical::object_to_string(&told))
}

fn aim_from(json: &mut Object) -> Result<Aim, NotStrict> {
    Ok(Aim {
        account: json.take_parsed("account")?,
        known: json.take("known").map(head_from).transpose()?,
        most: match json.take("events") {
            None => limits::FOLLOWED_EVENTS,
            // What is no number in JSON: without an end.
            Some(Value::Null) => u64::MAX,
            Some(most) => {
                let most = most.as_integer().ok_or(NotStrict)?;
                u64::try_from(most).unwrap_or(0)
            }
        },
    })
}

fn walk_from(json: &mut Object) -> Result<(Walk, Timestamp), NotStrict> {
    let walk = Walk {
        head: head_from(json.take("head").ok_or(NotStrict)?)?,
        next: head_from(json.take("next").ok_or(NotStrict)?)?,
        checked: json.take_count("checked")?,
        intact: json.take("intact") == Some(Value::Bool(true)),
    };
    Ok((walk, json.take_parsed("signedAt")?))
}

fn head_from(json: Value) -> Result<Head, NotStrict> {
    let mut json = json.object()?;
    Ok(Head {
        count: json.take_count("count")?,
        hash: json.take_parsed("hash")?,
    })
}

fn json_of(head: Head) -> Object {
    Object::default()
        .with("count", head.count)
        .with("hash", head.hash.to_string())
}

fn chain_from(text: &str) -> Result<(Head, Vec<Event>), NotStrict> {
    let mut json = Object::parse(text)?;
    let account: AccountId = json.take_parsed("account")?;
    let from = match json.take("from") {
        None => chain::start(account),
        Some(from) => head_from(from)?,
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
