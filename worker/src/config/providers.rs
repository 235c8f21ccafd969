//! The setting `IDENTITY_PROVIDERS`.

use std::collections::BTreeMap;

use hallpass_core::PermissionName;
use hallpass_core::token::json::{self, Object, Value};
use serde::Deserialize;
use serde_json::value::RawValue;
use worker::Url;

use super::setting::{SettingError, is_web};

const SETTING: &str = "IDENTITY_PROVIDERS";

/// The name of local identity as a provider. No other provider may have it, in any build.
pub(crate) const LOCAL_PROVIDER: &str = "local";

/// A signature algorithm that providers may use (RFC 7518, RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// The algorithm of an `alg` parameter.
    pub(crate) fn from_alg(alg: &str) -> Option<Self> {
        match alg {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            // RFC 9864 names the curve.
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// A provider as the operator describes it.
pub(crate) struct ProviderConfig {
    /// Its name, which is part of every user id of its users and never changes.
    pub(crate) name: String,
    /// The `iss` of its tokens.
    pub(crate) issuer: String,
    /// The `aud` of its tokens.
    pub(crate) audience: String,
    /// The algorithms that it may sign with.
    pub(crate) algorithms: Vec<Algorithm>,
    /// Where its keys come from.
    pub(crate) keys: KeySource,
    /// Whom its tokens identify.
    pub(crate) identifies: Identifies,
}

/// Where a provider's keys come from.
pub(crate) enum KeySource {
    /// The setting itself.
    Fixed(Object),
    /// The provider publishes them.
    Fetched(KeyLocation),
}

/// Where a provider publishes its keys.
pub(crate) enum KeyLocation {
    /// At this URL.
    Url(String),
    /// At the `jwks_uri` of the OpenID configuration at this URL.
    Discovery(String),
}

/// Whom a provider's tokens identify.
pub(crate) enum Identifies {
    /// People.
    Users(UserClaims),
    /// The platform's machines.
    Services(Subjects),
}

/// The permissions of each service, by its subject.
pub(crate) type Subjects = BTreeMap<String, Vec<PermissionName>>;

/// What a provider says of people, and how far it is trusted.
pub(crate) struct UserClaims {
    /// The names of its claims.
    pub(crate) names: ClaimNames,
    /// When an address counts as verified.
    pub(crate) email_trust: EmailTrust,
    /// The domains whose addresses it may verify, in lower case; `*` is every domain.
    pub(crate) email_domains: Vec<String>,
}

impl UserClaims {
    /// Whether the provider may verify addresses of this domain, which is in its ASCII form.
    pub(crate) fn vouch_for(&self, domain: &str) -> bool {
        let mut domains = self.email_domains.iter();
        domains.any(|own| own == "*" || own == domain)
    }
}

/// The names of a provider's claims.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct ClaimNames {
    pub(crate) email: String,
    pub(crate) email_verified: String,
    pub(crate) name: String,
    pub(crate) picture: String,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            email: "email".into(),
            email_verified: "email_verified".into(),
            name: "name".into(),
            picture: "picture".into(),
        }
    }
}

/// When an address counts as verified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EmailTrust {
    /// When the provider's claim is `true`.
    #[default]
    Claim,
    /// Always: the provider issues no address that it has not verified.
    Always,
}

/// An entry of the setting, as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    name: String,
    kind: Kind,
    issuer: String,
    audience: String,
    algorithms: Vec<String>,
    jwks_url: Option<String>,
    jwks: Option<Box<RawValue>>,
    #[serde(default)]
    claims: ClaimNames,
    email_trust: Option<EmailTrust>,
    email_domains: Option<Vec<String>>,
    #[serde(default)]
    subjects: Subjects,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    User,
    Service,
}

/// Parses the setting.
///
/// # Errors
/// The first entry that is malformed, and why.
pub(super) fn parse(text: &str) -> Result<Vec<ProviderConfig>, SettingError> {
    let entries = entries(text)?;
    let users = entries.iter().filter(|entry| entry.kind == Kind::User);
    let has_several = users.count() > 1;
    let mut providers: Vec<ProviderConfig> = Vec::with_capacity(entries.len());
    for entry in entries {
        if providers.iter().any(|other| collide(other, &entry)) {
            return Err(invalid_provider(
                &entry.name,
                "its name or issuer is another provider's, too",
            ));
        }
        providers.push(provider(entry, has_several)?);
    }
    Ok(providers)
}

