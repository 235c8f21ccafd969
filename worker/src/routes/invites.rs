//! Invites, as those see them who invite.

use hallpass_core::account::{Command, Status};
use hallpass_core::link::{InviteCode, mailbox_name};
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::object::document::Embedded;
use hallpass_protocol::request;
use hallpass_protocol::route::Route;
use hallpass_protocol::shape::{InviteAndLink, LinkOnly};

use crate::context::{RequestContext, unexpected};
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse};
use crate::unicode::Runtime;

use super::next::{Next, ask, document, run};

/// `GET /v1/accounts/{acc}/invites`.
pub(super) fn list<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let question = Ask::Invites {
        status: context.request.read("status", status)?,
        page: context.request.paging()?,
    };
    Ok(ask(account, question, Box::new(document)))
}

fn status(word: &str) -> Option<Status> {
    match word {
        "pending" => Some(Status::Pending),
        "accepted" => Some(Status::Accepted),
        "declined" => Some(Status::Declined),
        "revoked" => Some(Status::Revoked),
        "expired" => Some(Status::Expired),
        _ => None,
    }
}

/// `POST /v1/accounts/{acc}/invites`.
pub(super) fn create<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let new = request::new_invite(&context.body, &Runtime).map_err(ApiError::invalid_body)?;
    let mailbox = new
        .email
        .as_ref()
        .map(|address| mailbox_name(&context.state.pepper, address));
    let command = Command::Invite {
        address: new.email,
        mailbox,
        role: new.role,
        expires_in: new.expires_in,
        note: new.note,
    };
    let created = |context: &RequestContext<'_>, said| invite_and_link(context, 201, said);
    Ok(run(account, command, Box::new(created)))
}

/// `GET /v1/accounts/{acc}/invites/{inv}`.
pub(super) fn read<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    Ok(ask(account, Ask::Invite { invite }, Box::new(invite_reply)))
}

/// `GET /v1/accounts/{acc}/invites/{inv}/link`.
pub(super) fn link<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let link_only = |context: &RequestContext<'_>, said| {
        let (_, link) = with_link(context, said)?;
        Ok(ApiResponse::ok(&LinkOnly { link }))
    };
    Ok(ask(account, Ask::Link { invite }, Box::new(link_only)))
}

/// `POST /v1/accounts/{acc}/invites/{inv}/resend`.
pub(super) fn resend<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    let resend = request::resend(&context.body).map_err(ApiError::invalid_body)?;
    let command = Command::Resend {
        invite,
        link: resend.link,
        expires_in: resend.expires_in,
    };
    let resent = |context: &RequestContext<'_>, said| invite_and_link(context, 200, said);
    Ok(run(account, command, Box::new(resent)))
}

/// `DELETE /v1/accounts/{acc}/invites/{inv}`.
pub(super) fn revoke<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (account, invite) = (context.account()?, context.invite()?);
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let command = Command::Revoke { invite };
    Ok(run(account, command, Box::new(invite_reply)))
}

/// The reply of a route that shows one invite.
pub(super) fn invite_reply(_: &RequestContext<'_>, said: Said) -> Result<ApiResponse, ApiError> {
    let Said::Invite(invite) = said else {
        return Err(unexpected());
    };
    Ok(ApiResponse::document(200, &invite.document))
}

fn invite_and_link(
    context: &RequestContext<'_>,
    status: u16,
    said: Said,
) -> Result<ApiResponse, ApiError> {
    let (invite, link) = with_link(context, said)?;
    Ok(ApiResponse::json(status, &InviteAndLink { invite, link }))
}

/// An invite, and its link made again from its row: no link is ever stored.
fn with_link(context: &RequestContext<'_>, said: Said) -> Result<(Embedded, String), ApiError> {
    let Said::Invite(invite) = said else {
        return Err(unexpected());
    };
    let code = InviteCode::new(invite.id, invite.generation)
        .ok_or_else(|| InternalError::new("an invite is past the last generation"))?
        .seal(&context.state.pepper);
    let path = Route::Link.pattern().replace("{code}", &code);
    let document = invite.document.embedded();
    Ok((document, format!("{}{path}", context.state.config.origin)))
}
