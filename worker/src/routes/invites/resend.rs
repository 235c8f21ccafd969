use hallpass_protocol::object::account::ResendInvite;
use hallpass_protocol::request;
use hallpass_protocol::shape::InviteAndLink;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::invite_link;

/// `POST /v1/accounts/{acc}/invites/{inv}/resend`
pub(crate) async fn resend(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let resend = request::resend(&context.body).map_err(ApiError::invalid_body)?;
    let resend = ResendInvite {
        account,
        invite,
        link: resend.link,
        expires_in: resend.expires_in,
        mail: resend.mail,
    };
    let resent = context.call(resend).await?;
    let link = invite_link(context, &resent)?;
    let invite = resent.invite;
    ApiResponse::ok(&InviteAndLink { invite, link })
}
