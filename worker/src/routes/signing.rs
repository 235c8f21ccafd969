//! What routes sign: objects hold no keys.

use hallpass_core::audit::{Cut, Head};
use hallpass_core::link::InviteCode;
use hallpass_core::token::audit_cut::AuditCutClaims;
use hallpass_core::token::audit_head::AuditHeadClaims;
use hallpass_core::token::invite::InviteClaims;
use hallpass_core::token::membership::{MembershipClaims, ProjectClaims};
use hallpass_core::token::review::ReviewClaims;
use hallpass_core::{AccountId, InviteId, PermissionSet, Timestamp, base64url, limits};
use hallpass_protocol::object::account::{
    InProject, InvitePreview, InviteWithGeneration, MemberClaims, ReviewOutcomes,
};
use hallpass_protocol::route::Route;
use hallpass_protocol::shape::ClosedReview;

use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::ApiError;
use crate::random;

/// Signs a membership token. Returns it and when it expires.
///
/// # Errors
/// `unavailable` when the account's permissions cannot be read.
pub(super) fn membership_token(
    context: &RequestContext<'_>,
    claims: MemberClaims,
) -> Result<(String, Timestamp), ApiError> {
    let state = context.state;
    let issued_seconds = context.now.seconds();
    let max_expiry = issued_seconds.saturating_add(state.config.membership_ttl_seconds);
    let membership_end = claims.membership_expires_at.map(Timestamp::seconds);
    let expires_seconds = membership_end.map_or(max_expiry, |end| end.min(max_expiry));
    let permissions = PermissionSet::from_claim(&claims.permissions)
        .map_err(|_| InternalError::new("an account's permissions cannot be read"))?;
    let token = MembershipClaims {
        issuer: state.config.origin.clone(),
        audience: state.config.policy.audience().into(),
        user: claims.user,
        account: claims.account,
        kind: claims.kind,
        role: claims.role,
        permissions,
        project: claims.project.map(project_claims).transpose()?,
        epoch: claims.epoch,
        policy: claims.policy,
        issued_seconds,
        expires_seconds,
        token_id: base64url::encode(&random::bytes::<16>()?),
    }
    .seal(&state.keys);
    let expires_at = Timestamp::from_milliseconds(0).plus_seconds(expires_seconds);
    Ok((token, expires_at))
}

fn project_claims(claims: InProject) -> Result<ProjectClaims, InternalError> {
    let permissions = PermissionSet::from_claim(&claims.permissions)
        .map_err(|_| InternalError::new("a project's permissions cannot be read"))?;
    Ok(ProjectClaims {
        id: claims.id,
        permissions,
    })
}

/// Signs an invite token, which carries what a valid link shows. It lives for a day, but not longer than the invite.
pub(super) fn invite_token(
    context: &RequestContext<'_>,
    invite: InviteId,
    generation: u32,
    preview: &InvitePreview,
) -> String {
    let issued_seconds = context.now.seconds();
    let max_expiry = issued_seconds.saturating_add(limits::INVITE_TOKEN_SECONDS);
    let offer = &preview.offer;
    let invite_expiry = offer.expires_at.map_or(max_expiry, Timestamp::seconds);
    InviteClaims {
        issuer: context.state.config.origin.clone(),
        invite,
        account: invite.account(),
        generation,
        team_name: offer.account.name.to_string(),
        role: offer.role.clone(),
        inviter_name: preview.inviter.to_string(),
        hint: offer.hint.as_ref().map(ToString::to_string),
        issued_seconds,
        expires_seconds: max_expiry.min(invite_expiry),
        policy: preview.policy.clone(),
    }
    .seal(&context.state.keys)
}

/// Derives the link of an invite from its row: links are never stored.
///
/// # Errors
/// `unavailable` when the invite was resent more often than its link can express.
pub(super) fn invite_link(
    context: &RequestContext<'_>,
    found: &InviteWithGeneration,
) -> Result<String, ApiError> {
    let code = InviteCode::new(found.invite.id, found.generation)
        .ok_or_else(|| InternalError::new("an invite is past the last generation"))?
        .seal(&context.state.pepper);
    let path = Route::Link.pattern().replace("{code}", &code);
    Ok(format!("{}{path}", context.state.config.origin))
}

/// Signs the head of an audit log's hash chain.
pub(super) fn audit_head(context: &RequestContext<'_>, account: AccountId, head: Head) -> String {
    AuditHeadClaims {
        account,
        head,
        issued_seconds: context.now.seconds(),
    }
    .seal(&context.state.keys)
}

/// Signs where an audit log begins whose oldest events were removed.
pub(super) fn audit_cut(context: &RequestContext<'_>, account: AccountId, cut: Cut) -> String {
    AuditCutClaims {
        account,
        cut,
        issued_seconds: context.now.seconds(),
    }
    .seal(&context.state.keys)
}

/// Signs the outcomes of a closed access review.
pub(super) fn closed_review(
    context: &RequestContext<'_>,
    outcomes: ReviewOutcomes,
) -> ClosedReview {
    let ReviewOutcomes { review, users } = outcomes;
    let closed_at = review.closed_at.unwrap_or(review.opened_at);
    let claims = ReviewClaims {
        account: review.account,
        review: review.id,
        seq: review.seq,
        opened_seconds: review.opened_at.seconds(),
        closed_seconds: closed_at.seconds(),
        users,
        issued_seconds: context.now.seconds(),
    };
    let summary = claims.seal(&context.state.keys);
    ClosedReview { review, summary }
}
