//! Who asks: the identity token of a provider, verified anew with each request. Hallpass keeps no passwords.

mod claims;
mod jwks;
mod jwt;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod provider;
mod subtle;

use hallpass_core::account::{Caller, Person, Service};
use hallpass_core::{Address, Code, Name, Timestamp, UserId};
use worker::Context;

use crate::config::Identifies;
use crate::error::InternalError;
use crate::http::ApiError;

pub(crate) use provider::Provider;

/// The caller of a request.
pub(crate) enum Principal {
    /// A user.
    User(Identity),
    /// A machine of the platform's.
    Service(Service),
    /// A caller without an identity token, where the route needs none.
    Anonymous,
}

impl Principal {
    /// The caller as core's commands take it.
    pub(crate) fn caller(&self) -> Option<Caller> {
        match self {
            Self::User(identity) => Some(Caller::User(identity.person())),
            Self::Service(service) => Some(Caller::Service(service.clone())),
            Self::Anonymous => None,
        }
    }

    /// The id of the user or service.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::User(identity) => Some(identity.user.as_str()),
            Self::Service(service) => Some(service.id.as_str()),
            Self::Anonymous => None,
        }
    }
}

/// A caller whose identity token is good.
#[derive(Clone)]
pub(crate) struct Identity {
    /// Who.
    pub(crate) user: UserId,
    /// Their name, as it may be shown.
    pub(crate) name: Name,
    /// Their address as the provider has it; canonical where it can be.
    pub(crate) email: String,
    /// The same, if it is verified.
    pub(crate) verified: Option<Address>,
    /// Their picture's address.
    pub(crate) image: Option<String>,
}

impl Identity {
    /// The user, as core wants to know them.
    pub(crate) fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            address: self.verified.clone(),
            image: self.image.clone(),
        }
    }
}

/// Why nobody is signed in.
#[derive(Debug)]
pub(crate) enum IdentityError {
    /// No identity token came.
    Absent,
    /// It is not a good one.
    Invalid,
    /// It is past its end.
    Expired,
    /// The provider's keys could not be had, so nothing can be said about it.
    KeysUnavailable(InternalError),
}

impl IdentityError {
    /// The code that the caller is told.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Absent => Code::NotSignedIn,
            Self::Invalid => Code::TokenInvalid,
            Self::Expired => Code::TokenExpired,
            Self::KeysUnavailable(_) => Code::Unavailable,
        }
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::KeysUnavailable(error) => error.into(),
            IdentityError::Absent | IdentityError::Invalid | IdentityError::Expired => {
                error.code().into()
            }
        }
    }
}

/// The token of an `Authorization` header.
///
/// # Errors
/// `Absent` when there is none, `Invalid` when it is of another scheme or malformed.
pub(crate) fn bearer(header: Option<&str>) -> Result<&str, IdentityError> {
    let header = header.ok_or(IdentityError::Absent)?.trim();
    let (scheme, token) = header.split_once(' ').ok_or(IdentityError::Invalid)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(IdentityError::Invalid)
    }
}

/// Verifies an identity token: its issuer and audience pick the provider among these, and that one's keys and rules
/// decide.
///
/// # Errors
/// [`IdentityError`], and nothing else is learned of the token.
pub(crate) async fn identify<'a>(
    token: &str,
    providers: impl Iterator<Item = &'a Provider>,
    now: Timestamp,
    execution: &Context,
) -> Result<Principal, IdentityError> {
    let unverified = jwt::Unverified::parse(token)?;
    // One issuer may be two providers, for users and for services, told apart by the audience.
    let mut fitting = providers.filter(|provider| {
        provider.issuer == unverified.issuer && unverified.is_for(&provider.audience)
    });
    let provider = fitting.next().ok_or(IdentityError::Invalid)?;
    if fitting.next().is_some() {
        return Err(IdentityError::Invalid);
    }
    let claims = unverified.verify(provider, now, execution).await?;
    match &provider.identifies {
        Identifies::Users(_) => claims::identity(provider, &claims).map(Principal::User),
        Identifies::Services(subjects) => {
            claims::service(provider, subjects, &claims).map(Principal::Service)
        }
    }
}
