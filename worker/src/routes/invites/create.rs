use hallpass_core::AccountId;
use hallpass_core::link::mailbox_name;
use hallpass_protocol::object::account::{CreateInvite, InviteWithGeneration};
use hallpass_protocol::request::{self, NewInvite};
use hallpass_protocol::shape::InviteAndLink;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::invite_link;

/// `POST /v1/accounts/{acc}/invites`
pub(crate) async fn create(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let new = request::new_invite(&context.body).map_err(ApiError::invalid_body)?;
    let created = context.call(create_invite(context, account, new)).await?;
    ApiResponse::json(201, &with_link(context, created)?)
}

/// The call that creates an invite.
pub(super) fn create_invite(
    context: &RequestContext<'_>,
    account: AccountId,
    new: NewInvite,
) -> CreateInvite {
    let mailbox = |address| mailbox_name(&context.state.pepper, address);
    CreateInvite {
        account,
        mailbox: new.email.as_ref().map(mailbox),
        address: new.email,
        assignment: new.assignment,
        expires_in: new.expires_in,
        membership_expires_in: new.membership_expires_in,
        projects: new.projects,
        max_uses: new.max_uses,
        domains: new.domains,
        note: new.note,
        mail: new.mail,
    }
}

/// A new invite with its link.
pub(super) fn with_link(
    context: &RequestContext<'_>,
    created: InviteWithGeneration,
) -> Result<InviteAndLink, ApiError> {
    let link = invite_link(context, &created)?;
    let invite = created.invite;
    Ok(InviteAndLink { invite, link })
}
