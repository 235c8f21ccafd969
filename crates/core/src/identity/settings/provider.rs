//! One provider of the setting.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::{
    Algorithm, Audience, Identifies, Issuer, LOCAL_PROVIDER, Provider, Services, Subjects,
};
use super::fields::{Fields, Mistakes, kind_of, quoted, texts};
use super::{claims, keys, suggestion};
use crate::token::json::Value;
use crate::{PermissionName, Power};

/// The fields of a provider.
const FIELDS: [&str; 15] = [
    "name",
    "kind",
    "issuer",
    "issuers",
    "audience",
    "audienceClaim",
    "algorithms",
    "jwksUrl",
    "jwks",
    "claims",
    "emailTrust",
    "emailVerifiedValues",
    "emailDomains",
    "subjects",
    "powers",
];

/// Claims that may name whom a token is for (RFC 7519 §4.1.3, OpenID Connect Core §2, RFC 8693 §4.3, Okta, Entra ID).
const AUDIENCE_CLAIMS: [&str; 5] = ["aud", "azp", "client_id", "cid", "appid"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    User,
    Service,
}

/// Whether an entry is meant to have users.
pub(super) fn is_for_users(entry: &Value) -> bool {
    let kind = entry.as_object().and_then(|entry| entry.get("kind"));
    kind.and_then(Value::as_text) == Some("user")
}

/// Reads an entry; `None` if it has mistakes.
pub(super) fn read(
    entry: &Value,
    path: &str,
    has_several: bool,
    mistakes: &Mistakes,
) -> Option<Provider> {
    let fields = Fields::of(entry, path, &FIELDS, mistakes)?;
    // All are read before any is used, so that every mistake is found.
    let name = name(fields);
    let kind = kind(fields);
    let issuers = issuers(fields);
    let audience = audience(fields);
    let algorithms = algorithms(fields);
    let keys = keys::read(fields, &issuers);
    let has_templates = issuers.iter().any(Issuer::is_template);
    let users = claims::read(fields, kind == Some(Kind::User), has_several, has_templates);
    let subjects = subjects(fields, kind);
    let powers = powers(fields, kind);
    let identifies = match kind? {
        Kind::User => Identifies::Users(users?),
        Kind::Service => Identifies::Services(Services { subjects, powers }),
    };
    Some(Provider {
        name: name?,
        issuers,
        audience: audience?,
        algorithms,
        keys: keys?,
        identifies,
    })
}

fn name(fields: Fields<'_>) -> Option<String> {
    let name = fields.required_text("name", "it becomes part of every user's id")?;
    if name == LOCAL_PROVIDER {
        fields.mistake(
            "name",
            "\"local\" is the name of local identity; choose another",
        );
        return None;
    }
    if name.contains('\0') {
        fields.mistake("name", "contains NUL");
        return None;
    }
    Some(name.into())
}

fn kind(fields: Fields<'_>) -> Option<Kind> {
    match fields.required_text("kind", "\"user\" or \"service\"")? {
        "user" => Some(Kind::User),
        "service" => Some(Kind::Service),
        other => {
            let problem = format!("{} is neither \"user\" nor \"service\"", quoted(other));
            fields.mistake("kind", problem);
            None
        }
    }
}

fn issuers(fields: Fields<'_>) -> Vec<Issuer> {
    let (field, written) = match (fields.value("issuer"), fields.value("issuers")) {
        (Some(_), Some(_)) => {
            fields.mistake("issuers", "excludes `issuer`; keep one of them");
            return Vec::new();
        }
        (None, Some(value)) => ("issuers", fields.list("issuers", value)),
        (Some(_), None) | (None, None) => {
            let example = "it is the `iss` of the provider's tokens, to the letter";
            let issuer = fields.required_text("issuer", example);
            let path = fields.path("issuer");
            (
                "issuer",
                issuer.map(|issuer| (path, issuer)).into_iter().collect(),
            )
        }
    };
    let mut issuers = Vec::new();
    for (path, text) in written {
        if text.trim() != text {
            let problem = format!("{} has white space at its start or end", quoted(text));
            fields.mistakes().add(&path, problem);
            continue;
        }
        match Issuer::parse(text) {
            Ok(issuer) if issuers.contains(&issuer) => {
                let problem = format!("{} is in `{field}` twice", quoted(text));
                fields.mistakes().add(&path, problem);
            }
            Ok(issuer) => issuers.push(issuer),
            Err(problem) => {
                let problem = format!("{} {problem}", quoted(text));
                fields.mistakes().add(&path, problem);
            }
        }
    }
    issuers
}

