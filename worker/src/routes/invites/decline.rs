use hallpass_protocol::object::account::DeclineInvite;

use super::proof::invite_and_proof;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/invites/decline`
pub(crate) async fn decline(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (invite, proof) = invite_and_proof(context)?;
    let invite = context.call(DeclineInvite { invite, proof }).await?;
    ApiResponse::ok(&invite)
}
