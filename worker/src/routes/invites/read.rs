use hallpass_protocol::object::account::ReadInvite;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/invites/{inv}`
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let invite = context.call(ReadInvite { account, invite }).await?;
    ApiResponse::ok(&invite)
}
