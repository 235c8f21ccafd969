//! The operator's configuration: settings and policy, parsed once. One that is missing or malformed stops everything but
//! `/healthz`, and all that are wrong are named at once.

mod email;
mod environment;
mod policy;
mod setting;
mod text_module;
mod webhooks;

use hallpass_core::budget::{Budget, TeamBudgets};
use hallpass_core::gate::Gate;
use hallpass_core::identity::settings::Mistake;
use hallpass_core::identity::{self, ConsoleSignIn};
use hallpass_core::key::SigningKeys;
use hallpass_core::link::Pepper;
use hallpass_core::retention::AuditRetention;
use hallpass_core::webhook::Webhook;
use hallpass_core::{Policy, limits};
use worker::Env;

use environment::Environment;
use setting::Setting;

pub(crate) use email::EmailConfig;
pub(crate) use environment::SettingErrors;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) use setting::is_this_machine;

/// The life of a membership token by default, in seconds.
const MEMBERSHIP_TTL_SECONDS: i64 = 60;
/// The spend limit of an account that sets none, in US cents per hour.
const SPEND_LIMIT_DEFAULT: u64 = 8_000;
/// The highest spend limit that a member may set by default, in US cents per hour.
const SPEND_LIMIT_CEILING: u64 = 80_000;
/// The least length of `ORIGIN_SECRET`.
const ORIGIN_SECRET_CHARACTERS: usize = 16;
/// The largest `RETRY_DIVISOR`: a day becomes a second.
#[cfg(feature = "dangerous-local-identity")]
const MAX_RETRY_DIVISOR: i64 = 86_400;

/// Everything that the settings say.
pub(crate) struct Settings {
    /// What is no secret.
    pub(crate) config: Config,
    /// `HALLPASS_KEYS`.
    pub(crate) keys: SigningKeys,
    /// `HALLPASS_PEPPER`.
    pub(crate) pepper: Pepper,
    /// `IDENTITY_PROVIDERS`.
    pub(crate) providers: Vec<identity::Provider>,
    /// `CONSOLE`; `None` where it is not set.
    pub(crate) console: Option<ConsoleSignIn>,
    /// `WEBHOOKS`.
    pub(crate) webhooks: Vec<Webhook>,
    /// `EMAIL` and `mail.toml`; `None` where no mail is sent.
    pub(crate) email: Option<EmailConfig>,
}

impl Settings {
    /// Parses every setting and the policy.
    ///
    /// # Errors
    /// Every mistake in them.
    pub(crate) fn from_env(env: &Env) -> Result<Self, SettingErrors> {
        let environment = Environment::new(env);
        // All are read before any is used, so that every mistake is found.
        let config = Config::read(&environment);
        let keys = environment.parsed_required(
            "HALLPASS_KEYS",
            "make it with `npx hallpass keys new`",
            |keys| keys.secret(SigningKeys::from_json),
        );
        let pepper = environment.parsed_required(
            "HALLPASS_PEPPER",
            "make it once with `npx hallpass keys pepper`, and keep a copy",
            |pepper| pepper.secret(Pepper::from_base64url),
        );
        let is_local = config.as_ref().is_none_or(|config| config.local_identity);
        let providers = identity_providers(&environment, is_local);
        let console = environment.parsed("CONSOLE", |setting| {
            ConsoleSignIn::parse(&setting.text, providers.as_deref())
        });
        let own_origin = config.as_ref().map(|config| config.origin.as_str());
        let webhooks = webhooks::read(&environment, own_origin);
        let email = email::read(&environment, env);
        let settings = || {
            Some(Self {
                config: config?,
                keys: keys?,
                pepper: pepper?,
                providers: providers?,
                console,
                webhooks: webhooks?,
                email,
            })
        };
        environment.finish(settings())
    }
}

