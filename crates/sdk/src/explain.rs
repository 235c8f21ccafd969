//! Why not, and what would help.

use hallpass_core::explain::{self, Colleague, Explanation, Question, Situation};
use hallpass_core::token::json::{NotStrict, Object, Value};
use hallpass_core::{Name, UserId, UserRef, canonical};
use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StringDeserializer;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;
use crate::policy::policy_from;

/// Explains a no, in the words that the edge uses too.
///
/// Takes `{policy, permissions, situation, user?, colleagues?, count?, supportUrl?}` with `situation`
/// `{is, role?, owns?}` and `colleagues` `[{user, name, role, owns?}]`, and gives an `Explanation`, or `null`
/// when nothing stands in the way.
///
/// # Errors
/// `invalid_request` for text that is not that; `policy_mismatch` for a policy whose content is not that of
/// its id.
#[wasm_bindgen]
pub fn explain(question: &str) -> Result<String, Failure> {
    let asked = asked(question).map_err(|NotStrict| Failure::misused("not a question"))?;
    let policy = policy_from(asked.policy)?;
    let permissions: Vec<&str> = asked.permissions.iter().map(String::as_str).collect();
    let explanation = explain::explain(
        &policy,
        &Question {
            permissions: &permissions,
            situation: &asked.situation,
            user: asked.user.as_ref(),
            colleagues: &asked.colleagues,
            count: asked.count,
            support_url: asked.support_url.as_deref(),
        },
    );
    Ok(explanation.map_or_else(
        || "null".into(),
        |found| canonical::object_to_string(&json_of(found)),
    ))
}

struct Asked {
    policy: Object,
    permissions: Vec<String>,
    situation: Situation,
    user: Option<UserId>,
    colleagues: Vec<Colleague>,
    count: Option<u64>,
    support_url: Option<String>,
}

fn asked(text: &str) -> Result<Asked, NotStrict> {
    let mut json = Object::parse(text)?;
    let user = json.take_optional_text("user")?;
    let count = json
        .take("count")
        .map(|count| Object::default().with("count", count));
    Ok(Asked {
        policy: json.take("policy").ok_or(NotStrict)?.object()?,
        permissions: json.take_list("permissions", Value::text)?,
        situation: situation_from(json.take("situation").ok_or(NotStrict)?)?,
        user: user
            .map(|user| user.parse().map_err(|_| NotStrict))
            .transpose()?,
        colleagues: json.take_list("colleagues", colleague_from)?,
        count: count
            .map(|mut count| count.take_count("count"))
            .transpose()?,
        support_url: json.take_optional_text("supportUrl")?,
    })
}

fn situation_from(json: Value) -> Result<Situation, NotStrict> {
    let mut json = json.object()?;
    match json.take_text("is")?.as_str() {
        "signedOut" => Ok(Situation::SignedOut),
        "stranger" => Ok(Situation::Stranger),
        "elsewhere" => Ok(Situation::Elsewhere),
        "former" => Ok(Situation::Former),
        "tokenExpired" => Ok(Situation::TokenExpired),
        "overBudget" => Ok(Situation::OverBudget),
        "member" => Ok(Situation::Member {
            role: json.take_parsed("role")?,
            owns: owns(&mut json),
        }),
        _ => Err(NotStrict),
    }
}

fn colleague_from(json: Value) -> Result<Colleague, NotStrict> {
    let mut json = json.object()?;
    let user = UserRef {
        user: json.take_parsed("user")?,
        name: name_from(json.take_text("name")?)?,
    };
    Ok(Colleague {
        user,
        role: json.take_parsed("role")?,
        owns: owns(&mut json),
    })
}

fn owns(json: &mut Object) -> bool {
    json.take("owns") == Some(Value::Bool(true))
}

/// A name that the edge has sent. Only the edge can check one: the browser has no Unicode tables.
fn name_from(text: String) -> Result<Name, NotStrict> {
    let text: StringDeserializer<serde::de::value::Error> = text.into_deserializer();
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
        .with_optional("supportUrl", explanation.support_url)
}
