//! Tokens: the Worker holds the keys, so it signs what objects say.

use futures_util::future::join_all;
use hallpass_core::account::Command;
use hallpass_core::token::invite::InviteClaims;
use hallpass_core::token::membership::MembershipClaims;
use hallpass_core::{
    AccountId, InviteId, Map, PermissionSet, Refusal, Timestamp, base64url, limits,
};
use hallpass_protocol::object::account::{Claims, Offer, Reply as Said};
use hallpass_protocol::request;
use hallpass_protocol::shape::{Page, Token};

use crate::call::{Call, unexpected};
use crate::fault::Fault;
use crate::http::{No, Reason, Reply};
use crate::random;

/// `POST /v1/accounts/{acc}/token`.
pub(super) async fn one(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    request::nothing(&call.body).map_err(No::body)?;
    Ok(Reply::ok(&attended(call, account).await?))
}

/// `POST /v1/tokens`: those of the accounts that the caller is a member of; the others are left out.
pub(super) async fn several(call: &Call<'_>) -> Result<Reply, No> {
    let mut accounts = request::accounts(&call.body).map_err(No::body)?;
    let mut named = Map::new();
    accounts.retain(|account| named.insert(*account, ()).is_none());
    let answers = join_all(accounts.into_iter().map(|account| attended(call, account))).await;
    let mut items = Vec::new();
    for answer in answers {
        match answer {
            Ok(token) => items.push(token),
            Err(no) if is_left_out(no.reason()) => {}
            Err(no) => return Err(no),
        }
    }
    Ok(Reply::ok(&Page { items, next: None }))
}

const fn is_left_out(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::Refused(Refusal::NotFound) | Reason::RefusedToMember(..)
    )
}

async fn attended(call: &Call<'_>, account: AccountId) -> Result<Token, No> {
    let Said::Standing { account, claims } = call.run_unkeyed(account, Command::Attend).await?
    else {
        return Err(unexpected());
    };
    let (token, expires_at) = membership(call, claims)?;
    Ok(Token {
        token,
        expires_at,
        account: account.embedded(),
    })
}

/// Signs a membership token, and gives its end.
pub(super) fn membership(call: &Call<'_>, claims: Claims) -> Result<(String, Timestamp), No> {
    let issued_seconds = call.now.seconds();
    let expires_seconds = issued_seconds.saturating_add(call.edge.membership_ttl_seconds);
    let permissions = PermissionSet::from_claim(&claims.permissions)
        .map_err(|_| Fault::new("an account's permissions cannot be read"))?;
    let token = MembershipClaims {
        issuer: call.edge.origin.clone(),
        audience: call.edge.rules.policy.audience().into(),
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
    .seal(&call.edge.keys);
    Ok((token, at_second(expires_seconds)))
}

/// Signs an invite token: what a good link shows, for a day at most and no longer than the invite lives.
pub(super) fn invite(call: &Call<'_>, invite: InviteId, generation: u32, offer: &Offer) -> String {
    let issued_seconds = call.now.seconds();
    let a_day = issued_seconds.saturating_add(limits::INVITE_TOKEN_SECONDS);
    let own_end = offer.expires_at.map_or(a_day, Timestamp::seconds);
    InviteClaims {
        issuer: call.edge.origin.clone(),
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
    .seal(&call.edge.keys)
}

fn at_second(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(0).plus_seconds(seconds)
}
