//! The caller of a request, by the identity token of a provider. It is verified on each request; Hallpass has no passwords
//! and no sessions. Core judges a token; here its signature is verified, with keys that are fetched.

mod console;
mod document;
mod error;
mod jwks;
#[cfg(feature = "dangerous-local-identity")]
pub(crate) mod local;
mod principal;
mod provider;
mod refreshing_cache;
mod subtle;

use hallpass_core::Timestamp;
use hallpass_core::identity::{self as rules, Claims, RejectedToken, Rejection, UnverifiedToken};
use worker::Context;

pub(crate) use console::ConsoleProvider;
pub(crate) use error::IdentityError;
pub(crate) use principal::Principal;
pub(crate) use provider::Provider;

/// The token of an `Authorization` header.
///
/// # Errors
/// `Absent` without a header, `Rejected` when it has another scheme or is malformed.
pub(crate) fn bearer(header: Option<&str>) -> Result<&str, IdentityError> {
    let header = header.ok_or(IdentityError::Absent)?.trim();
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        let problem = "`Authorization` does not start with `Bearer` and a space";
        return Err(Rejection::Form(problem).into());
    }
    Ok(token.trim())
}

/// Verifies an identity token with the keys and rules of the provider that its issuer and audience name.
///
/// # Errors
/// [`IdentityError`], whose details are for the log alone.
pub(crate) async fn identify<'a>(
    token: &str,
    providers: impl Iterator<Item = &'a Provider>,
    now: Timestamp,
    execution: &Context,
) -> Result<Principal, IdentityError> {
    let unverified = UnverifiedToken::parse(token)?;
    let provider = rules::select_provider(providers, &unverified)?;
    let of_provider = |rejection| {
        IdentityError::Rejected(Box::new(RejectedToken {
            provider: Some(provider.rules.name.clone()),
            rejection,
        }))
    };
    let claims = verify(unverified, provider, execution)
        .await?
        .map_err(of_provider)?;
    provider
        .rules
        .check_claims(&claims, now)
        .map_err(of_provider)?;
    let principal = provider.rules.principal(&claims);
    Ok(match principal.map_err(of_provider)? {
        rules::Principal::User(identity) => {
            provider.warn_of_missing_address(&identity);
            Principal::User(identity)
        }
        rules::Principal::Service(service) => Principal::Service(service),
    })
}

/// The claims of a token, if the provider signed it.
///
/// # Errors
/// `KeysUnavailable` outside, why the token is refused inside.
async fn verify(
    token: UnverifiedToken<'_>,
    provider: &Provider,
    execution: &Context,
) -> Result<Result<Claims, Rejection>, IdentityError> {
    let algorithm = match provider.rules.check_header(&token) {
        Ok(algorithm) => algorithm,
        Err(rejection) => return Ok(Err(rejection)),
    };
    let mut search = provider.keys.search(token.key_id(), algorithm);
    loop {
        let key = match search.next(execution).await? {
            Ok(key) => key,
            // The provider has no other key than the one that was tried.
            Err(_) if search.may_have_newer() => return Ok(Err(Rejection::Signature)),
            Err(problem) => {
                return Ok(Err(Rejection::Key {
                    key_id: token.key_id().map(Into::into),
                    algorithm,
                    problem,
                }));
            }
        };
        let signed = token.signed().as_bytes();
        if subtle::verifies(algorithm, &key, signed, token.signature()).await {
            return Ok(Ok(token.into_verified_claims()));
        }
        if !search.may_have_newer() {
            return Ok(Err(Rejection::Signature));
        }
    }
}
