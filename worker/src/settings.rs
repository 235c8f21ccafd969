//! Settings: a closed list, read once. What is missing or malformed shuts the Worker, but for `/healthz`.

use core::cell::RefCell;
use core::fmt;

use hallpass_core::budget::{Budget, TeamBudgets};
use hallpass_core::gate::Gate;
use hallpass_core::key::SigningKeys;
use hallpass_core::link::Pepper;
use hallpass_core::token::cache::VerifiedTokenCache;
use hallpass_core::{Policy, limits};
use worker::Env;

use crate::gate::GateConfig;
use crate::identity::Providers;
use crate::json;
use crate::rate_limiter::RateLimits;
use crate::state::{self, AppState, Config, Published};
use crate::url::Url;

/// The life of a membership token when none is set, in seconds.
const MEMBERSHIP_TTL_SECONDS: i64 = 60;
/// The spend limit of an account that has none of its own, in US cents per hour.
const SPEND_LIMIT_DEFAULT: u64 = 8_000;
/// The highest spend limit that a member may set, in US cents per hour.
const SPEND_LIMIT_CEILING: u64 = 80_000;

/// A setting that is missing or malformed. Its value is never told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingError(Box<Wrong>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    name: &'static str,
    wrong: String,
}

impl SettingError {
    pub(crate) fn new(name: &'static str, wrong: impl Into<String>) -> Self {
        Self::of(name, wrong.into())
    }

    #[inline(never)]
    fn of(name: &'static str, wrong: String) -> Self {
        Self(Box::new(Wrong { name, wrong }))
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the setting `{}` {}", self.0.name, self.0.wrong)
    }
}

/// Reads every setting and the policy.
///
/// # Errors
/// The first that is missing or malformed.
pub(crate) fn read(env: &Env) -> Result<AppState, SettingError> {
    let origin = origin(env, "EDGE_ORIGIN")?;
    let pepper_text = required(env, "HALLPASS_PEPPER")?;
    let pepper = Pepper::from_base64url(&pepper_text)
        .map_err(|error| SettingError::new("HALLPASS_PEPPER", format!("is malformed: {error}")))?;
    let keys = SigningKeys::from_json(&required(env, "HALLPASS_KEYS")?)
        .map_err(|error| SettingError::new("HALLPASS_KEYS", format!("is malformed: {error}")))?;
    let providers = Providers::from_json(&required(env, "IDENTITY_PROVIDERS")?)?;
    let join_url = web_address(&required(env, "JOIN_URL")?, "JOIN_URL")?;
    if let Some(app_url) = text(env, "APP_URL") {
        web_address(&app_url, "APP_URL")?;
    }
    let support_url = text(env, "SUPPORT_URL")
        .map(|url| web_address(&url, "SUPPORT_URL"))
        .transpose()?;
    let policy = policy()?;
    let policy_json = json::written(&policy);
    let (spend_limit_default, spend_limit_ceiling) = spend_limits(env)?;
    let local_identity = switch(env, "LOCAL_IDENTITY")?;
    #[cfg(feature = "dangerous-local-identity")]
    let local = crate::identity::local::LocalIdentity::new(local_identity, &origin, &pepper_text)?;
    #[cfg(not(feature = "dangerous-local-identity"))]
    let _ = local_identity;
    let gate = gate(env, &policy, &origin)?;
    let members = VerifiedTokenCache::new(
        keys.verifying().clone(),
        origin.clone(),
        policy.audience().into(),
    );
    Ok(AppState {
        gate,
        config: Config {
            policy,
            support_url,
            spend_limit_default,
            spend_limit_ceiling,
            budgets: RateLimits {
                lookups: budget(env, "BUDGET_LOOKUPS")?,
                redeems: budget(env, "BUDGET_REDEEMS")?,
                team: TeamBudgets {
                    invites: budget(env, "BUDGET_INVITES")?,
                    resends: budget(env, "BUDGET_RESENDS")?,
                },
            },
        },
        policy_json,
        previous_policy: previous_policy()?,
        origin,
        join_url,
        allowed_origins: allowed_origins(env)?,
        keys,
        members: RefCell::new(members),
        pepper,
        membership_ttl_seconds: membership_ttl(env)?,
        providers,
        #[cfg(feature = "dangerous-local-identity")]
        local,
    })
}

fn previous_policy() -> Result<Option<Published>, SettingError> {
    const FILE: &str = "policy.previous.toml";
    let Some(text) = state::previous_policy_text() else {
        return Ok(None);
    };
    let policy = Policy::from_toml(&text)
        .map_err(|error| SettingError::new(FILE, format!("is malformed: {error}")))?;
    let json = json::written(&policy);
    Ok(Some(Published {
        id: policy.id().clone(),
        json,
    }))
}

fn policy() -> Result<Policy, SettingError> {
    let text =
        state::policy_text().ok_or_else(|| SettingError::new("policy.toml", "is missing"))?;
    Policy::from_toml(&text)
        .map_err(|error| SettingError::new("policy.toml", format!("is malformed: {error}")))
}

