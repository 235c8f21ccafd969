//! The keys of an identity provider: a JWK set given in the setting, or one that is fetched and cached.
//!
//! A cached set is served at once, for up to a day; after ten minutes one fetch refreshes it in the background. An unknown
//! `kid` has the set fetched again, at most once a second. [`RefreshSchedule`] has the rules.
//!
//! A fetch belongs to no request: it is registered with `waitUntil`, so a client that disconnects does not cancel it. A
//! request may not await another request's I/O on this platform; it polls the cache on timers of its own.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::key::VerifyingKey;
use hallpass_core::refresh::{Attempt, RefreshSchedule, Step};
use hallpass_core::token::json::{self, Object, Value};
use hallpass_core::{Timestamp, base64url};
use worker::web_sys::{RequestInit, RequestRedirect};
use worker::{ByteStream, Context, Delay, Headers, ResponseBody};

use crate::config::{Algorithm, KeyLocation, KeySource, web_url};
use crate::error::InternalError;
use crate::http::{self, read_up_to};
use crate::{clock, deadline, log};

use super::error::IdentityError;
use super::subtle::{self, Key};

/// The longest document that is accepted, in bytes.
const DOCUMENT_BYTES: usize = 64 * 1024;
/// The accepted lengths of an RSA modulus, in bytes: 2048 to 8192 bits.
const RSA_BYTES: core::ops::RangeInclusive<usize> = 256..=1024;
/// The accepted RSA exponent: 65537, which every provider uses.
const RSA_EXPONENT: &str = "AQAB";

/// A provider's keys.
pub(super) enum ProviderKeys {
    /// Given in the setting.
    Fixed(KeySet),
    /// Fetched.
    Fetched(Rc<RefreshingCache>),
}

impl ProviderKeys {
    /// The keys of a source; `None` if a given set has no usable key.
    pub(super) fn new(source: KeySource, name: &str, issuer: &str) -> Option<Self> {
        match source {
            KeySource::Fixed(set) => {
                let keys = read_set(&set);
                (!keys.is_empty()).then_some(Self::Fixed(keys))
            }
            KeySource::Fetched(location) => Some(Self::Fetched(Rc::new(RefreshingCache {
                name: name.into(),
                issuer: issuer.into(),
                location,
                keys: RefCell::default(),
                schedule: RefCell::default(),
            }))),
        }
    }

    /// The key with exactly this `kid`, for this algorithm; `None` if there is none.
    ///
    /// # Errors
    /// `KeysUnavailable` if the provider does not publish its keys in time to tell.
    pub(super) async fn find(
        &self,
        key_id: &str,
        algorithm: Algorithm,
        execution: &Context,
    ) -> Result<Option<Key>, IdentityError> {
        let key = match self {
            Self::Fixed(keys) => find_key(keys, key_id),
            Self::Fetched(cache) => cache.find(key_id, execution).await?,
        };
        Ok(match key {
            Some(key) => key.import(algorithm).await,
            None => None,
        })
    }
}

/// The usable keys of a JWK set.
type KeySet = Vec<Rc<PublicKey>>;

fn find_key(keys: &KeySet, key_id: &str) -> Option<Rc<PublicKey>> {
    keys.iter().find(|key| key.id == key_id).cloned()
}

/// A key of a set, and its imported form for each algorithm that it was used with.
pub(super) struct PublicKey {
    id: String,
    jwk: Object,
    imported: RefCell<Vec<(Algorithm, Key)>>,
}

impl PublicKey {
    /// The key as WebCrypto uses it; `None` if it is not one of this algorithm.
    async fn import(&self, algorithm: Algorithm) -> Option<Key> {
        if !fits(&self.jwk, algorithm) {
            return None;
        }
        if let Some(key) = self.imported_for(algorithm) {
            return Some(key);
        }
        let key = subtle::public_key(algorithm, &self.jwk).await?;
        self.imported.borrow_mut().push((algorithm, key.clone()));
        Some(key)
    }

    fn imported_for(&self, algorithm: Algorithm) -> Option<Key> {
        let imported = self.imported.borrow();
        let entry = imported.iter().find(|(other, _)| *other == algorithm);
        entry.map(|(_, key)| key.clone())
    }
}

/// A provider's key set as it was last fetched. All requests of an isolate share it.
pub(super) struct RefreshingCache {
    name: String,
    issuer: String,
    location: KeyLocation,
    keys: RefCell<KeySet>,
    schedule: RefCell<RefreshSchedule>,
}

impl RefreshingCache {
    /// The key with this `kid`, from the cache if it is there.
    async fn find(
        self: &Rc<Self>,
        key_id: &str,
        execution: &Context,
    ) -> Result<Option<Rc<PublicKey>>, IdentityError> {
        let requested_at = clock::now();
        loop {
            let now = clock::now();
            if let Some(key) = self.cached(key_id, now) {
                if self.schedule.borrow().is_due(now) {
                    self.start_refresh(now, execution);
                }
                return Ok(Some(key));
            }
            let step = self.schedule.borrow().next_step(requested_at, now);
            match step {
                Step::Fetch => self.start_refresh(now, execution),
                Step::Wait(duration) => Delay::from(duration).await,
                Step::Absent => return Ok(None),
                Step::Unavailable => return Err(self.unavailable()),
            }
        }
    }

