use hallpass_protocol::object::account::AcceptInvite;
use hallpass_protocol::shape::Accepted;

use super::proof::invite_and_proof;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::membership_token;

/// `POST /v1/invites/accept`
pub(crate) async fn accept(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (invite, proof) = invite_and_proof(context)?;
    let accepted = context.call(AcceptInvite { invite, proof }).await?;
    let (token, expires_at) = membership_token(context, accepted.claims)?;
    ApiResponse::ok(&Accepted {
        account: accepted.account,
        membership: accepted.membership,
        token,
        expires_at,
        revoked_invites: accepted.revoked_invites,
        skipped_projects: accepted.skipped_projects,
    })
}
