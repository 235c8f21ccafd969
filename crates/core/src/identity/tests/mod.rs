//! Tests of settings, tokens and claims, one file for each.

mod claims;
mod keys;
mod settings;
mod tokens;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;
use crate::Timestamp;
use crate::base64url;
use crate::token::json;

const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"k"}"#;
const NOW: i64 = 1_800_000_000;

fn now() -> Timestamp {
    Timestamp::from_milliseconds(NOW * 1000)
}

/// A provider with these members added or replaced.
fn entry(change: &str) -> String {
    let mut members = serde_json::from_str::<serde_json::Value>(&alloc::format!(
        r#"{{"name":"main","kind":"user","issuer":"https://issuer.example","audience":"app",
            "algorithms":["EdDSA"],"jwks":{{"keys":[{KEY}]}}}}"#
    ))
    .unwrap();
    let change: serde_json::Value = serde_json::from_str(change).unwrap();
    for (name, value) in change.as_object().unwrap() {
        members[name] = value.clone();
    }
    members.to_string()
}

fn providers(entries: &[String]) -> Result<Vec<Provider>, Vec<String>> {
    let text = alloc::format!("[{}]", entries.join(","));
    super::settings::providers(&text)
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

fn provider(change: &str) -> Provider {
    providers(&[entry(change)])
        .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
        .remove(0)
}

/// The mistakes of one provider, without the path of its entry.
fn mistakes(change: &str) -> Vec<String> {
    let Err(mistakes) = providers(&[entry(change)]) else {
        return Vec::new();
    };
    let short = |mistake: &String| mistake.replace("IDENTITY_PROVIDERS[0].", "");
    mistakes.iter().map(short).collect()
}

/// A token with this header and these claims, whose signature is nothing.
fn token(header: &str, claims: &str) -> String {
    let claims = claims.replace("NOW", &NOW.to_string());
    [header, &claims, "signature"]
        .map(|part| base64url::encode(part.as_bytes()))
        .join(".")
}

fn claims(text: &str) -> Claims {
    json::parse_foreign(text, json::whole_seconds)
        .and_then(json::Value::object)
        .unwrap()
}

fn identity(provider: &Provider, text: &str) -> Identity {
    match provider.principal(&claims(text)).unwrap() {
        Principal::User(identity) => identity,
        Principal::Service(_) => panic!("a service"),
    }
}

const HEADER: &str = r#"{"alg":"EdDSA","kid":"k","typ":"JWT"}"#;
const CLAIMS: &str = r#"{"iss":"https://issuer.example","aud":"app","sub":"1","exp":1800000600,"email":"kim@example.com","email_verified":true}"#;

/// The check at which a token fails, and why; `None` if it passes up to its signature and after it.
fn rejection(provider: &Provider, token: &str) -> Option<(Check, String)> {
    let judge = || {
        let token = UnverifiedToken::parse(token)?;
        let all = [AsProvider(provider)];
        let provider = select_provider(all.iter(), &token)?.0;
        provider.check_header(&token)?;
        let claims = token.into_verified_claims();
        provider.check_claims(&claims, now())?;
        provider.principal(&claims).map(|_| ())
    };
    let rejection: Rejection = judge().err()?;
    Some((rejection.check(), rejection.to_string()))
}

struct AsProvider<'a>(&'a Provider);

impl AsRef<Provider> for AsProvider<'_> {
    fn as_ref(&self) -> &Provider {
        self.0
    }
}
