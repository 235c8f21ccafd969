//! Identity: who calls, as far as the route needs to know.

use hallpass_core::identity::Identity;
use hallpass_core::{Code, Timestamp};
use hallpass_protocol::route::{Access, Endpoint};
use worker::{Context, Env};

use crate::current_user::{CurrentUser, find_current_user};
use crate::http::{ApiError, ApiRequest};
use crate::identity::{self, IdentityError, Principal};
use crate::member::TOKEN;
use crate::state::AppState;

/// The caller, by the identity token in `authorization`.
///
/// # Errors
/// `not_signed_in`, `token_invalid` or `token_expired` without a good token where the route needs one; `unavailable`
/// while the provider's keys cannot be fetched.
pub(crate) async fn authenticate(
    state: &AppState,
    request: &ApiRequest,
    access: Access,
    now: Timestamp,
    execution: &Context,
) -> Result<Principal, IdentityError> {
    let header = request.header("authorization");
    if !is_needed(request, access, header.is_some()) {
        return Ok(Principal::Anonymous);
    }
    let token = identity::bearer(header.as_deref())?;
    identity::identify(token, state.providers(request), now, execution).await
}

/// The caller with the id of the user that their subject is now.
///
/// # Errors
/// `user_erased` if they were erased after their token was issued, except where they repeat the request that erased them;
/// `unavailable` when that cannot be found out.
pub(crate) async fn with_current_user(
    env: &Env,
    principal: Principal,
    endpoint: Endpoint,
    now: Timestamp,
) -> Result<Principal, ApiError> {
    let Principal::User(identity) = principal else {
        return Ok(principal);
    };
    let issued_at_seconds = identity.issued_at_seconds;
    let CurrentUser { user, erasure } =
        find_current_user(env, &identity.subject, issued_at_seconds, now).await?;
    if erasure.is_some() && endpoint != Endpoint::EraseMe {
        return Err(Code::UserErased.into());
    }
    Ok(Principal::User(Identity { user, ..identity }))
}

/// Checks that the route is for callers of this kind.
///
/// # Errors
/// `forbidden` for a user where only services may call, or the reverse.
pub(crate) fn check_principal(principal: &Principal, access: Access) -> Result<(), ApiError> {
    let is_accepted = match principal {
        Principal::User(_) => access.takes_users(),
        Principal::Service(_) => access.takes_services(),
        Principal::Anonymous => true,
    };
    if is_accepted {
        Ok(())
    } else {
        Err(Code::Forbidden.into())
    }
}

fn is_needed(request: &ApiRequest, access: Access, is_present: bool) -> bool {
    match access {
        Access::Public => false,
        Access::Optional => is_present,
        // A membership token has a header of its own, besides what the platform sends in `authorization`.
        Access::Membership => is_present && request.header(TOKEN).is_none(),
        Access::SignedIn
        | Access::Anybody
        | Access::Permission(_)
        | Access::Member(_)
        | Access::PermissionOrSelf(_)
        | Access::ProjectPermission(_)
        | Access::ProjectOrMembers(_)
        | Access::ProjectOrMembersOrSelf(_)
        | Access::Owner
        | Access::OwnerOrPower(_)
        | Access::Service(_)
        | Access::Power(_) => true,
    }
}
