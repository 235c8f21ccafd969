//! What an isolate keeps between requests.

use core::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hallpass_core::key::SigningKeys;
use hallpass_core::link::Pepper;
use hallpass_core::token::cache::VerifiedTokenCache;
use hallpass_core::{Policy, PolicyId};
use worker::Env;

#[cfg(feature = "dangerous-local-identity")]
use crate::config::is_loopback;
use crate::config::{self, Config, SettingError};
use crate::http::ApiRequest;
use crate::identity::Provider;
#[cfg(feature = "dangerous-local-identity")]
use crate::identity::local::LocalIdentity;
use crate::json;

/// The configuration, the keys and the caches that all requests share.
pub(crate) struct AppState {
    /// Settings and policy.
    pub(crate) config: Config,
    /// The current policy.
    pub(crate) published_policy: PublishedPolicy,
    /// The policy before it.
    pub(crate) previous_policy: Option<PublishedPolicy>,
    /// `HALLPASS_KEYS`.
    pub(crate) keys: SigningKeys,
    /// `HALLPASS_PEPPER`.
    pub(crate) pepper: Pepper,
    /// `IDENTITY_PROVIDERS`, with their keys.
    providers: Vec<Provider>,
    /// Membership tokens that were verified before.
    pub(crate) verified_tokens: RefCell<VerifiedTokenCache>,
    /// Local identity, where it is compiled in and on.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) local: Option<LocalIdentity>,
}

/// A policy as it is published.
pub(crate) struct PublishedPolicy {
    /// Its id.
    pub(crate) id: PolicyId,
    /// Its JSON.
    pub(crate) json: String,
}

impl PublishedPolicy {
    fn new(file: &'static str, policy: &Policy) -> Result<Self, SettingError> {
        let json = json::to_string(policy)
            .map_err(|error| SettingError::new(file, format!("is malformed: {error}")))?;
        Ok(Self {
            id: policy.id().clone(),
            json,
        })
    }
}

thread_local! {
    /// Settings do not change in an isolate's life, so neither does the first error in them.
    static STATE: OnceCell<Result<Rc<AppState>, SettingError>> = const { OnceCell::new() };
}

impl AppState {
    /// The state of this isolate.
    ///
    /// # Errors
    /// The first setting that is missing or malformed.
    pub(crate) fn load(env: &Env) -> Result<Rc<Self>, SettingError> {
        STATE.with(|state| {
            state
                .get_or_init(|| Self::from_env(env).map(Rc::new))
                .clone()
        })
    }

    fn from_env(env: &Env) -> Result<Self, SettingError> {
        let config = Config::from_env(env)?;
        let keys = config::required(env, "HALLPASS_KEYS", SigningKeys::from_json)?;
        let verified_tokens = VerifiedTokenCache::new(
            keys.verifying().clone(),
            config.origin.clone(),
            config.policy.audience().into(),
        );
        Ok(Self {
            published_policy: PublishedPolicy::new("policy.toml", &config.policy)?,
            previous_policy: config
                .previous_policy
                .as_ref()
                .map(|policy| PublishedPolicy::new("policy.previous.toml", policy))
                .transpose()?,
            keys,
            pepper: config::required(env, "HALLPASS_PEPPER", Pepper::from_base64url)?,
            providers: config::identity_providers(env)?
                .into_iter()
                .map(Provider::new)
                .collect::<Result<_, _>>()?,
            verified_tokens: RefCell::new(verified_tokens),
            #[cfg(feature = "dangerous-local-identity")]
            local: LocalIdentity::new(
                config.local_identity,
                &config.origin,
                &config::required_text(env, "HALLPASS_PEPPER")?,
            )?,
            config,
        })
    }

    /// The providers whose users and services a request may be about.
    pub(crate) fn providers(&self, request: &ApiRequest) -> impl Iterator<Item = &Provider> {
        let providers = self.providers.iter();
        #[cfg(feature = "dangerous-local-identity")]
        let providers = {
            let local = self.local_identity(request);
            providers.chain(local.map(|local| &local.provider))
        };
        #[cfg(not(feature = "dangerous-local-identity"))]
        let _ = request;
        providers
    }

    /// Local identity, if it exists for this request: both the configured origin and the host are this machine.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn local_identity(&self, request: &ApiRequest) -> Option<&LocalIdentity> {
        self.local.as_ref().filter(|_| is_loopback(request.host()))
    }
}
