//! A provider as the operator describes it, and which tokens are its own.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Algorithm, ClaimPath, Claims, Issuer, KeySet, Rejection, UnverifiedToken};
use crate::token::json::Value;
use crate::{PermissionName, Power, Timestamp};

/// The name of local identity as a provider. No other provider may have it.
pub const LOCAL_PROVIDER: &str = "local";

/// How far a provider's clock may be off, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// The types of tokens that identify a caller, in lower case: an ID token (RFC 7519 §5.1), and an access token (RFC 9068
/// §2.1). Tokens for other purposes have other types.
const TOKEN_TYPES: [&str; 2] = ["jwt", "at+jwt"];
/// What may stand before a type (RFC 7515 §4.1.9).
const TYPE_PREFIX: &str = "application/";

/// An identity provider.
pub struct Provider {
    /// Its name, which is part of every user id of its users and never changes.
    pub name: String,
    /// The `iss` of its tokens.
    pub issuers: Vec<Issuer>,
    /// Whom its tokens are for.
    pub audience: Audience,
    /// The algorithms that it may sign with.
    pub algorithms: Vec<Algorithm>,
    /// Where its keys come from.
    pub keys: KeySource,
    /// Whom its tokens identify.
    pub identifies: Identifies,
}

/// Whom a provider's tokens are for.
pub struct Audience {
    /// The claim that says so: `aud`, or another where a provider sends none.
    pub claim: String,
    /// The values, one of which is enough.
    pub values: Vec<String>,
}

/// Where a provider's keys come from.
pub enum KeySource {
    /// The setting itself.
    Fixed(KeySet),
    /// This URL.
    Url(String),
    /// The `jwks_uri` of an OpenID configuration.
    Discovery {
        /// The URL of the configuration.
        url: String,
        /// The issuer that it must be of.
        issuer: String,
    },
}

/// Whom a provider's tokens identify.
pub enum Identifies {
    /// People.
    Users(UserClaims),
    /// The platform's machines.
    Services(Services),
}

/// The services of a provider.
pub struct Services {
    /// The permissions of each.
    pub subjects: Subjects,
    /// The powers that all of them have.
    pub powers: Vec<Power>,
}

/// The permissions of each service, by its subject.
pub type Subjects = BTreeMap<String, Vec<PermissionName>>;

/// What a provider says of people, and how far it is trusted.
pub struct UserClaims {
    /// Where its claims are.
    pub names: ClaimNames,
    /// When an address counts as verified.
    pub email_trust: EmailTrust,
    /// The domains whose addresses it may verify.
    pub email_domains: EmailDomains,
}

/// Where a provider's claims are.
pub struct ClaimNames {
    /// The e-mail address.
    pub email: ClaimPath,
    /// Whether it is verified.
    pub email_verified: ClaimPath,
    /// The name.
    pub name: ClaimPath,
    /// The URL of a picture.
    pub picture: ClaimPath,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            email: ClaimPath::name("email"),
            email_verified: ClaimPath::name("email_verified"),
            name: ClaimPath::name("name"),
            picture: ClaimPath::name("picture"),
        }
    }
}

/// When an address counts as verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailTrust {
    /// When the provider's claim is `true`, or one of these texts.
    Claim(Vec<String>),
    /// Always: the provider issues no address that it has not verified.
    Always,
}

/// The domains whose addresses a provider may verify, in their ASCII form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailDomains {
    /// Every domain.
    Any,
    /// These.
    Only(Vec<String>),
    /// These for each tenant; none for a tenant that is not listed.
    PerTenant(BTreeMap<String, Vec<String>>),
}

impl EmailDomains {
    /// Whether a token of this tenant may verify addresses of this domain.
    #[must_use]
    pub fn contains(&self, domain: &str, tenant: Option<&str>) -> bool {
        let has = |domains: &[String]| domains.iter().any(|own| own == domain);
        match self {
            Self::Any => true,
            Self::Only(domains) => has(domains),
            Self::PerTenant(tenants) => tenant
                .and_then(|tenant| tenants.get(tenant))
                .is_some_and(|domains| has(domains)),
        }
    }
}

impl Provider {
    /// What it says of people; `None` if it identifies machines.
    #[must_use]
    pub const fn users(&self) -> Option<&UserClaims> {
        match &self.identifies {
            Identifies::Users(users) => Some(users),
            Identifies::Services(_) => None,
        }
    }

    /// The issuer of a token, if it is this provider's.
    pub(super) fn issuer(&self, issuer: &str) -> Option<&Issuer> {
        self.issuers.iter().find(|own| own.matches(issuer))
    }

    /// Checks the type and the algorithm of a token's header. Gives the algorithm.
    ///
    /// # Errors
    /// [`Rejection::Type`] or [`Rejection::Algorithm`].
    pub fn check_header(&self, token: &UnverifiedToken<'_>) -> Result<Algorithm, Rejection> {
        check_type(token)?;
        self.check_algorithm(token)
    }

    /// Checks the algorithm alone.
    ///
    /// # Errors
    /// [`Rejection::Algorithm`]
    pub fn check_algorithm(&self, token: &UnverifiedToken<'_>) -> Result<Algorithm, Rejection> {
        let algorithm = token.known_algorithm();
        algorithm
            .filter(|algorithm| self.algorithms.contains(algorithm))
            .ok_or_else(|| Rejection::Algorithm {
                actual: token.algorithm.clone(),
                expected: self.algorithms.clone(),
            })
    }

