//! The operator's configuration: settings and policy, parsed once. One that is missing or malformed stops everything but
//! `/healthz`.

mod policy;
mod providers;
mod setting;

use hallpass_core::budget::{Budget, TeamBudgets};
use hallpass_core::gate::Gate;
use hallpass_core::{Policy, limits};
use worker::Env;

use setting::Setting;

pub(crate) use providers::{
    Algorithm, EmailTrust, Identifies, KeyLocation, KeySource, ProviderConfig, Subjects,
    UserClaims, invalid_provider, web_url,
};
#[cfg(feature = "dangerous-local-identity")]
pub(crate) use providers::{ClaimNames, LOCAL_PROVIDER};
pub(crate) use setting::SettingError;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) use setting::is_loopback;

/// The life of a membership token by default, in seconds.
const MEMBERSHIP_TTL_SECONDS: i64 = 60;
/// The spend limit of an account that sets none, in US cents per hour.
const SPEND_LIMIT_DEFAULT: u64 = 8_000;
/// The highest spend limit that a member may set by default, in US cents per hour.
const SPEND_LIMIT_CEILING: u64 = 80_000;
/// The least length of `ORIGIN_SECRET`.
const ORIGIN_SECRET_CHARACTERS: usize = 16;

/// The configuration. The keys and the pepper are parts of the application's state.
pub(crate) struct Config {
    /// `policy.toml`.
    pub(crate) policy: Policy,
    /// `policy.previous.toml`, for tokens that name it.
    pub(crate) previous_policy: Option<Policy>,
    /// `EDGE_ORIGIN`, without a slash at its end.
    pub(crate) origin: String,
    /// `JOIN_URL`, without a fragment.
    pub(crate) join_url: String,
    /// `SUPPORT_URL`.
    pub(crate) support_url: Option<String>,
    /// `ALLOWED_ORIGINS`.
    pub(crate) allowed_origins: Vec<String>,
    /// `MEMBERSHIP_TTL`, in seconds.
    pub(crate) membership_ttl_seconds: i64,
    /// `SPEND_LIMIT_DEFAULT`, in US cents per hour.
    pub(crate) spend_limit_default: u64,
    /// `SPEND_LIMIT_CEILING`, in US cents per hour.
    pub(crate) spend_limit_ceiling: u64,
    /// `BUDGET_…`.
    pub(crate) rate_limits: RateLimits,
    /// `GATE`, `ORIGIN` and `ORIGIN_SECRET`; `None` without a gate.
    pub(crate) gate: Option<GateConfig>,
    /// `LOCAL_IDENTITY`, which only some builds contain.
    #[cfg_attr(
        not(feature = "dangerous-local-identity"),
        expect(dead_code, reason = "the setting is checked in every build")
    )]
    pub(crate) local_identity: bool,
}

/// The operator's rate limits; `None` is no limit.
#[derive(Clone, Copy)]
pub(crate) struct RateLimits {
    /// `BUDGET_LOOKUPS`: look-ups that find nothing, per network.
    pub(crate) lookups: Option<Budget>,
    /// `BUDGET_REDEEMS`: the same, per user.
    pub(crate) redeems: Option<Budget>,
    /// `BUDGET_INVITES` and `BUDGET_RESENDS`, which each account counts.
    pub(crate) team: TeamBudgets,
}

/// The gate in front of the platform's own origin.
pub(crate) struct GateConfig {
    /// `GATE`.
    pub(crate) rules: Gate,
    /// `ORIGIN`, without a slash at its end.
    pub(crate) origin: String,
    /// `ORIGIN_SECRET`.
    pub(crate) secret: String,
}