    fn cached(&self, key_id: &str, now: Timestamp) -> Option<Rc<PublicKey>> {
        if !self.schedule.borrow().is_usable(now) {
            return None;
        }
        find_key(&self.keys.borrow(), key_id)
    }

    fn unavailable(&self) -> IdentityError {
        let message = format!("no current keys of provider `{}`", self.name);
        IdentityError::KeysUnavailable(InternalError::new(message))
    }

    /// Starts a fetch that outlives the request which starts it.
    fn start_refresh(self: &Rc<Self>, now: Timestamp, execution: &Context) {
        let attempt = self.schedule.borrow_mut().start(now);
        let cache = Rc::clone(self);
        execution.wait_until(async move { cache.refresh(&attempt).await });
    }

    async fn refresh(&self, attempt: &Attempt) {
        match self.fetch().await {
            Ok(keys) => {
                if self.schedule.borrow_mut().succeeded(attempt) {
                    *self.keys.borrow_mut() = keys;
                }
            }
            Err(fault) => {
                self.schedule.borrow_mut().failed(attempt, clock::now());
                log::failed(
                    "identity",
                    format_args!("keys of provider `{}`: {fault}", self.name),
                );
            }
        }
    }

    async fn fetch(&self) -> Result<KeySet, InternalError> {
        let url = match &self.location {
            KeyLocation::Url(url) => url.clone(),
            KeyLocation::Discovery(url) => self.discover(url).await?,
        };
        let keys = read_set(&document(&url).await?);
        if keys.is_empty() {
            return Err(InternalError::new("the set has no usable key"));
        }
        Ok(keys)
    }

    /// The `jwks_uri` of the provider's OpenID configuration.
    async fn discover(&self, url: &str) -> Result<String, InternalError> {
        let configuration = document(url).await?;
        if configuration.get("issuer").and_then(Value::as_text) != Some(&self.issuer) {
            return Err(InternalError::new("the configuration is another issuer's"));
        }
        let url = configuration.get("jwks_uri").and_then(Value::as_text);
        url.and_then(web_url)
            .ok_or_else(|| InternalError::new("the configuration names no usable `jwks_uri`"))
    }
}

/// Fetches a JSON object.
async fn document(url: &str) -> Result<Object, InternalError> {
    let exchange = Box::pin(async {
        let headers = Headers::new();
        headers.set("accept", "application/json")?;
        let init = RequestInit::new();
        init.set_headers(&headers.0);
        init.set_redirect(RequestRedirect::Manual);
        let response = http::fetch(url, &init).await?;
        if response.status_code() != 200 {
            let status = response.status_code();
            return Err(InternalError::new(format!("status {status}")));
        }
        match response.into_parts() {
            (_, ResponseBody::Stream(stream)) => {
                Ok(read_up_to(ByteStream::from(stream), DOCUMENT_BYTES).await?)
            }
            (_, ResponseBody::Body(_) | ResponseBody::Empty) => Ok(Vec::new()),
        }
    });
    let bytes = deadline::within(deadline::KEYS, exchange).await;
    let bytes = bytes.ok_or_else(|| InternalError::new("no response in time"))??;
    if bytes.len() > DOCUMENT_BYTES {
        return Err(InternalError::new("the document is too long"));
    }
    let text = core::str::from_utf8(&bytes).unwrap_or_default();
    json::parse_foreign(text, json::no_number)
        .and_then(Value::object)
        .map_err(|_| InternalError::new("the document is not a JSON object"))
}

/// Members that only private and symmetric keys have (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/// The public signature keys of a JWK set. Other keys may be in it and are left out, and so are two with one `kid`.
fn read_set(set: &Object) -> KeySet {
    let keys = set
        .get("keys")
        .and_then(Value::as_items)
        .unwrap_or_default();
    let read = |key: &Value| {
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
            Rc::new(PublicKey {
                id: id.into(),
                jwk: jwk.clone(),
                imported: RefCell::new(Vec::new()),
            })
        })
    };
    keys.iter().filter_map(read).collect()
}

/// Whether a key belongs to this algorithm and is strong enough. WebCrypto checks that a point lies on its curve.
fn fits(jwk: &Object, algorithm: Algorithm) -> bool {
    let text = |member: &str| jwk.get(member).and_then(Value::as_text);
    let is = |member: &str, wanted: &str| text(member) == Some(wanted);
    let bytes = |member: &str| text(member).and_then(|text| base64url::decode(text).ok());
    let named = match jwk.get("alg") {
        None => true,
        Some(alg) => alg.as_text().and_then(Algorithm::from_alg) == Some(algorithm),
    };
    let sound = || match algorithm {
        Algorithm::Rs256 => {
            let modulus = bytes("n").map_or(0, |bytes| bytes.len());
            is("kty", "RSA") && RSA_BYTES.contains(&modulus) && is("e", RSA_EXPONENT)
        }
        Algorithm::Es256 => is("kty", "EC") && is("crv", "P-256"),
        // WebCrypto accepts points of low order, for which nearly any signature verifies.
        Algorithm::EdDsa => {
            let point = bytes("x").and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            let good = point.is_some_and(|point| VerifyingKey::from_bytes(&point).is_ok());
            is("kty", "OKP") && is("crv", "Ed25519") && good
        }
    };
    named && sound()
}