    /// Checks the claims that bound a token's use: its times. Issuer and audience chose the provider.
    ///
    /// # Errors
    /// [`Rejection::Expired`], [`Rejection::NotYetValid`] or [`Rejection::Time`].
    pub fn check_claims(&self, claims: &Claims, now: Timestamp) -> Result<(), Rejection> {
        check_times(claims, now)
    }
}

/// The provider whose keys must verify a token: the one of its issuer and audience.
///
/// One issuer may be two providers, for users and for services. Their audiences distinguish them.
///
/// # Errors
/// [`Rejection::Issuer`], [`Rejection::Audience`] or [`Rejection::Ambiguous`].
pub fn select_provider<'a, P: AsRef<Provider> + 'a>(
    providers: impl Iterator<Item = &'a P>,
    token: &UnverifiedToken<'_>,
) -> Result<&'a P, Rejection> {
    let providers: Vec<&P> = providers.collect();
    let of_issuer = of_issuer(&providers, token)?;
    let mut of_audience = of_issuer
        .iter()
        .filter(|provider| is_for(&token.claims, &provider.as_ref().audience));
    match (of_audience.next(), of_audience.next()) {
        (Some(provider), None) => Ok(provider),
        (Some(_), Some(_)) => Err(Rejection::Ambiguous),
        (None, _) => Err(wrong_audience(&of_issuer, &token.claims)),
    }
}

/// The providers of a token's issuer: at least one.
pub(super) fn of_issuer<'a, P: AsRef<Provider>>(
    providers: &[&'a P],
    token: &UnverifiedToken<'_>,
) -> Result<Vec<&'a P>, Rejection> {
    let is_issuer = |provider: &&&P| provider.as_ref().issuer(&token.issuer).is_some();
    let of_issuer: Vec<&P> = providers.iter().filter(is_issuer).copied().collect();
    if of_issuer.is_empty() {
        let issuers = providers
            .iter()
            .flat_map(|provider| &provider.as_ref().issuers);
        return Err(Rejection::Issuer {
            actual: token.issuer.clone(),
            expected: issuers.cloned().collect(),
        });
    }
    Ok(of_issuer)
}

fn wrong_audience<P: AsRef<Provider>>(providers: &[&P], claims: &Claims) -> Rejection {
    let audiences = || providers.iter().map(|provider| &provider.as_ref().audience);
    let claim = audiences()
        .next()
        .map_or("aud", |audience| audience.claim.as_str());
    let expected: Vec<String> = audiences()
        .flat_map(|audience| audience.values.iter().cloned())
        .collect();
    let is_expected = |value: &str| expected.iter().any(|expected| expected == value);
    let instead = ["aud", "azp", "client_id", "cid"]
        .into_iter()
        .find(|other| *other != claim && texts(claims.get(other)).into_iter().any(is_expected));
    Rejection::Audience {
        claim: claim.to_owned(),
        actual: texts(claims.get(claim))
            .into_iter()
            .map(ToOwned::to_owned)
            .collect(),
        expected,
        instead,
    }
}

/// Whether a token claims to be for one of these audiences.
fn is_for(claims: &Claims, audience: &Audience) -> bool {
    let stated = texts(claims.get(&audience.claim));
    stated
        .into_iter()
        .any(|stated| audience.values.iter().any(|own| own == stated))
}

/// The text or texts of a claim.
fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_text).collect(),
        Some(one) => one.as_text().into_iter().collect(),
        None => Vec::new(),
    }
}

/// Checks that a token's type is that of ID and access tokens, or absent.
pub(super) fn check_type(token: &UnverifiedToken<'_>) -> Result<(), Rejection> {
    let Some(written) = &token.token_type else {
        return Ok(());
    };
    let token_type = written.to_ascii_lowercase();
    let token_type = token_type.strip_prefix(TYPE_PREFIX).unwrap_or(&token_type);
    if TOKEN_TYPES.contains(&token_type) {
        Ok(())
    } else {
        Err(Rejection::Type {
            actual: written.clone(),
        })
    }
}

/// Checks `exp`, `nbf` and `iat`. A claim of the wrong type makes the token invalid; it does not count as absent.
pub(super) fn check_times(claims: &Claims, now: Timestamp) -> Result<(), Rejection> {
    let seconds = |claim: &'static str| match claims.get(claim) {
        None => Ok(None),
        Some(value) => value
            .as_integer()
            .map(Some)
            .ok_or(Rejection::Time { claim }),
    };
    let expired_seconds = seconds("exp")?.ok_or(Rejection::Time { claim: "exp" })?;
    let now_seconds = now.seconds();
    for claim in ["nbf", "iat"] {
        if let Some(valid_from_seconds) = seconds(claim)?
            && valid_from_seconds > now_seconds.saturating_add(LEEWAY_SECONDS)
        {
            return Err(Rejection::NotYetValid {
                claim,
                valid_from_seconds,
                now_seconds,
            });
        }
    }
    if expired_seconds.saturating_add(LEEWAY_SECONDS) <= now_seconds {
        return Err(Rejection::Expired {
            expired_seconds,
            now_seconds,
        });
    }
    Ok(())
}