/// The settings that are no secrets, and the policy.
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
    /// `AUDIT_RETENTION_DAYS`; `None` where audit events stay.
    pub(crate) audit_retention: Option<AuditRetention>,
    /// `SPEND_LIMIT_DEFAULT`, in US cents per hour.
    pub(crate) spend_limit_default: u64,
    /// `SPEND_LIMIT_CEILING`, in US cents per hour.
    pub(crate) spend_limit_ceiling: u64,
    /// `BUDGET_…`.
    pub(crate) rate_limits: RateLimits,
    /// `GATE`, `ORIGIN` and `ORIGIN_SECRET`; `None` without a gate.
    pub(crate) gate: Option<GateConfig>,
    /// `LOCAL_IDENTITY`, which only some builds contain.
    pub(crate) local_identity: bool,
    /// `RETRY_DIVISOR`, by which tests shorten waiting times. 1 in a release.
    pub(crate) retry_divisor: i64,
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
    /// Parses the settings; `None` after a mistake.
    fn read(environment: &Environment<'_>) -> Option<Self> {
        let policy = environment.record(policy::current());
        let previous_policy = environment.record(policy::previous());
        if let (Some(current), Some(Some(previous))) = (&policy, &previous_policy) {
            environment.record(policy::check_follows(current, previous));
        }
        let origin = environment.parsed_required(
            "EDGE_ORIGIN",
            "set it to the edge's own origin, such as `https://hallpass.example`",
            Setting::origin,
        );
        let join_url = environment.parsed_required(
            "JOIN_URL",
            "set it to the page that invite links lead to, such as `https://app.example/join`",
            Setting::web_url,
        );
        environment.parsed("APP_URL", Setting::web_url);
        let support_url = environment.parsed("SUPPORT_URL", Setting::web_url);
        let allowed_origins = environment.parsed("ALLOWED_ORIGINS", Setting::origins);
        let membership_ttl = environment.parsed("MEMBERSHIP_TTL", |ttl| {
            ttl.whole_number_in(30..=limits::MEMBERSHIP_TOKEN_SECONDS)
        });
        let audit_retention = environment.parsed("AUDIT_RETENTION_DAYS", |days| {
            let range = limits::AUDIT_RETENTION_DAYS_LEAST..=limits::AUDIT_RETENTION_DAYS_MOST;
            days.whole_number_in(range)
        });
        let (spend_limit_default, spend_limit_ceiling) = spend_limits(environment);
        let rate_limits = RateLimits {
            lookups: environment.parsed("BUDGET_LOOKUPS", Setting::rate),
            redeems: environment.parsed("BUDGET_REDEEMS", Setting::rate),
            team: TeamBudgets {
                invites: environment.parsed("BUDGET_INVITES", Setting::rate),
                resends: environment.parsed("BUDGET_RESENDS", Setting::rate),
            },
        };
        let local_identity = environment.parsed("LOCAL_IDENTITY", Setting::switch);
        let retry_divisor = retry_divisor(environment);
        let gate = gate(environment, policy.as_ref(), origin.as_deref());
        Some(Self {
            policy: policy?,
            previous_policy: previous_policy?,
            origin: origin?,
            join_url: join_url?,
            support_url,
            allowed_origins: allowed_origins.unwrap_or_default(),
            membership_ttl_seconds: membership_ttl.unwrap_or(MEMBERSHIP_TTL_SECONDS),
            audit_retention: audit_retention.and_then(AuditRetention::of_days),
            spend_limit_default,
            spend_limit_ceiling,
            rate_limits,
            gate,
            local_identity: local_identity.unwrap_or(false),
            retry_divisor,
        })
    }

    /// Whether clients reach the Worker by `https`.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }
}

#[cfg(feature = "dangerous-local-identity")]
fn retry_divisor(environment: &Environment<'_>) -> i64 {
    let divisor = environment.parsed("RETRY_DIVISOR", |divisor| {
        divisor.whole_number_in(1..=MAX_RETRY_DIVISOR)
    });
    divisor.unwrap_or(1)
}

#[cfg(not(feature = "dangerous-local-identity"))]
const fn retry_divisor(_: &Environment<'_>) -> i64 {
    1
}

fn identity_providers(
    environment: &Environment<'_>,
    is_local: bool,
) -> Option<Vec<identity::Provider>> {
    let providers = environment.parsed_required(
        "IDENTITY_PROVIDERS",
        "set it to the list of the providers whose tokens are accepted",
        |setting| identity::settings::providers(&setting.text),
    )?;
    let has_local_identity = is_local && cfg!(feature = "dangerous-local-identity");
    if providers.is_empty() && !has_local_identity {
        let problem = "is empty, so nobody can sign in; name the provider of your users, \
                       [{\"name\": \"main\", \"kind\": \"user\", \"issuer\": …, \"audience\": …, \"algorithms\": [\"RS256\"]}]";
        environment.add(Mistake::new("IDENTITY_PROVIDERS", problem));
    }
    Some(providers)
}

/// The text of `HALLPASS_PEPPER`, for the key of local identity.
#[cfg(feature = "dangerous-local-identity")]
pub(crate) fn pepper_text(env: &Env) -> String {
    let environment = Environment::new(env);
    let pepper = environment.optional("HALLPASS_PEPPER");
    pepper.map_or_else(String::new, |pepper| pepper.text)
}

fn spend_limits(environment: &Environment<'_>) -> (u64, u64) {
    let default = environment
        .parsed("SPEND_LIMIT_DEFAULT", Setting::whole_number)
        .unwrap_or(SPEND_LIMIT_DEFAULT);
    let ceiling = environment
        .parsed("SPEND_LIMIT_CEILING", Setting::whole_number)
        .unwrap_or_else(|| SPEND_LIMIT_CEILING.max(default));
    if default > ceiling {
        let problem = format!("{ceiling} is below `SPEND_LIMIT_DEFAULT`, {default}");
        environment.add(Mistake::new("SPEND_LIMIT_CEILING", problem));
    }
    (default, ceiling)
}

/// The gate; `None` without one, or after a mistake.
fn gate(
    environment: &Environment<'_>,
    policy: Option<&Policy>,
    own: Option<&str>,
) -> Option<GateConfig> {
    let rules = environment.optional("GATE")?;
    let rules = policy.and_then(|policy| {
        let parsed = Gate::from_json(&rules.text, policy);
        environment.record(parsed.map_err(|error| rules.mistake(error)))
    });
    let origin = environment.parsed_required(
        "ORIGIN",
        "set it to the address of your API, which `GATE` forwards to",
        |origin| {
            let parsed = origin.origin()?;
            if Some(parsed.as_str()) == own {
                return Err(origin.mistake("is `EDGE_ORIGIN`, which is the gate itself"));
            }
            Ok(parsed)
        },
    );
    let secret = environment.parsed_required(
        "ORIGIN_SECRET",
        "set it to a random text, by which your API recognizes the gate",
        |secret| {
            let is_visible = secret.text.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_visible || secret.text.len() < ORIGIN_SECRET_CHARACTERS {
                return Err(secret.mistake("is not at least 16 visible ASCII characters"));
            }
            Ok(secret.text.clone())
        },
    );
    Some(GateConfig {
        rules: rules?,
        origin: origin?,
        secret: secret?,
    })
}
