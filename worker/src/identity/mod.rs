//! The caller of a request, by the identity token of a provider. It is verified on each request; Hallpass has no passwords
//! and no sessions.

mod claims;
mod error;
mod jwks;
mod jwt;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod principal;
mod provider;
mod subtle;

use hallpass_core::Timestamp;
use worker::Context;

use crate::config::Identifies;

pub(crate) use error::IdentityError;
pub(crate) use principal::{Identity, Principal};
pub(crate) use provider::Provider;

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
