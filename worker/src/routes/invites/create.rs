use hallpass_core::link::mailbox_name;
use hallpass_protocol::object::account::CreateInvite;
use hallpass_protocol::request;
use hallpass_protocol::shape::InviteAndLink;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::invite_link;

/// `POST /v1/accounts/{acc}/invites`
pub(crate) async fn create(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let new = request::new_invite(&context.body).map_err(ApiError::invalid_body)?;
    let mailbox = |address| mailbox_name(&context.state.pepper, address);
    let create = CreateInvite {
        account,
        mailbox: new.email.as_ref().map(mailbox),
        address: new.email,
        assignment: new.assignment,
        expires_in: new.expires_in,
        membership_expires_in: new.membership_expires_in,
        projects: new.projects,
        note: new.note,
        mail: new.mail,
    };
    let created = context.call(create).await?;
    let link = invite_link(context, &created)?;
    let invite = created.invite;
    ApiResponse::json(201, &InviteAndLink { invite, link })
}
