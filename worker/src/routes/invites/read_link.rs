use hallpass_protocol::object::account::ReadInviteLink;
use hallpass_protocol::shape::LinkOnly;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::invite_link;

/// `GET /v1/accounts/{acc}/invites/{inv}/link`
pub(crate) async fn read_link(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let found = context.call(ReadInviteLink { account, invite }).await?;
    let link = invite_link(context, &found)?;
    ApiResponse::ok(&LinkOnly { link })
}
