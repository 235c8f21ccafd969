//! The keys of an identity provider: a JWK set given in the setting, or one that is fetched and cached.
//!
//! A cached set is served at once, for up to a day; after ten minutes one fetch refreshes it in the background. An unknown
//! `kid` has the set fetched again, at most once a second. [`RefreshSchedule`] has the rules.
//!
//! A fetch belongs to no request: it is registered with `waitUntil`, so a client that disconnects does not cancel it. A
//! request may not await another request's I/O on this platform; it polls the cache on timers of its own.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::Timestamp;
use hallpass_core::identity::{self as rules, Algorithm, KeySet, KeySource, NoKey, PublicKey};
use hallpass_core::refresh::{Attempt, RefreshSchedule, Step};
use worker::{Context, Delay};

use crate::error::InternalError;
use crate::http::Network;
use crate::log::{KeyFetch, Report};
use crate::{clock, log};

use super::document::fetch_document;
use super::error::IdentityError;
use super::subtle::{self, Key};

/// A provider's keys.
pub(super) struct ProviderKeys {
    source: Source,
    imported: ImportedKeys,
}

enum Source {
    /// Given in the setting.
    Fixed(KeySet),
    /// Fetched.
    Fetched(Rc<RefreshingCache>),
}

impl ProviderKeys {
    /// The keys of a provider.
    pub(super) fn new(provider: &rules::Provider, network: Network) -> Self {
        let location = match &provider.keys {
            KeySource::Fixed(keys) => {
                return Self::from_source(Source::Fixed(keys.clone()));
            }
            KeySource::Url(url) => KeyLocation::Url(url.clone()),
            KeySource::Discovery { url, issuer } => KeyLocation::Discovery {
                url: url.clone(),
                issuer: issuer.clone(),
            },
        };
        Self::from_source(Source::Fetched(Rc::new(RefreshingCache {
            name: provider.name.clone(),
            network,
            location,
            keys: RefCell::default(),
            schedule: RefCell::default(),
        })))
    }

    fn from_source(source: Source) -> Self {
        Self {
            source,
            imported: ImportedKeys::default(),
        }
    }

    /// A search for the key of a token.
    pub(super) fn search<'a>(
        &'a self,
        key_id: Option<&'a str>,
        algorithm: Algorithm,
    ) -> KeySearch<'a> {
        KeySearch {
            keys: self,
            key_id,
            algorithm,
            requested_at: clock::now(),
            tried: None,
        }
    }
}

/// A search for the key that a token names, or that it must mean if it names none.
pub(super) struct KeySearch<'a> {
    keys: &'a ProviderKeys,
    key_id: Option<&'a str>,
    algorithm: Algorithm,
    requested_at: Timestamp,
    /// The key that was found before, with which the signature did not verify.
    tried: Option<PublicKey>,
}

impl KeySearch<'_> {
    /// The key. A second call finds another one, if the provider has replaced the first.
    ///
    /// # Errors
    /// `KeysUnavailable` outside if the provider does not publish its keys in time to tell; inside, why there is no key.
    pub(super) async fn next(
        &mut self,
        execution: &Context,
    ) -> Result<Result<Key, NoKey>, IdentityError> {
        let found = match &self.keys.source {
            Source::Fixed(keys) => keys.find(self.key_id, self.algorithm),
            Source::Fetched(cache) => cache.find(self, execution).await?,
        };
        let key = match found {
            Ok(key) => key,
            Err(problem) => return Ok(Err(problem)),
        };
        let imported = self.keys.imported.import(&key).await;
        self.tried = Some(key);
        Ok(imported.ok_or(NoKey::Unknown))
    }

    /// Whether the provider may have replaced the key without anyone noticing: it publishes keys without names, so a new
    /// key is not recognized by an unknown name.
    pub(super) fn may_have_newer(&self) -> bool {
        let is_unnamed = self.tried.as_ref().is_some_and(|key| !key.is_named);
        is_unnamed && matches!(self.keys.source, Source::Fetched(_))
    }

    /// The key in this set, unless it was tried before.
    fn find_in(&self, keys: &KeySet) -> Result<PublicKey, NoKey> {
        let key = keys.find(self.key_id, self.algorithm)?;
        if self.tried.as_ref() == Some(&key) {
            Err(NoKey::Unknown)
        } else {
            Ok(key)
        }
    }
}

/// The most keys that are kept imported for a provider.
const IMPORTED_KEYS: usize = 64;

/// Keys as WebCrypto uses them. A key that a refreshed set still has is not imported again.
#[derive(Default)]
struct ImportedKeys(RefCell<Vec<(PublicKey, Key)>>);

impl ImportedKeys {
    async fn import(&self, key: &PublicKey) -> Option<Key> {
        if let Some(imported) = self.find(key) {
            return Some(imported);
        }
        let imported = subtle::import(key).await?;
        let mut all = self.0.borrow_mut();
        if all.len() >= IMPORTED_KEYS {
            all.remove(0);
        }
        all.push((key.clone(), imported.clone()));
        Some(imported)
    }

    fn find(&self, key: &PublicKey) -> Option<Key> {
        let all = self.0.borrow();
        let entry = all.iter().find(|(other, _)| other == key);
        entry.map(|(_, imported)| imported.clone())
    }
}

/// Where a provider publishes its keys.
enum KeyLocation {
    /// At this URL.
    Url(String),
    /// At the `jwks_uri` of this issuer's OpenID configuration.
    Discovery {
        /// The URL of the configuration.
        url: String,
        /// The issuer.
        issuer: String,
    },
}

/// A provider's key set as it was last fetched. All requests of an isolate share it.
struct RefreshingCache {
    name: String,
    network: Network,
    location: KeyLocation,
    keys: RefCell<KeySet>,
    schedule: RefCell<RefreshSchedule>,
}

impl RefreshingCache {
    /// The key of a search, from the cache if it is there.
    async fn find(
        self: &Rc<Self>,
        search: &KeySearch<'_>,
        execution: &Context,
    ) -> Result<Result<PublicKey, NoKey>, IdentityError> {
        loop {
            let now = clock::now();
            let found = self.cached(search, now);
            if found.is_ok() {
                if self.schedule.borrow().is_due(now) {
                    self.start_refresh(now, execution);
                }
                return Ok(found);
            }
            let step = self.schedule.borrow().next_step(search.requested_at, now);
            match step {
                Step::Fetch => self.start_refresh(now, execution),
                Step::Wait(duration) => Delay::from(duration).await,
                Step::Absent => return Ok(found),
                Step::Unavailable => return Err(self.unavailable()),
            }
        }
    }

    fn cached(&self, search: &KeySearch<'_>, now: Timestamp) -> Result<PublicKey, NoKey> {
        if !self.schedule.borrow().is_usable(now) {
            return Err(NoKey::Unknown);
        }
        search.find_in(&self.keys.borrow())
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
        let fetched = self.fetch().await;
        log::reported(&Report::Identity {
            provider: &self.name,
            outcome: if fetched.is_ok() {
                KeyFetch::Fetched
            } else {
                KeyFetch::Failed
            },
        });
        match fetched {
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
            KeyLocation::Discovery { url, issuer } => {
                rules::discovered_key_url(&fetch_document(&self.network, url).await?, issuer)?
            }
        };
        Ok(rules::key_set(&fetch_document(&self.network, &url).await?)?)
    }
}