impl Config {
    /// Parses every setting and the policy.
    ///
    /// # Errors
    /// The first that is missing or malformed.
    pub(crate) fn from_env(env: &Env) -> Result<Self, SettingError> {
        let policy = policy::current()?;
        let origin = Setting::required(env, "EDGE_ORIGIN")?.origin()?;
        let (spend_limit_default, spend_limit_ceiling) = spend_limits(env)?;
        if let Some(app_url) = Setting::optional(env, "APP_URL") {
            app_url.web_url()?;
        }
        Ok(Self {
            previous_policy: policy::previous()?,
            join_url: Setting::required(env, "JOIN_URL")?.web_url()?,
            support_url: parsed(env, "SUPPORT_URL", Setting::web_url)?,
            allowed_origins: parsed(env, "ALLOWED_ORIGINS", Setting::origins)?.unwrap_or_default(),
            membership_ttl_seconds: parsed(env, "MEMBERSHIP_TTL", |ttl| {
                ttl.whole_number_in(30..=limits::MEMBERSHIP_TOKEN_SECONDS)
            })?
            .unwrap_or(MEMBERSHIP_TTL_SECONDS),
            spend_limit_default,
            spend_limit_ceiling,
            rate_limits: RateLimits {
                lookups: parsed(env, "BUDGET_LOOKUPS", Setting::rate)?,
                redeems: parsed(env, "BUDGET_REDEEMS", Setting::rate)?,
                team: TeamBudgets {
                    invites: parsed(env, "BUDGET_INVITES", Setting::rate)?,
                    resends: parsed(env, "BUDGET_RESENDS", Setting::rate)?,
                },
            },
            gate: gate(env, &policy, &origin)?,
            local_identity: parsed(env, "LOCAL_IDENTITY", Setting::switch)?.unwrap_or(false),
            policy,
            origin,
        })
    }

    /// Whether clients reach the Worker by `https`.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

/// A secret, which its user parses.
///
/// # Errors
/// When it is missing, or `parse` rejects it.
pub(crate) fn required<T, E: core::fmt::Display>(
    env: &Env,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, SettingError> {
    Setting::required(env, name)?.parse(parse)
}

/// `IDENTITY_PROVIDERS`.
///
/// # Errors
/// When it is missing or malformed.
pub(crate) fn identity_providers(env: &Env) -> Result<Vec<ProviderConfig>, SettingError> {
    providers::parse(&Setting::required(env, "IDENTITY_PROVIDERS")?.text)
}

/// The text of a setting that its user parses.
///
/// # Errors
/// When it is missing.
#[cfg(feature = "dangerous-local-identity")]
pub(crate) fn required_text(env: &Env, name: &'static str) -> Result<String, SettingError> {
    Ok(Setting::required(env, name)?.text)
}

/// The value of an optional setting.
fn parsed<T>(
    env: &Env,
    name: &'static str,
    parse: impl FnOnce(&Setting) -> Result<T, SettingError>,
) -> Result<Option<T>, SettingError> {
    let setting = Setting::optional(env, name);
    setting.as_ref().map(parse).transpose()
}

fn spend_limits(env: &Env) -> Result<(u64, u64), SettingError> {
    let default =
        parsed(env, "SPEND_LIMIT_DEFAULT", Setting::whole_number)?.unwrap_or(SPEND_LIMIT_DEFAULT);
    let ceiling = parsed(env, "SPEND_LIMIT_CEILING", Setting::whole_number)?
        .unwrap_or_else(|| SPEND_LIMIT_CEILING.max(default));
    if default > ceiling {
        let problem = "is below `SPEND_LIMIT_DEFAULT`";
        return Err(SettingError::new("SPEND_LIMIT_CEILING", problem));
    }
    Ok((default, ceiling))
}

fn gate(env: &Env, policy: &Policy, own: &str) -> Result<Option<GateConfig>, SettingError> {
    let Some(rules) = Setting::optional(env, "GATE") else {
        return Ok(None);
    };
    let rules = Gate::from_json(&rules.text, policy)
        .map_err(|error| SettingError::new("GATE", error.to_string()))?;
    let origin = Setting::required(env, "ORIGIN")?.origin()?;
    if origin == own {
        return Err(SettingError::new(
            "ORIGIN",
            "is `EDGE_ORIGIN`, which is the gate itself",
        ));
    }
    let secret = Setting::required(env, "ORIGIN_SECRET")?.text;
    let is_visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_visible || secret.len() < ORIGIN_SECRET_CHARACTERS {
        let problem = "is not at least 16 visible ASCII characters";
        return Err(SettingError::new("ORIGIN_SECRET", problem));
    }
    Ok(Some(GateConfig {
        rules,
        origin,
        secret,
    }))
}