fn audience(fields: Fields<'_>) -> Option<Audience> {
    let claim = fields.text("audienceClaim").unwrap_or("aud");
    if !AUDIENCE_CLAIMS.contains(&claim) {
        let claims = AUDIENCE_CLAIMS.join(", ");
        let problem = format!("{} is not one of {claims}", quoted(claim));
        fields.mistake("audienceClaim", problem);
    }
    let example = "it is what the tokens' `aud` holds, usually the app's client id";
    let value = fields.required("audience", example)?;
    let values = fields.one_or_more("audience", value);
    (!values.is_empty()).then(|| Audience {
        claim: claim.into(),
        values: values.into_iter().map(|(_, value)| value.into()).collect(),
    })
}

fn algorithms(fields: Fields<'_>) -> Vec<Algorithm> {
    let Some(value) = fields.required("algorithms", "a list such as [\"RS256\"]") else {
        return Vec::new();
    };
    let mut algorithms = Vec::new();
    for (path, text) in fields.list("algorithms", value) {
        match Algorithm::from_alg(text) {
            Some(algorithm) if algorithms.contains(&algorithm) => {}
            Some(algorithm) => algorithms.push(algorithm),
            None => fields.mistakes().add(&path, unknown_algorithm(text)),
        }
    }
    algorithms
}

fn unknown_algorithm(text: &str) -> String {
    let names = Algorithm::ALL.map(Algorithm::name);
    let text_quoted = quoted(text);
    if text.starts_with("HS") || text == "none" {
        return format!(
            "{text_quoted} is not accepted: anyone who can verify it can also forge it; have the provider sign with an asymmetric key, one of {}",
            names.join(", ")
        );
    }
    let hint = suggestion(text, &names).map(|meant| format!("; did you mean {meant}?"));
    format!(
        "{text_quoted} is not one of {}{}",
        names.join(", "),
        hint.unwrap_or_default()
    )
}

fn subjects(fields: Fields<'_>, kind: Option<Kind>) -> Subjects {
    let mut subjects = BTreeMap::new();
    let example = "{\"importer\": [\"resource:action\"]}";
    match fields.value("subjects") {
        None if kind == Some(Kind::Service) => {
            let problem =
                format!("is missing; it names each service and its permissions, {example}");
            fields.mistake("subjects", problem);
        }
        None => {}
        Some(Value::Object(services)) => {
            if services.is_empty() && kind == Some(Kind::Service) {
                fields.mistake("subjects", format!("is empty; name a service, {example}"));
            }
            if !services.is_empty() && kind == Some(Kind::User) {
                fields.mistake("subjects", "is only for kind \"service\"");
            }
            for (subject, permissions) in services.iter() {
                let path = format!("{}[{}]", fields.path("subjects"), quoted(subject));
                subjects.insert(
                    subject.to_string(),
                    permissions_of(permissions, &path, fields),
                );
            }
        }
        Some(other) => {
            let problem = format!("is {}; it must be an object, {example}", kind_of(other));
            fields.mistake("subjects", problem);
        }
    }
    subjects
}

/// The powers of a provider's services. None by default, whatever their permissions are.
fn powers(fields: Fields<'_>, kind: Option<Kind>) -> Vec<Power> {
    let Some(value) = fields.value("powers") else {
        return Vec::new();
    };
    if kind == Some(Kind::User) {
        fields.mistake("powers", "is only for kind \"service\"");
    }
    let mut powers = Vec::new();
    for (path, text) in fields.list("powers", value) {
        match Power::parse(text) {
            Some(power) if powers.contains(&power) => {}
            Some(power) => powers.push(power),
            None => {
                let names = Power::ALL.map(Power::as_str);
                let hint = suggestion(text, &names).map(|meant| format!("; did you mean {meant}?"));
                let problem = format!(
                    "{} is not one of {}{}",
                    quoted(text),
                    names.join(", "),
                    hint.unwrap_or_default()
                );
                fields.mistakes().add(&path, problem);
            }
        }
    }
    powers
}

fn permissions_of(value: &Value, path: &str, fields: Fields<'_>) -> Vec<PermissionName> {
    // A service without permissions may verify tokens that it receives.
    if value.as_items().is_some_and(<[Value]>::is_empty) {
        return Vec::new();
    }
    let mut permissions = Vec::new();
    for (path, text) in texts(value, path, fields.mistakes()) {
        match text.parse() {
            Ok(permission) => permissions.push(permission),
            Err(_) => {
                let problem = format!(
                    "{} is not a permission; it is written \"resource:action\"",
                    quoted(text)
                );
                fields.mistakes().add(&path, problem);
            }
        }
    }
    permissions
}
