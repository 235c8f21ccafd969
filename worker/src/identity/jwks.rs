//! A provider's keys: given in the setting, or fetched and kept.
//!
//! Fetched keys serve for ten minutes. An unknown `kid` or older keys cause a fetch, at most one a minute and one at
//! a time. When fetching fails the last good set serves for up to a day; then everything is denied.

use core::cell::{Cell, RefCell};
use core::time::Duration;

use hallpass_core::key::VerifyingKey;
use hallpass_core::token::json::{self, Object, Value};
use hallpass_core::{Timestamp, base64url};
use worker::Delay;
use worker::web_sys::{Headers, RequestInit, RequestRedirect};

use crate::error::InternalError;
use crate::http::web;
use crate::{clock, deadline, log};

use super::IdentityError;
use super::provider::{Algorithm, Provider, address};
use super::subtle::{self, Key};

/// How long fetched keys serve before they are fetched again, in seconds.
const FRESH_SECONDS: i64 = 600;
/// The shortest time between two fetches, in seconds.
const REFRESH_SECONDS: i64 = 60;
/// How long the last good set serves when fetching fails, in seconds.
const LAST_GOOD_SECONDS: i64 = 86_400;
/// The longest document that is read, in bytes.
const DOCUMENT_BYTES: usize = 64 * 1024;
/// The RSA moduli that are taken, in bytes: 2048 to 8192 bits.
const RSA_BYTES: core::ops::RangeInclusive<usize> = 256..=1024;
/// The RSA exponent that is taken: 65537, which everybody has.
const RSA_EXPONENT: &str = "AQAB";
/// How often a request looks whether another one's fetch has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Where a provider's keys come from.
pub(super) enum KeySource {
    /// The setting itself.
    Fixed(Object),
    /// An address.
    At(String),
    /// The address that the provider's configuration names.
    Discovered(String),
}

/// A key of a set, and the same as WebCrypto holds it once it was used.
struct Held {
    id: String,
    jwk: Object,
    imported: RefCell<Vec<(Algorithm, Key)>>,
}

/// A provider's keys.
pub(super) struct Keys {
    source: KeySource,
    set: RefCell<Vec<std::rc::Rc<Held>>>,
    fetched_at: Cell<Option<Timestamp>>,
    tried_at: Cell<Option<Timestamp>>,
    in_flight_until: Cell<Option<Timestamp>>,
}

impl Keys {
    /// Keys from a source; `None` when a given set has no usable key.
    pub(super) fn new(source: KeySource) -> Option<Self> {
        let set = match &source {
            KeySource::Fixed(set) => Some(read_set(set)).filter(|set| !set.is_empty())?,
            KeySource::At(_) | KeySource::Discovered(_) => Vec::new(),
        };
        Some(Self {
            source,
            set: RefCell::new(set),
            fetched_at: Cell::new(None),
            tried_at: Cell::new(None),
            in_flight_until: Cell::new(None),
        })
    }

    /// The key with exactly this id, for this algorithm.
    pub(super) async fn find(
        &self,
        provider: &Provider,
        id: &str,
        algorithm: Algorithm,
        now: Timestamp,
    ) -> Result<Option<Key>, IdentityError> {
        if !matches!(self.source, KeySource::Fixed(_)) {
            self.refresh_for(provider, id, now).await?;
        }
        let held = self.set.borrow().iter().find(|held| held.id == id).cloned();
        let Some(held) = held.filter(|held| fits(&held.jwk, algorithm)) else {
            return Ok(None);
        };
        let known = held
            .imported
            .borrow()
            .iter()
            .find(|(known, _)| *known == algorithm)
            .map(|(_, key)| key.clone());
        if known.is_some() {
            return Ok(known);
        }
        let key = subtle::public_key(algorithm, &held.jwk).await;
        if let Some(key) = &key {
            held.imported.borrow_mut().push((algorithm, key.clone()));
        }
        Ok(key)
    }

    /// Fetches the set again if this key needs it, and says whether a set is there that may still serve.
    async fn refresh_for(
        &self,
        provider: &Provider,
        id: &str,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        let known = self.set.borrow().iter().any(|held| held.id == id);
        let since = |moment: Option<Timestamp>, seconds| {
            moment.is_some_and(|moment| now < moment.plus_seconds(seconds))
        };
        if known && since(self.fetched_at.get(), FRESH_SECONDS) {
            return Ok(());
        }
        if self.in_flight_until.get().is_some_and(|until| now < until) {
            self.wait_for_the_other(now).await;
        } else if !since(self.tried_at.get(), REFRESH_SECONDS) {
            self.refresh(provider, now).await;
        }
        if since(self.fetched_at.get(), LAST_GOOD_SECONDS) {
            return Ok(());
        }
        Err(IdentityError::KeysUnavailable(InternalError::new(format!(
            "no keys of provider `{}`",
            provider.name
        ))))
    }

