use hallpass_protocol::object::account::PreviewMail;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/invites/{inv}/mail`: the mail as it would be sent now, with links that lead nowhere.
pub(crate) async fn preview_mail(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let preview = context.call(PreviewMail { account, invite }).await?;
    ApiResponse::ok(&preview)
}
