//! What an isolate keeps between requests.

use core::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hallpass_core::identity::settings::Mistake;
#[cfg(feature = "dangerous-local-identity")]
use hallpass_core::identity::settings::is_loopback;
use hallpass_core::key::SigningKeys;
use hallpass_core::link::Pepper;
use hallpass_core::token::cache::VerifiedTokenCache;
use hallpass_core::webhook::Webhook;
use hallpass_core::{Policy, PolicyId};
use worker::Env;

#[cfg(feature = "dangerous-local-identity")]
use crate::config;
use crate::config::{Config, SettingErrors, Settings};
use crate::http::{ApiRequest, Network};
#[cfg(feature = "dangerous-local-identity")]
use crate::identity::local::LocalIdentity;
use crate::identity::{ConsoleProvider, Provider};
use crate::json;
use crate::log;
use crate::mail::Mailer;

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
    /// Where the operator's own servers are.
    pub(crate) private_network: Network,
    /// `IDENTITY_PROVIDERS`, with their keys.
    providers: Vec<Provider>,
    /// `CONSOLE`, with the origins of its provider; `None` where it is not set.
    pub(crate) console: Option<ConsoleProvider>,
    /// `WEBHOOKS`.
    pub(crate) webhooks: Vec<Rc<Webhook>>,
    /// Sends invite mails; `None` where `EMAIL` is not set.
    pub(crate) mailer: Option<Mailer>,
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
    fn new(file: &'static str, policy: &Policy) -> Result<Self, SettingErrors> {
        let json = json::to_string(policy)
            .map_err(|error| Mistake::new(file, format!("is malformed: {error}")))?;
        Ok(Self {
            id: policy.id().clone(),
            json,
        })
    }
}

thread_local! {
    /// Settings do not change in an isolate's life, so neither do the errors in them.
    static STATE: OnceCell<Result<Rc<AppState>, SettingErrors>> = const { OnceCell::new() };
}

impl AppState {
    /// The state of this isolate.
    ///
    /// # Errors
    /// Every setting that is missing or malformed. The first time, a line of the log names them.
    pub(crate) fn load(env: &Env) -> Result<Rc<Self>, SettingErrors> {
        let from_env = || {
            let state = Self::from_env(env).map(Rc::new);
            if let Err(errors) = &state {
                let mistakes = errors.iter().map(ToString::to_string).collect();
                log::invalid_settings(errors, mistakes);
            }
            state
        };
        STATE.with(|state| state.get_or_init(from_env).clone())
    }

    fn from_env(env: &Env) -> Result<Self, SettingErrors> {
        let Settings {
            config,
            keys,
            pepper,
            providers,
            console,
            webhooks,
            email,
        } = Settings::from_env(env)?;
        let verified_tokens = VerifiedTokenCache::new(
            keys.verifying().clone(),
            config.origin.clone(),
            config.policy.audience().into(),
        );
        let private_network = Network::of_operator(env);
        let providers = providers.into_iter();
        let providers = providers.map(|rules| Provider::new(rules, private_network.clone()));
        let previous_policy = config.previous_policy.as_ref();
        Ok(Self {
            published_policy: PublishedPolicy::new("policy.toml", &config.policy)?,
            previous_policy: previous_policy
                .map(|policy| PublishedPolicy::new("policy.previous.toml", policy))
                .transpose()?,
            keys,
            pepper,
            providers: providers.collect(),
            console: console.map(|console| ConsoleProvider::new(console, private_network.clone())),
            private_network,
            webhooks: webhooks.into_iter().map(Rc::new).collect(),
            mailer: email.map(|email| Mailer::new(email.settings, email.templates, &config.origin)),
            verified_tokens: RefCell::new(verified_tokens),
            #[cfg(feature = "dangerous-local-identity")]
            local: LocalIdentity::new(
                config.local_identity,
                &config.origin,
                &config::pepper_text(env),
            ),
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

    /// Whether local identity exists for this request.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn has_local_identity(&self, request: &ApiRequest) -> bool {
        self.local_identity(request).is_some()
    }

    /// Whether local identity exists for this request: it is not part of a release.
    #[cfg(not(feature = "dangerous-local-identity"))]
    #[expect(
        clippy::unused_self,
        reason = "the other edition looks at the settings"
    )]
    pub(crate) const fn has_local_identity(&self, _: &ApiRequest) -> bool {
        false
    }

    /// Local identity, if it exists for this request: both the configured origin and the host are this machine.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn local_identity(&self, request: &ApiRequest) -> Option<&LocalIdentity> {
        self.local.as_ref().filter(|_| is_loopback(request.host()))
    }
}
