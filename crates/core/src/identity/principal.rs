//! From a provider's verified claims to a caller, as far as the provider is trusted.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use super::rejection::Check;
use super::settings::https_url;
use super::{Claims, EmailTrust, Identifies, Issuer, Provider, Rejection, Services, UserClaims};
use crate::account::{Person, Service};
use crate::token::json::Value;
use crate::{Address, Name, ServiceId, Subject, UserId, limits};

/// The longest URL of a picture, in bytes. Longer ones are ignored.
const IMAGE_BYTES: usize = 2048;
/// The most characters of an address that is shown although it is not one that Hallpass accepts.
const SHOWN_ADDRESS_CHARACTERS: usize = 254;

/// Whom verified claims identify.
pub enum Principal {
    /// A user.
    User(Identity),
    /// One of the platform's own machines.
    Service(Service),
}

/// What a verified identity token says of a user.
#[derive(Clone)]
pub struct Identity {
    /// The user's id: that of the subject's first user, until it is known that they were erased.
    pub user: UserId,
    /// The provider's subject.
    pub subject: Subject,
    /// When the token was issued, in seconds since 1970, if it says so.
    pub issued_at_seconds: Option<i64>,
    /// The name, cleaned for display.
    pub name: Name,
    /// The address as the provider gives it; in canonical form if it has one.
    pub email: String,
    /// The same address, if it is verified.
    pub verified: Result<Address, Unverified>,
    /// The URL of the picture.
    pub image: Option<String>,
}

impl Identity {
    /// The user as core's commands take them.
    #[must_use]
    pub fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            address: self.verified.clone().ok(),
            image: self.image.clone(),
        }
    }
}

/// Why a user has no verified address. The texts show no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unverified {
    /// The token has no address.
    NoAddress {
        /// Where the setting looks for it.
        claim: String,
        /// A claim of the token that holds an address.
        instead: Option<&'static str>,
    },
    /// What the token gives is not an address.
    NotAnAddress {
        /// Where the setting looks for it.
        claim: String,
    },
    /// The token does not say that the address is verified.
    NotVerified {
        /// Where the setting looks for it.
        claim: String,
        /// What is there: `false`, a kind of value, or `None`.
        actual: Option<String>,
    },
    /// The provider may not verify addresses of this domain.
    OtherDomain {
        /// The domain.
        domain: String,
        /// The tenant, where the setting has domains per tenant.
        tenant: Option<String>,
    },
}

impl Unverified {
    /// The check that failed.
    #[must_use]
    pub const fn check(&self) -> Check {
        match self {
            Self::NoAddress { .. } | Self::NotAnAddress { .. } => Check::Address,
            Self::NotVerified { .. } | Self::OtherDomain { .. } => Check::Verification,
        }
    }
}

impl fmt::Display for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAddress { claim, instead } => {
                write!(f, "the token has no address in `{claim}`: ")?;
                match instead {
                    Some(instead) => write!(
                        f,
                        "it has one in `{instead}`, which `claims.email` can name"
                    ),
                    None => f.write_str(
                        "have the provider add it to this token, name its claim in `claims.email`, or send the ID token instead of the access token",
                    ),
                }
            }
            Self::NotAnAddress { claim } => write!(
                f,
                "`{claim}` of the token is not an e-mail address: name the claim that holds it in `claims.email`"
            ),
            Self::NotVerified { claim, actual } => match actual {
                None => write!(
                    f,
                    "the token has no `{claim}`: have the provider add it, name its claim in `claims.emailVerified`, or set `emailTrust` to `always` if the provider verifies every address"
                ),
                Some(actual) if actual == "false" => write!(
                    f,
                    "`{claim}` of the token is false: the user has not verified the address with the provider"
                ),
                Some(actual) => write!(
                    f,
                    "`{claim}` of the token is {actual}, not `true`: name what the provider sends in `emailVerifiedValues`"
                ),
            },
            Self::OtherDomain { domain, tenant } => {
                write!(f, "the address is in `{domain}`, which `emailDomains`")?;
                if let Some(tenant) = tenant {
                    write!(f, " of the tenant `{tenant}`")?;
                }
                f.write_str(" does not have")
            }
        }
    }
}

impl Provider {
    /// Whom verified claims identify.
    ///
    /// # Errors
    /// [`Rejection::Subject`] or [`Rejection::UnknownService`].
    pub fn principal(&self, claims: &Claims) -> Result<Principal, Rejection> {
        let subject = subject(claims)?;
        match &self.identifies {
            Identifies::Users(users) => self.identity(users, subject, claims).map(Principal::User),
            Identifies::Services(services) => self
                .service(services, subject, claims)
                .map(Principal::Service),
        }
    }

    fn identity(
        &self,
        users: &UserClaims,
        subject: &str,
        claims: &Claims,
    ) -> Result<Identity, Rejection> {
        let names = &users.names;
        let raw = names.email.find_text(claims).unwrap_or_default();
        let address = Address::parse(raw).ok();
        let email = address.as_ref().map_or_else(
            || raw.chars().take(SHOWN_ADDRESS_CHARACTERS).collect(),
            Address::to_string,
        );
        let subject = Subject::new(&self.name, &self.scoped(subject, claims)?);
        Ok(Identity {
            user: subject.user(0),
            subject,
            issued_at_seconds: claims.get("iat").and_then(Value::as_integer),
            name: name(names.name.find_text(claims), &email)?,
            email,
            verified: self.verified(users, address, claims),
            image: names.picture.find_text(claims).and_then(image),
        })
    }