/// A setting's text; one that is empty counts as missing. One that `wrangler.toml` has as a
/// number, table or list is its JSON.
fn text(env: &Env, name: &str) -> Option<String> {
    let value = js_sys::Reflect::get(env.as_ref(), &name.into()).ok()?;
    let text = match value.as_string() {
        Some(text) => text,
        None if value.is_undefined() => return None,
        None => js_sys::JSON::stringify(&value).ok()?.into(),
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

fn required(env: &Env, name: &'static str) -> Result<String, SettingError> {
    text(env, name).ok_or_else(|| SettingError::new(name, "is missing"))
}

/// The shortest secret that an origin knows the gate by, in visible characters.
const SECRET_CHARACTERS: usize = 16;

fn gate(env: &Env, policy: &Policy, own: &str) -> Result<Option<GateConfig>, SettingError> {
    let Some(rules) = text(env, "GATE") else {
        return Ok(None);
    };
    let rules = Gate::from_json(&rules, policy)
        .map_err(|error| SettingError::new("GATE", error.to_string()))?;
    let origin = origin(env, "ORIGIN")?;
    if origin == own {
        return Err(SettingError::new("ORIGIN", "is the gate itself"));
    }
    let secret = required(env, "ORIGIN_SECRET")?;
    let visible = secret.bytes().all(|byte| byte.is_ascii_graphic());
    if !visible || secret.len() < SECRET_CHARACTERS {
        let wrong = "is not at least 16 visible ASCII characters";
        return Err(SettingError::new("ORIGIN_SECRET", wrong));
    }
    Ok(Some(GateConfig {
        rules,
        origin,
        secret,
    }))
}

/// Whether a switch is on; it is off when it is missing.
fn switch(env: &Env, name: &'static str) -> Result<Switch, SettingError> {
    match text(env, name).as_deref() {
        Some("on") => Ok(Switch::On),
        Some("off") | None => Ok(Switch::Off),
        Some(_) => Err(SettingError::new(name, "is neither `on` nor `off`")),
    }
}

/// A setting that is `on` or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    On,
    Off,
}

fn number(env: &Env, name: &'static str, otherwise: u64) -> Result<u64, SettingError> {
    match text(env, name) {
        None => Ok(otherwise),
        Some(text) => text
            .trim()
            .parse()
            .map_err(|_| SettingError::new(name, "is not a whole number")),
    }
}

/// So many within so many seconds, as `30/60`; off when it is missing.
fn budget(env: &Env, name: &'static str) -> Result<Option<Budget>, SettingError> {
    let read = |text: String| {
        Budget::from_word(text.trim())
            .ok_or_else(|| SettingError::new(name, "is not `count/seconds`"))
    };
    text(env, name).map(read).transpose()
}

fn membership_ttl(env: &Env) -> Result<i64, SettingError> {
    let name = "MEMBERSHIP_TTL";
    let seconds = number(env, name, MEMBERSHIP_TTL_SECONDS.unsigned_abs())?;
    i64::try_from(seconds)
        .ok()
        .filter(|seconds| (30..=limits::MEMBERSHIP_TOKEN_SECONDS).contains(seconds))
        .ok_or_else(|| SettingError::new(name, "is not between 30 and 300"))
}

fn spend_limits(env: &Env) -> Result<(u64, u64), SettingError> {
    let default = number(env, "SPEND_LIMIT_DEFAULT", SPEND_LIMIT_DEFAULT)?;
    let ceiling = number(env, "SPEND_LIMIT_CEILING", SPEND_LIMIT_CEILING.max(default))?;
    if default > ceiling {
        return Err(SettingError::new(
            "SPEND_LIMIT_CEILING",
            "is below `SPEND_LIMIT_DEFAULT`",
        ));
    }
    Ok((default, ceiling))
}

fn web_address(text: &str, name: &'static str) -> Result<String, SettingError> {
    let url =
        Url::parse(text.trim()).ok_or_else(|| SettingError::new(name, "is no web address"))?;
    if !url.is_web() || url.has_fragment() {
        return Err(SettingError::new(
            name,
            "is no `https` address without a fragment",
        ));
    }
    Ok(url.text())
}

/// An origin as browsers send it.
fn origin_of(text: &str, name: &'static str) -> Result<String, SettingError> {
    let url = Url::parse(text.trim()).ok_or_else(|| SettingError::new(name, "is no origin"))?;
    if !url.is_web() || !url.is_bare() {
        return Err(SettingError::new(name, "is no `https` origin"));
    }
    Ok(url.origin())
}

fn origin(env: &Env, name: &'static str) -> Result<String, SettingError> {
    origin_of(&required(env, name)?, name)
}

fn allowed_origins(env: &Env) -> Result<Vec<String>, SettingError> {
    let name = "ALLOWED_ORIGINS";
    let text = text(env, name).unwrap_or_default();
    text.split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| origin_of(part, name))
        .collect()
}
