//! The caller of a request, by the identity token of a provider. It is verified on each request; Hallpass has no passwords
//! and no sessions.

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
    /// One of the platform's own machines.
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

/// What a verified identity token says of a user.
#[derive(Clone)]
pub(crate) struct Identity {
    /// The user's id.
    pub(crate) user: UserId,
    /// The name, cleaned for display.
    pub(crate) name: Name,
    /// The address as the provider gives it; in canonical form if it has one.
    pub(crate) email: String,
    /// The same address, if it is verified.
    pub(crate) verified: Option<Address>,
    /// The URL of the picture.
    pub(crate) image: Option<String>,
}

impl Identity {
    /// The user as core's commands take them.
    pub(crate) fn person(&self) -> Person {
        Person {
            user: self.user.clone(),
            name: self.name.clone(),
            address: self.verified.clone(),
            image: self.image.clone(),
        }
    }
}

/// Why a request is not authenticated.
#[derive(Debug)]
pub(crate) enum IdentityError {
    /// There is no identity token.
    Absent,
    /// The token is malformed, or not one of these providers'.
    Invalid,
    /// The token has expired.
    Expired,
    /// The provider's keys could not be fetched, so the token could not be verified.
    KeysUnavailable(InternalError),
}

impl IdentityError {
    /// The code of the response.
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
/// `Absent` without a header, `Invalid` when it has another scheme or is malformed.
pub(crate) fn bearer(header: Option<&str>) -> Result<&str, IdentityError> {
    let header = header.ok_or(IdentityError::Absent)?.trim();
    let (scheme, token) = header.split_once(' ').ok_or(IdentityError::Invalid)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(IdentityError::Invalid)
    }
}

/// Verifies an identity token with the keys and rules of the provider that its issuer and audience name.
///
/// # Errors
/// [`IdentityError`], which reveals nothing else about the token.
pub(crate) async fn identify<'a>(
    token: &str,
    providers: impl Iterator<Item = &'a Provider>,
    now: Timestamp,
    execution: &Context,
) -> Result<Principal, IdentityError> {
    let unverified = jwt::UnverifiedToken::parse(token)?;
    // One issuer may be two providers, for users and for services, told apart by the audience.
    let mut matching = providers.filter(|provider| {
        provider.issuer == unverified.issuer && unverified.is_for(&provider.audience)
    });
    let provider = matching.next().ok_or(IdentityError::Invalid)?;
    if matching.next().is_some() {
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
