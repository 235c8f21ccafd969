use hallpass_protocol::object::account::RevokeInvite;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `DELETE /v1/accounts/{acc}/invites/{inv}`
pub(crate) async fn revoke(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let invite = context.call(RevokeInvite { account, invite }).await?;
    ApiResponse::ok(&invite)
}
