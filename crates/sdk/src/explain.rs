//! Why not, and what would help.

use hallpass_core::explain::advice::{self, Advice, Row, Sight};
use hallpass_core::explain::{Colleague, Explanation};
use hallpass_core::token::json::{NotStrict, Object, Value};
use hallpass_core::{Name, RoleName, UserId, UserRef, canonical};
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StringDeserializer;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;
use crate::policy::policy_from;

/// Says why not, in the words that the edge uses too.
///
/// Takes what a client knows: `{query, denied, here?, ended, lost, state, invite?, policy, pages?, page?}` with `query` as
/// in `client.explain` or `client.diagnose`, `here` the account that is shown, `state` `{status, user?, accounts,
/// inboxCount}` as in `client.state`, and `invite` the one that is asked about. Gives an `Explanation`;
/// `null` when nothing stands in the way; `{more: true, pages}` when it takes one more page of members to say: ask again
/// with that `page`, and with these `pages`, which it has seen.
///
/// # Errors
/// `invalid_request` for text that is not that; `policy_mismatch` for a policy whose content is not that of
/// its id.
#[wasm_bindgen]
pub fn advise(seen: &str) -> Result<String, Failure> {
    let unread = |NotStrict| Failure::misused("not a question");
    let mut json = Object::parse(seen).map_err(unread)?;
    let policy = json.take("policy").ok_or(NotStrict);
    let policy = policy_from(policy.and_then(Value::object).map_err(unread)?)?;
    let mut pages = match json.take("pages") {
        None => Vec::new(),
        Some(Value::Array(pages)) => pages,
        Some(_) => return Err(unread(NotStrict)),
    };
    pages.extend(json.take("page"));
    let sight = sight_from(&json, &pages).map_err(unread)?;
    Ok(match advice::advise(&policy, sight) {
        Advice::Told(None) => "null".into(),
        Advice::Told(Some(found)) => canonical::object_to_string(&json_of(found)),
        Advice::ReadOn => {
            let told = Object::default().with("more", true);
            canonical::object_to_string(&told.with("pages", Value::Array(pages)))
        }
    })
}

fn sight_from<'a>(json: &'a Object, pages: &[Value]) -> Result<Sight<'a>, NotStrict> {
    let part = |key| json.get(key).and_then(Value::as_object).ok_or(NotStrict);
    let (query, state) = (part("query")?, part("state")?);
    let (named, here) = (text(query, "account")?, text(json, "here")?);
    let accounts = items(state, "accounts")?;
    let mut row = None;
    for account in accounts {
        let account = account.as_object().ok_or(NotStrict)?;
        let id = text(account, "id")?;
        if id.is_some() && id == named.or(here) {
            row = Some(row_from(account)?);
        }
    }
    let mut permissions = Vec::new();
    if let Some(name) = text(query, "permission")? {
        permissions.push(name);
    }
    // Of alternatives, the first.
    let any = items(query, "anyOf")?;
    for name in items(query, "allOf")?.iter().chain(any.first()) {
        permissions.push(name.as_text().ok_or(NotStrict)?);
    }
    let mut colleagues = Vec::new();
    let mut more = false;
    for page in pages {
        let page = page.as_object().ok_or(NotStrict)?;
        more = page.get("next").is_some();
        for member in items(page, "items")? {
            let member = member.as_object().ok_or(NotStrict)?;
            colleagues.push(Colleague {
                role: role_from(member)?.ok_or(NotStrict)?,
                user: user_from(member)?,
                owns: false,
            });
        }
    }
    let user = state.get("user").and_then(Value::as_object);
    Ok(Sight {
        denied: flag(json, "denied"),
        permissions,
        role: role_from(query)?,
        count: count(query, "count"),
        member: user_id(query, "member")?,
        invite: match json.get("invite").and_then(Value::as_object) {
            None => None,
            Some(invite) => text(invite, "status")?,
        },
        named: named.is_some(),
        away: named != here,
        signed_out: text(state, "status")? == Some("signed-out"),
        user: user.map_or(Ok(None), |user| user_id(user, "id"))?,
        row,
        lost: flag(json, "lost"),
        ended: flag(json, "ended"),
        invited: count(state, "inboxCount") > Some(0),
        elsewhere: accounts.len() > 1,
        colleagues,
        pages: pages.len(),
        more,
    })
}

fn text<'a>(json: &'a Object, key: &str) -> Result<Option<&'a str>, NotStrict> {
    match json.get(key) {
        None => Ok(None),
        Some(value) => value.as_text().map(Some).ok_or(NotStrict),
    }
}

fn items<'a>(json: &'a Object, key: &str) -> Result<&'a [Value], NotStrict> {
    json.get(key)
        .map_or(Ok(&[]), |list| list.as_items().ok_or(NotStrict))
}

fn flag(json: &Object, key: &str) -> bool {
    matches!(json.get(key), Some(Value::Bool(true)))
}

fn count(json: &Object, key: &str) -> Option<u64> {
    let number = json.get(key).and_then(Value::as_integer);
    number.and_then(|number| number.try_into().ok())
}

fn user_id(json: &Object, key: &str) -> Result<Option<UserId>, NotStrict> {
    match text(json, key)? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| NotStrict),
    }
}

fn role_from(json: &Object) -> Result<Option<RoleName>, NotStrict> {
    match text(json, "role")? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| NotStrict),
    }
}

fn row_from(json: &Object) -> Result<Row, NotStrict> {
    let owner = json.get("owner").and_then(Value::as_object);
    Ok(Row {
        role: role_from(json)?.ok_or(NotStrict)?,
        personal: text(json, "kind")? == Some("personal"),
        owner: owner.map(user_from).transpose()?,
    })
}

fn user_from(json: &Object) -> Result<UserRef, NotStrict> {
    Ok(UserRef {
        user: user_id(json, "user")?.ok_or(NotStrict)?,
        name: name_from(text(json, "name")?.ok_or(NotStrict)?)?,
    })
}

/// A name that the edge has sent. Only the edge can check one: the browser has no Unicode tables.
fn name_from(text: &str) -> Result<Name, NotStrict> {
    let text: StringDeserializer<serde::de::value::Error> = text.to_owned().into_deserializer();
    Name::deserialize(text).map_err(|_| NotStrict)
}

fn json_of(explanation: Explanation) -> Object {
    let colleague = |user: UserRef| {
        Object::default()
            .with("user", user.user.as_str())
            .with("name", user.name.as_str())
    };
    let roles = explanation.roles_that_would;
    let roles = roles
        .as_ref()
        .map(|roles| roles.iter().map(|role| role.as_str()).collect::<Vec<_>>());
    let who = explanation.ask_who;
    let who = who.map(|who| who.into_iter().map(colleague).collect::<Vec<_>>());
    Object::default()
        .with("reason", explanation.reason.as_str())
        .with("missing", explanation.missing)
        .with_optional("role", explanation.role.as_ref().map(|role| role.as_str()))
        .with_optional("rolesThatWould", roles)
        .with_optional("askWho", who)
        .with("whatToDo", explanation.what_to_do)
}
