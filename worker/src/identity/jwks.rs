//! The keys of an identity provider: a JWK set given in the setting, or one that is fetched and [cached](RefreshingCache).
//!
//! An unknown `kid` has the set fetched again, at most once a second.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::Timestamp;
use hallpass_core::identity::{self as rules, Algorithm, KeySet, KeySource, NoKey, PublicKey};
use worker::Context;

use crate::error::InternalError;
use crate::http::Network;
use crate::log::{KeyFetch, Report};
use crate::{clock, log};

use super::document::fetch_document;
use super::error::IdentityError;
use super::refreshing_cache::{RefreshingCache, Source};
use super::subtle::{self, Key};

/// A provider's keys.
pub(super) struct ProviderKeys {
    keys: Keys,
    imported: ImportedKeys,
}

enum Keys {
    /// Given in the setting.
    Fixed(KeySet),
    /// Fetched.
    Fetched(Rc<RefreshingCache<PublishedKeys>>),
}

impl ProviderKeys {
    /// The keys of a provider.
    pub(super) fn new(provider: &rules::Provider, network: Network) -> Self {
        let location = match &provider.keys {
            KeySource::Fixed(keys) => {
                return Self::from_keys(Keys::Fixed(keys.clone()));
            }
            KeySource::Url(url) => KeyLocation::Url(url.clone()),
            KeySource::Discovery { url, issuer } => KeyLocation::Discovery {
                url: url.clone(),
                issuer: issuer.clone(),
            },
        };
        Self::from_keys(Keys::Fetched(RefreshingCache::new(PublishedKeys {
            provider: provider.name.clone(),
            network,
            location,
        })))
    }

    fn from_keys(keys: Keys) -> Self {
        Self {
            keys,
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
            provider: self,
            key_id,
            algorithm,
            requested_at: clock::now(),
            tried: None,
        }
    }
}

/// A search for the key that a token names, or that it must mean if it names none.
pub(super) struct KeySearch<'a> {
    provider: &'a ProviderKeys,
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
        let found = match &self.provider.keys {
            Keys::Fixed(keys) => keys.find(self.key_id, self.algorithm),
            Keys::Fetched(cache) => {
                let found = cache.find(self.requested_at, execution, |keys| {
                    self.find_in(keys.ok_or(NoKey::Unknown)?)
                });
                let found = found.await;
                found.ok_or_else(|| cache.source.unavailable())?
            }
        };
        let key = match found {
            Ok(key) => key,
            Err(problem) => return Ok(Err(problem)),
        };
        let imported = self.provider.imported.import(&key).await;
        self.tried = Some(key);
        Ok(imported.ok_or(NoKey::Unknown))
    }

    /// Whether the provider may have replaced the key without anyone noticing: it publishes keys without names, so a new
    /// key is not recognized by an unknown name.
    pub(super) fn may_have_newer(&self) -> bool {
        let is_unnamed = self.tried.as_ref().is_some_and(|key| !key.is_named);
        is_unnamed && matches!(self.provider.keys, Keys::Fetched(_))
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

/// The keys that a provider publishes.
struct PublishedKeys {
    /// The provider's name.
    provider: String,
    network: Network,
    location: KeyLocation,
}

impl PublishedKeys {
    fn unavailable(&self) -> IdentityError {
        let message = format!("no current keys of provider `{}`", self.provider);
        IdentityError::KeysUnavailable(InternalError::new(message))
    }
}

impl Source for PublishedKeys {
    type Value = KeySet;

    async fn fetch(&self) -> Result<KeySet, InternalError> {
        let url = match &self.location {
            KeyLocation::Url(url) => url.clone(),
            KeyLocation::Discovery { url, issuer } => {
                rules::discovered_key_url(&fetch_document(&self.network, url).await?, issuer)?
            }
        };
        Ok(rules::key_set(&fetch_document(&self.network, &url).await?)?)
    }

    fn log(&self, fetched: &Result<KeySet, InternalError>) {
        let provider = &self.provider;
        let outcome = match fetched {
            Ok(_) => KeyFetch::Fetched,
            Err(_) => KeyFetch::Failed,
        };
        log::reported(&Report::Identity { provider, outcome });
        if let Err(error) = fetched {
            log::failed(
                "identity",
                format_args!("keys of provider `{provider}`: {error}"),
            );
        }
    }
}