    fn verified(
        &self,
        users: &UserClaims,
        address: Option<Address>,
        claims: &Claims,
    ) -> Result<Address, Unverified> {
        let address = address.ok_or_else(|| no_address(users, claims))?;
        users.check_verification(claims)?;
        let tenant = self.tenant(claims);
        if users.email_domains.contains(address.domain(), tenant) {
            Ok(address)
        } else {
            Err(Unverified::OtherDomain {
                domain: address.domain().into(),
                tenant: tenant.map(Into::into),
            })
        }
    }

    fn tenant<'a>(&self, claims: &'a Claims) -> Option<&'a str> {
        let issuer = claims.get("iss").and_then(Value::as_text)?;
        self.issuer(issuer)?.tenant(issuer)
    }

    /// The subject, as it is unique among the provider's users: one of several issuers may have given the same subject to
    /// another user.
    fn scoped(&self, subject: &str, claims: &Claims) -> Result<String, Rejection> {
        if !self.has_several_issuers() {
            return Ok(subject.into());
        }
        let issuer = claims.get("iss").and_then(Value::as_text);
        let issuer = Issuer::without_scheme(issuer.unwrap_or_default());
        if issuer.contains(' ') {
            return Err(Rejection::Subject);
        }
        Ok(format!("{issuer} {subject}"))
    }

    /// Whether the provider may verify an address of this domain for a user whom a service registers. The subject of a
    /// provider with several issuers is the issuer without `https://`, a space, and the `sub`. `None` if this is not a
    /// subject of the provider's users.
    #[must_use]
    pub fn may_verify(&self, subject: &str, domain: &str) -> Option<bool> {
        let domains = &self.users()?.email_domains;
        if !self.has_several_issuers() {
            return Some(domains.contains(domain, None));
        }
        let (issuer, _) = subject.split_once(' ')?;
        let with_scheme = format!("https://{issuer}");
        let written = [with_scheme.as_str(), issuer];
        let (own, issuer) = written
            .into_iter()
            .find_map(|issuer| Some((self.issuer(issuer)?, issuer)))?;
        Some(domains.contains(domain, own.tenant(issuer)))
    }

    fn has_several_issuers(&self) -> bool {
        let mut issuers = self.issuers.iter().map(|issuer| match issuer {
            Issuer::Exact(issuer) => Some(Issuer::without_scheme(issuer)),
            Issuer::PerTenant { .. } => None,
        });
        let first = issuers.next().flatten();
        first.is_none() || issuers.any(|other| other != first)
    }

    fn service(
        &self,
        services: &Services,
        subject: &str,
        claims: &Claims,
    ) -> Result<Service, Rejection> {
        let permissions = services
            .subjects
            .get(subject)
            .ok_or(Rejection::UnknownService)?;
        let name = Name::from_claim(subject)
            .or_else(|| Name::from_claim(&self.name))
            .ok_or(Rejection::Subject)?;
        Ok(Service {
            id: ServiceId::derive(&self.name, &self.scoped(subject, claims)?),
            name,
            permissions: permissions.clone(),
            powers: services.powers.clone(),
        })
    }
}

impl UserClaims {
    /// Checks that the token says that its address is verified.
    fn check_verification(&self, claims: &Claims) -> Result<(), Unverified> {
        let EmailTrust::Claim(values) = &self.email_trust else {
            return Ok(());
        };
        let claim = &self.names.email_verified;
        let actual = match claim.find(claims) {
            Some(Value::Bool(true)) => return Ok(()),
            Some(Value::Text(text)) if values.contains(text) => return Ok(()),
            None | Some(Value::Null) => None,
            Some(Value::Bool(false)) => Some("false"),
            Some(Value::Text(text)) if text == "true" => Some("the text \"true\""),
            Some(Value::Text(text)) if text == "false" => Some("false"),
            Some(Value::Text(_)) => Some("a text"),
            Some(Value::Integer(_)) => Some("a number"),
            Some(Value::Array(_) | Value::Object(_)) => Some("a list or an object"),
        };
        Err(Unverified::NotVerified {
            claim: claim.to_string(),
            actual: actual.map(Into::into),
        })
    }
}

fn no_address(users: &UserClaims, claims: &Claims) -> Unverified {
    let claim = &users.names.email;
    if claim.find_text(claims).is_some_and(|text| !text.is_empty()) {
        return Unverified::NotAnAddress {
            claim: claim.to_string(),
        };
    }
    let is_address = |name: &&str| {
        let text = claims.get(name).and_then(Value::as_text);
        text.is_some_and(|text| Address::parse(text).is_ok())
    };
    Unverified::NoAddress {
        claim: claim.to_string(),
        instead: ["email", "mail", "upn", "preferred_username", "username"]
            .into_iter()
            .find(is_address),
    }
}

pub(super) fn subject(claims: &Claims) -> Result<&str, Rejection> {
    let subject = claims.get("sub").and_then(Value::as_text);
    subject
        .filter(|subject| (1..=limits::SUBJECT_BYTES).contains(&subject.len()))
        .ok_or(Rejection::Subject)
}

/// The name that the provider gives, or else the local part of the address.
fn name(claim: Option<&str>, email: &str) -> Result<Name, Rejection> {
    let local_part = email.split('@').next().unwrap_or_default();
    claim
        .and_then(Name::from_claim)
        .or_else(|| Name::from_claim(local_part))
        .or_else(|| Name::from_claim("Someone"))
        .ok_or(Rejection::Subject)
}

/// The URL of a picture, if a page may load it.
fn image(text: &str) -> Option<String> {
    https_url(text).filter(|url| url.len() <= IMAGE_BYTES)
}
