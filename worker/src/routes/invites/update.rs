use hallpass_protocol::object::account::UpdateInvite;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PATCH /v1/accounts/{acc}/invites/{inv}`
pub(crate) async fn update(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let update = request::invite_update(&context.body).map_err(ApiError::invalid_body)?;
    let update = UpdateInvite {
        account,
        invite,
        update,
    };
    let invite = context.call(update).await?;
    ApiResponse::ok(&invite)
}