/// The error about one provider.
pub(crate) fn invalid_provider(provider: &str, problem: &str) -> SettingError {
    SettingError::new(
        SETTING,
        format!("is invalid for provider `{provider}`: {problem}"),
    )
}

fn entries(text: &str) -> Result<Vec<Entry>, SettingError> {
    // Serde would accept a key that comes twice in a map.
    if json::parse_foreign(text, json::no_number).is_err() {
        return Err(SettingError::new(SETTING, "is not a list of providers"));
    }
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let problem = format!("is not a list of providers (line {line}, column {column})");
        SettingError::new(SETTING, problem)
    })
}

/// Whether a token or a user id could be of both. One issuer may be two providers only if one is for users and the other
/// for services, with audiences that tell them apart.
fn collide(provider: &ProviderConfig, entry: &Entry) -> bool {
    let is_for_users = matches!(provider.identifies, Identifies::Users(_));
    let are_told_apart =
        is_for_users != (entry.kind == Kind::User) && provider.audience != entry.audience;
    provider.name == entry.name || (provider.issuer == entry.issuer && !are_told_apart)
}

fn provider(entry: Entry, has_several: bool) -> Result<ProviderConfig, SettingError> {
    let invalid = |problem| invalid_provider(&entry.name, problem);
    if entry.name.is_empty() || entry.name.contains('\0') || entry.name == LOCAL_PROVIDER {
        return Err(invalid("its name is empty, reserved or contains NUL"));
    }
    if entry.issuer.is_empty() || entry.audience.is_empty() {
        return Err(invalid("`issuer` and `audience` must not be empty"));
    }
    let algorithms = entry.algorithms.iter().map(|alg| Algorithm::from_alg(alg));
    let algorithms: Option<Vec<Algorithm>> = algorithms.collect();
    let algorithms = algorithms
        .filter(|algorithms| !algorithms.is_empty())
        .ok_or_else(|| invalid("`algorithms` must be among RS256, ES256 and EdDSA"))?;
    let identifies = match (entry.kind, entry.email_domains) {
        (Kind::Service, _) if entry.subjects.is_empty() => {
            return Err(invalid("`subjects` must name a service"));
        }
        (Kind::Service, _) => Identifies::Services(entry.subjects),
        (Kind::User, _) if !entry.subjects.is_empty() => {
            return Err(invalid("`subjects` are only for kind `service`"));
        }
        (Kind::User, None) if has_several => {
            return Err(invalid(
                "`emailDomains` is needed, because several providers have users",
            ));
        }
        (Kind::User, domains) => Identifies::Users(UserClaims {
            names: entry.claims,
            email_trust: entry.email_trust.unwrap_or_default(),
            email_domains: domains
                .unwrap_or_else(|| vec!["*".into()])
                .iter()
                .map(|domain| domain.to_ascii_lowercase())
                .collect(),
        }),
    };
    let keys = match (entry.jwks, entry.jwks_url) {
        (Some(set), None) => {
            let set = json::parse_foreign(set.get(), json::no_number).and_then(Value::object);
            KeySource::Fixed(set.map_err(|_| invalid("`jwks` has no usable key"))?)
        }
        (None, Some(url)) => {
            let url = web_url(&url).ok_or_else(|| invalid("`jwksUrl` is not an `https` URL"))?;
            KeySource::Fetched(KeyLocation::Url(url))
        }
        (None, None) => {
            let issuer = entry.issuer.trim_end_matches('/');
            let url = web_url(&format!("{issuer}/.well-known/openid-configuration")).ok_or_else(
                || invalid("`jwks` or `jwksUrl` is needed, because `issuer` is not an `https` URL"),
            )?;
            KeySource::Fetched(KeyLocation::Discovery(url))
        }
        (Some(_), Some(_)) => return Err(invalid("`jwks` and `jwksUrl` exclude each other")),
    };
    Ok(ProviderConfig {
        name: entry.name,
        issuer: entry.issuer,
        audience: entry.audience,
        algorithms,
        keys,
        identifies,
    })
}

/// A URL that keys may be fetched from.
pub(crate) fn web_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    is_web(&url).then(|| url.into())
}