    async fn refresh(&self, provider: &Provider, now: Timestamp) {
        self.tried_at.set(Some(now));
        self.in_flight_until.set(Some(now.plus_seconds(10)));
        match self.fetch(provider).await {
            Ok(set) => {
                *self.set.borrow_mut() = set;
                self.fetched_at.set(Some(clock::now()));
            }
            Err(fault) => log::failed(
                "identity",
                format_args!("keys of provider `{}`: {fault}", provider.name),
            ),
        }
        self.in_flight_until.set(None);
    }

    /// Waits on timers of this request's own: one request must not wait for another's input and output.
    async fn wait_for_the_other(&self, now: Timestamp) {
        let mut looks = 0_u32;
        while looks < 500 && self.in_flight_until.get().is_some_and(|until| now < until) {
            Delay::from(LOOK_EVERY).await;
            looks = looks.saturating_add(1);
        }
    }

    async fn fetch(&self, provider: &Provider) -> Result<Vec<std::rc::Rc<Held>>, InternalError> {
        let url = match &self.source {
            KeySource::Fixed(_) => return Err(InternalError::new("fixed keys are not fetched")),
            KeySource::At(url) => url.clone(),
            KeySource::Discovered(configuration) => {
                let document = document(configuration).await?;
                if document.get("issuer").and_then(Value::as_text) != Some(&provider.issuer) {
                    return Err(InternalError::new("the configuration is another issuer's"));
                }
                let url = document.get("jwks_uri").and_then(Value::as_text);
                url.and_then(address)
                    .ok_or_else(|| InternalError::new("the configuration names no keys"))?
            }
        };
        let set = read_set(&document(&url).await?);
        if set.is_empty() {
            return Err(InternalError::new("the set has no usable key"));
        }
        Ok(set)
    }
}

async fn document(url: &str) -> Result<Object, InternalError> {
    let exchange = Box::pin(async {
        let headers = Headers::new()?;
        headers.set("accept", "application/json")?;
        let init = RequestInit::new();
        init.set_headers(&headers);
        init.set_redirect(RequestRedirect::Manual);
        let reply = web::fetch(url, &init).await?;
        if reply.status() != 200 {
            return Err(InternalError::new(format!("status {}", reply.status())));
        }
        web::text(&reply).await
    });
    let text = deadline::within(deadline::KEYS, exchange).await;
    let text = text.ok_or_else(|| InternalError::new("no answer in time"))??;
    if text.len() > DOCUMENT_BYTES {
        return Err(InternalError::new("the document is too long"));
    }
    json::parse_foreign(&text, json::no_number)
        .and_then(Value::object)
        .map_err(|_| InternalError::new("the document is no JSON object"))
}

/// Members that only private and symmetric keys have (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/// The public signature keys of a JWK set. What cannot be used is left out: a set may hold other keys, too. Of two with
/// one `kid` neither is taken.
fn read_set(set: &Object) -> Vec<std::rc::Rc<Held>> {
    let keys = set
        .get("keys")
        .and_then(Value::as_items)
        .unwrap_or_default();
    let held = |key: &Value| {
        let jwk = key.as_object()?;
        let id = jwk.get("kid")?.as_text()?;
        let twice = keys
            .iter()
            .filter(|other| {
                other
                    .as_object()
                    .and_then(|other| other.get("kid")?.as_text())
                    == Some(id)
            })
            .count()
            > 1;
        let private = PRIVATE_MEMBERS
            .iter()
            .any(|member| jwk.get(member).is_some());
        let usage = jwk
            .get("use")
            .is_none_or(|usage| usage.as_text() == Some("sig"));
        let verifies = |operations: &Value| {
            let operations = operations.as_items();
            operations.is_some_and(|all| all.iter().any(|one| one.as_text() == Some("verify")))
        };
        let usage = usage && jwk.get("key_ops").is_none_or(verifies);
        (!twice && !private && usage).then(|| {
            std::rc::Rc::new(Held {
                id: id.into(),
                jwk: jwk.clone(),
                imported: RefCell::new(Vec::new()),
            })
        })
    };
    keys.iter().filter_map(held).collect()
}

/// Whether a key is one of this algorithm's, and worth trusting. That a point lies on its curve is WebCrypto's to check.
fn fits(jwk: &Object, algorithm: Algorithm) -> bool {
    let text = |member: &str| jwk.get(member).and_then(Value::as_text);
    let is = |member: &str, wanted: &str| text(member) == Some(wanted);
    let bytes = |member: &str| text(member).and_then(|text| base64url::decode(text).ok());
    let named = match jwk.get("alg") {
        None => true,
        Some(alg) => alg.as_text().and_then(Algorithm::from_word) == Some(algorithm),
    };
    let sound = || match algorithm {
        Algorithm::Rs256 => {
            let modulus = bytes("n").map_or(0, |bytes| bytes.len());
            is("kty", "RSA") && RSA_BYTES.contains(&modulus) && is("e", RSA_EXPONENT)
        }
        Algorithm::Es256 => is("kty", "EC") && is("crv", "P-256"),
        // WebCrypto takes points of low order, under which nearly any signature passes.
        Algorithm::EdDsa => {
            let point = bytes("x").and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let good = point.is_some_and(|point| VerifyingKey::from_bytes(&point).is_ok());
            is("kty", "OKP") && is("crv", "Ed25519") && good
        }
    };
    named && sound()
}
