//! The setting `WEBHOOKS`: a list, read field by field, so that one start names every mistake. It contains secrets, which no
//! mistake repeats.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest as _, Sha256};

use super::{EventFilter, EventPattern, PatternError, WebhookSecret};
use crate::audit::{Action, Word};
use crate::identity::settings::{
    Fields, Mistake, Mistakes, kind_of, parse_json, quoted, suggestion,
};
use crate::outbound::{Loopback, OutboundUrl};
use crate::token::json::Value;
use crate::{EventId, Timestamp, base64url, limits};

/// The setting's name.
pub const WEBHOOKS: &str = "WEBHOOKS";

const FIELDS: [&str; 4] = ["id", "url", "secrets", "events"];

/// A receiver of events.
#[derive(Clone)]
pub struct Webhook {
    /// Its id, under which its cursors are stored.
    pub id: Word,
    /// Where events are sent.
    pub url: OutboundUrl,
    /// Which events it gets.
    pub filter: EventFilter,
    secrets: Vec<WebhookSecret>,
    fingerprint: String,
}

impl Webhook {
    /// The header `webhook-signature` of an attempt: a signature by each secret.
    #[must_use]
    pub fn signatures(&self, id: EventId, now: Timestamp, body: &str) -> String {
        let signatures = self.secrets.iter().map(|secret| secret.sign(id, now, body));
        signatures.collect::<Vec<_>>().join(" ")
    }

    /// A text that changes with every part of the setting, and tells none.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Webhook({})", self.id)
    }
}

/// Reads the setting, which is JSON. `own_origin` is `EDGE_ORIGIN`.
///
/// # Errors
/// Every mistake in it.
pub fn webhooks(
    text: &str,
    own_origin: &str,
    loopback: Loopback,
) -> Result<Vec<Webhook>, Vec<Mistake>> {
    let mistakes = Mistakes::default();
    let entries = list(text).map_err(|mistake| Vec::from([mistake]))?;
    if entries.len() > limits::WEBHOOKS {
        let problem = format!(
            "has {} entries; at most {} are possible",
            entries.len(),
            limits::WEBHOOKS
        );
        mistakes.add(WEBHOOKS, problem);
    }
    let mut webhooks: Vec<Webhook> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let path = format!("{WEBHOOKS}[{index}]");
        let Some(webhook) = read(entry, &path, own_origin, loopback, &mistakes) else {
            continue;
        };
        if webhooks.iter().any(|other| other.id == webhook.id) {
            let problem = format!(
                "{} is the id of another webhook, too: each has its own cursor",
                quoted(webhook.id.as_str())
            );
            mistakes.add(&format!("{path}.id"), problem);
        }
        webhooks.push(webhook);
    }
    let mistakes = mistakes.into_vec();
    if mistakes.is_empty() {
        Ok(webhooks)
    } else {
        Err(mistakes)
    }
}

fn list(text: &str) -> Result<Vec<Value>, Mistake> {
    let shape = "a list of webhooks, [{…}] also for one";
    let value = parse_json(WEBHOOKS, text, shape)?;
    let kind = kind_of(&value);
    if let Value::Array(entries) = value {
        Ok(entries)
    } else {
        let problem = format!("is {kind}; it must be {shape}");
        Err(Mistake::new(WEBHOOKS, problem))
    }
}

/// Reads an entry; `None` after a mistake.
fn read(
    entry: &Value,
    path: &str,
    own_origin: &str,
    loopback: Loopback,
    mistakes: &Mistakes,
) -> Option<Webhook> {
    let fields = Fields::of(entry, path, &FIELDS, mistakes)?;
    // All are read before any is used, so that every mistake is found.
    let id = id(fields);
    let url = url(fields, own_origin, loopback);
    let secrets = secrets(fields);
    let filter = filter(fields);
    let (id, url, secrets, filter) = (id?, url?, secrets?, filter?);
    Some(Webhook {
        fingerprint: fingerprint(&url, &secrets, &filter),
        id,
        url,
        filter,
        secrets,
    })
}

