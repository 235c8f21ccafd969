//! The setting `IDENTITY_PROVIDERS`: a list of providers, read field by field, so that one start names every mistake.

mod claims;
mod fields;
mod keys;
mod mistake;
mod provider;
mod suggest;
mod url;

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Issuer, Provider};
use crate::token::json::{self, Value};

pub use fields::{Fields, Mistakes, kind_of, quoted};

pub use mistake::Mistake;
pub use suggest::{SETTINGS, suggestion, unknown_setting};
pub use url::{is_loopback, web_url};

pub(super) use url::{configuration_url, https_url};

/// The setting's name.
pub const IDENTITY_PROVIDERS: &str = "IDENTITY_PROVIDERS";

/// Reads the setting, which is JSON. An empty list has no mistake here.
///
/// # Errors
/// Every mistake in it.
pub fn providers(text: &str) -> Result<Vec<Provider>, Vec<Mistake>> {
    let mistakes = Mistakes::default();
    let providers = match list(text) {
        Ok(entries) => read_all(&entries, &mistakes),
        Err(mistake) => {
            mistakes.push(mistake);
            Vec::new()
        }
    };
    let mistakes = mistakes.into_vec();
    if mistakes.is_empty() {
        Ok(providers)
    } else {
        Err(mistakes)
    }
}

/// Reads the JSON of a setting; `shape` is what it must be.
///
/// # Errors
/// The mistake that it is no JSON, or JSON that another reader would understand differently.
pub fn parse_json(setting: &str, text: &str, shape: &str) -> Result<Value, Mistake> {
    let invalid = |problem| Mistake::new(setting, problem);
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let (line, column) = (error.line(), error.column());
        return Err(invalid(format!(
            "is not JSON (line {line}, column {column}); it must be {shape}"
        )));
    }
    // Another reader would take one of two values of a key, and nest without bound.
    json::parse_foreign(text, json::no_number)
        .map_err(|_| invalid("has a key twice in an object, or is nested too deeply".into()))
}

fn list(text: &str) -> Result<Vec<Value>, Mistake> {
    let shape = "a list such as [{\"name\": \"main\", …}]";
    let value = parse_json(IDENTITY_PROVIDERS, text, shape)?;
    let kind = kind_of(&value);
    if let Value::Array(entries) = value {
        Ok(entries)
    } else {
        let problem = format!("is {kind}; it must be a list of providers, [{{…}}] also for one");
        Err(Mistake::new(IDENTITY_PROVIDERS, problem))
    }
}

fn read_all(entries: &[Value], mistakes: &Mistakes) -> Vec<Provider> {
    let has_several = entries
        .iter()
        .filter(|entry| provider::is_for_users(entry))
        .count()
        > 1;
    let read = |(index, entry)| {
        let path = format!("{IDENTITY_PROVIDERS}[{index}]");
        provider::read(entry, &path, has_several, mistakes)
    };
    let all: Vec<Option<Provider>> = entries.iter().enumerate().map(read).collect();
    for (index, provider) in all.iter().enumerate() {
        let Some(provider) = provider else { continue };
        let earlier = all.iter().take(index).enumerate();
        for (other, earlier) in earlier.filter_map(|(at, other)| Some((at, other.as_ref()?))) {
            let path = format!("{IDENTITY_PROVIDERS}[{index}]");
            let other = format!("{IDENTITY_PROVIDERS}[{other}]");
            check_collision(provider, earlier, &path, &other, mistakes);
        }
    }
    all.into_iter().flatten().collect()
}

/// Checks that no token and no user id could be of both. One issuer may be two providers only if one is for users and the
/// other for services, with audiences that tell them apart.
fn check_collision(
    provider: &Provider,
    earlier: &Provider,
    path: &str,
    other: &str,
    mistakes: &Mistakes,
) {
    if provider.name == earlier.name {
        let problem = format!("is the name of {other}, too: user ids are made of it");
        mistakes.add(&format!("{path}.name"), problem);
    }
    let shared = provider.issuers.iter().find(|issuer| {
        let mut issuers = earlier.issuers.iter();
        issuers.any(|other: &Issuer| other.overlaps(issuer))
    });
    let Some(issuer) = shared else { return };
    let is_for_users = provider.users().is_some();
    if is_for_users == earlier.users().is_some() {
        let problem = format!(
            "{} is the issuer of {other}, too: give one provider a list of audiences, `\"audience\": [\"web\", \"ios\"]`",
            quoted(&issuer.to_string())
        );
        mistakes.add(&format!("{path}.issuer"), problem);
        return;
    }
    let mut audiences = provider.audience.values.iter();
    if provider.audience.claim == earlier.audience.claim
        && let Some(audience) = audiences.find(|own| earlier.audience.values.contains(own))
    {
        let problem = format!(
            "{} is an audience of {other}, which has the same issuer: nothing tells their tokens apart",
            quoted(audience)
        );
        mistakes.add(&format!("{path}.audience"), problem);
    }
}
