//! Tokens: the Worker holds the keys, so it signs what objects say.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use hallpass_core::account::Command;
use hallpass_core::token::invite::InviteClaims;
use hallpass_core::token::membership::MembershipClaims;
use hallpass_core::{AccountId, InviteId, PermissionSet, Refusal, Timestamp, base64url, limits};
use hallpass_protocol::object::account::{Claims, Offer, Reply as Said};
use hallpass_protocol::request;
use hallpass_protocol::shape::{Page, Token};

use crate::context::{RequestContext, unexpected};
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse};
use crate::random;

/// `POST /v1/accounts/{acc}/token`.
pub(super) async fn one(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    Ok(ApiResponse::ok(&attended(context, account).await?))
}

/// `POST /v1/tokens`: those of the accounts that the caller is a member of; the others are left out.
pub(super) async fn several(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let mut accounts = request::accounts(&context.body).map_err(ApiError::invalid_body)?;
    let mut named = BTreeSet::new();
    accounts.retain(|account| named.insert(*account));
    let answers = join_all(
        accounts
            .into_iter()
            .map(|account| attended(context, account)),
    )
    .await;
    let mut items = Vec::new();
    for answer in answers {
        match answer {
            Ok(token) => items.push(token),
            Err(error) if is_left_out(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ApiResponse::ok(&Page { items, next: None }))
}

const fn is_left_out(reason: &ApiError) -> bool {
    matches!(
        reason,
        ApiError::DeniedToNonMember(Refusal::NotFound) | ApiError::DeniedToMember(..)
    )
}

async fn attended(context: &RequestContext<'_>, account: AccountId) -> Result<Token, ApiError> {
    let Said::Standing { account, claims } = context.run_unkeyed(account, Command::Attend).await?
    else {
        return Err(unexpected());
    };
    let (token, expires_at) = membership(context, claims)?;
    Ok(Token {
        token,
        expires_at,
        account: account.embedded(),
    })
}

/// Signs a membership token, and gives its end.
pub(super) fn membership(
    context: &RequestContext<'_>,
    claims: Claims,
) -> Result<(String, Timestamp), ApiError> {
    let issued_seconds = context.now.seconds();
    let expires_seconds =
        issued_seconds.saturating_add(context.state.config.membership_ttl_seconds);
    let permissions = PermissionSet::from_claim(&claims.permissions)
        .map_err(|_| InternalError::new("an account's permissions cannot be read"))?;
    let token = MembershipClaims {
        issuer: context.state.config.origin.clone(),
        audience: context.state.config.policy.audience().into(),
        user: claims.user,
        account: claims.account,
        kind: claims.kind,
        role: claims.role,
        permissions,
        epoch: claims.epoch,
        policy: claims.policy,
        issued_seconds,
        expires_seconds,
        token_id: base64url::encode(&random::bytes::<16>()?),
    }
    .seal(&context.state.keys);
    Ok((token, at_second(expires_seconds)))
}

/// Signs an invite token: what a good link shows, for a day at most and no longer than the invite lives.
pub(super) fn invite(
    context: &RequestContext<'_>,
    invite: InviteId,
    generation: u32,
    offer: &Offer,
) -> String {
    let issued_seconds = context.now.seconds();
    let a_day = issued_seconds.saturating_add(limits::INVITE_TOKEN_SECONDS);
    let own_end = offer.expires_at.map_or(a_day, Timestamp::seconds);
    InviteClaims {
        issuer: context.state.config.origin.clone(),
        invite,
        account: invite.account(),
        generation,
        team_name: offer.account.name.to_string(),
        role: offer.role.clone(),
        inviter_name: offer.inviter.to_string(),
        hint: offer.hint.as_ref().map(ToString::to_string),
        issued_seconds,
        expires_seconds: a_day.min(own_end),
        policy: offer.policy.clone(),
    }
    .seal(&context.state.keys)
}

fn at_second(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(0).plus_seconds(seconds)
}