fn id(fields: Fields<'_>) -> Option<Word> {
    let text = fields.required_text(
        "id",
        "it names the webhook in logs and keeps its place in each account's events",
    )?;
    let id = text.parse().ok();
    if id.is_none() {
        let problem = format!(
            "{} is not a word of at most 64 characters of a-z, 0-9, `_`, `.` and `-` that begins with a letter",
            quoted(text)
        );
        fields.mistake("id", problem);
    }
    id
}

fn url(fields: Fields<'_>, own_origin: &str, loopback: Loopback) -> Option<OutboundUrl> {
    let text = fields.required_text(
        "url",
        "it is where events are sent, such as `https://api.example.com/hooks`",
    )?;
    match OutboundUrl::parse(text, own_origin, loopback) {
        Ok(url) => Some(url),
        Err(error) => {
            fields.mistake("url", format!("{} {error}", shown_url(text)));
            None
        }
    }
}

/// A URL as a mistake repeats it: without its query, which may contain a secret.
fn shown_url(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    quoted(text.get(..end).unwrap_or_default())
}

fn secrets(fields: Fields<'_>) -> Option<Vec<WebhookSecret>> {
    let value = fields.required(
        "secrets",
        "a list of one secret, or of two while you change it",
    )?;
    if value.as_items().is_some_and(<[Value]>::is_empty) {
        fields.mistake("secrets", "is empty; name at least one secret");
        return None;
    }
    let texts = fields.list("secrets", value);
    if texts.len() > limits::WEBHOOK_SECRETS {
        fields.mistake(
            "secrets",
            "has more than two secrets; keep the new one and the one before it",
        );
        return None;
    }
    let mut secrets: Vec<WebhookSecret> = Vec::new();
    for (path, text) in &texts {
        match WebhookSecret::parse(text) {
            Ok(secret)
                if secrets
                    .iter()
                    .any(|other| other.fingerprint() == secret.fingerprint()) =>
            {
                fields
                    .mistakes()
                    .add(path, "is the other secret, too; keep one of them");
            }
            Ok(secret) => secrets.push(secret),
            Err(error) => fields.mistakes().add(path, error.to_string()),
        }
    }
    let is_complete = value.as_items().map(<[Value]>::len) == Some(secrets.len());
    (is_complete && !secrets.is_empty()).then_some(secrets)
}

fn filter(fields: Fields<'_>) -> Option<EventFilter> {
    let Some(value) = fields.value("events") else {
        return Some(EventFilter::All);
    };
    let texts = fields.list("events", value);
    if texts.len() > limits::WEBHOOK_EVENTS {
        let problem = format!(
            "has {} entries; name families such as \"member.*\", at most {}",
            texts.len(),
            limits::WEBHOOK_EVENTS
        );
        fields.mistake("events", problem);
        return None;
    }
    let mut patterns = Vec::new();
    for (path, text) in texts {
        match EventPattern::parse(text) {
            Ok(pattern) => patterns.push(pattern),
            Err(error) => {
                let hint = hint(text, error);
                fields
                    .mistakes()
                    .add(&path, format!("{} {error}{hint}", quoted(text)));
            }
        }
    }
    let is_complete = value.as_items().map(<[Value]>::len) == Some(patterns.len());
    (is_complete && !patterns.is_empty()).then_some(EventFilter::Only(patterns))
}

/// The action that an unknown one is most like.
fn hint(text: &str, error: PatternError) -> String {
    let actions: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    match error {
        PatternError::Unknown | PatternError::Malformed => suggestion(text, &actions)
            .map(|meant| format!("; did you mean \"{meant}\"?"))
            .unwrap_or_default(),
        PatternError::Everything => String::new(),
    }
}

fn fingerprint(url: &OutboundUrl, secrets: &[WebhookSecret], filter: &EventFilter) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    part(url.as_str().as_bytes());
    part(format!("{filter:?}").as_bytes());
    for secret in secrets {
        part(&secret.fingerprint());
    }
    let digest: [u8; 32] = hash.finalize().into();
    base64url::encode(digest.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests;
