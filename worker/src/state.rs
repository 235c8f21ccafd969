//! What an isolate keeps between requests: the settings and the policy, read once.

use core::cell::{OnceCell, RefCell};
use std::rc::Rc;

use hallpass_core::key::SigningKeys;
use hallpass_core::link::Pepper;
use hallpass_core::token::cache::VerifiedTokenCache;
use hallpass_core::{Policy, PolicyId};
use wasm_bindgen::JsValue;
use worker::Env;

use crate::gate::GateConfig;
use crate::identity::Providers;
use crate::rate_limiter::RateLimits;
use crate::settings::{self, SettingError};

/// Everything that requests share.
pub(crate) struct AppState {
    /// What objects need too.
    pub(crate) config: Config,
    /// The policy as `GET /v1/policy` answers it.
    pub(crate) policy_json: String,
    /// The policy before it, for whoever holds a token that names it.
    pub(crate) previous_policy: Option<Published>,
    /// `EDGE_ORIGIN`, without a slash at its end.
    pub(crate) origin: String,
    /// `JOIN_URL`, which has no fragment.
    pub(crate) join_url: String,
    /// `ALLOWED_ORIGINS`.
    pub(crate) allowed_origins: Vec<String>,
    /// `HALLPASS_KEYS`.
    pub(crate) keys: SigningKeys,
    /// What membership tokens are verified by.
    pub(crate) members: RefCell<VerifiedTokenCache>,
    /// `HALLPASS_PEPPER`.
    pub(crate) pepper: Pepper,
    /// `MEMBERSHIP_TTL`, in seconds.
    pub(crate) membership_ttl_seconds: i64,
    /// `IDENTITY_PROVIDERS`.
    pub(crate) providers: Providers,
    /// `GATE`, `ORIGIN` and `ORIGIN_SECRET`, where there is a gate.
    pub(crate) gate: Option<GateConfig>,
    /// Local identity, where it is compiled in and on.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) local: Option<crate::identity::local::LocalIdentity>,
}

/// A policy as it is answered, and its id.
pub(crate) struct Published {
    /// The id.
    pub(crate) id: PolicyId,
    /// The JSON.
    pub(crate) json: String,
}

/// The policy, and the operator's figures that rules are asked with. No secret is among them.
pub(crate) struct Config {
    /// Today's policy.
    pub(crate) policy: Policy,
    /// `SUPPORT_URL`.
    pub(crate) support_url: Option<String>,
    /// `SPEND_LIMIT_DEFAULT`, in US cents per hour.
    pub(crate) spend_limit_default: u64,
    /// `SPEND_LIMIT_CEILING`, in US cents per hour.
    pub(crate) spend_limit_ceiling: u64,
    /// What may be done how often.
    pub(crate) budgets: RateLimits,
}

thread_local! {
    /// Settings do not change in an isolate's life, so neither does what is wrong with them.
    static STATE: OnceCell<Result<Rc<AppState>, SettingError>> = const { OnceCell::new() };
}

impl AppState {
    /// The settings and the policy, read once per isolate.
    ///
    /// # Errors
    /// The first setting that is missing or malformed.
    pub(crate) fn load(env: &Env) -> Result<Rc<AppState>, SettingError> {
        STATE.with(|state| {
            state
                .get_or_init(|| settings::read(env).map(Rc::new))
                .clone()
        })
    }
}

/// The text of `policy.toml`, where `entry.mjs` put it.
pub(crate) fn policy_text() -> Option<String> {
    text_module("hallpass.policy")
}

/// The text of `policy.previous.toml`; none where there was no policy before.
pub(crate) fn previous_policy_text() -> Option<String> {
    text_module("hallpass.policy.previous").filter(|text| !text.trim().is_empty())
}

fn text_module(symbol: &str) -> Option<String> {
    let key = JsValue::from(js_sys::Symbol::for_(symbol));
    js_sys::Reflect::get(&js_sys::global(), &key)
        .ok()?
        .as_string()
}
