//! Invites, as those see them who invite.

use hallpass_core::account::{Command, Status};
use hallpass_core::link::{InviteCode, mailbox_name};
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::object::document::Embedded;
use hallpass_protocol::request;
use hallpass_protocol::route::Route;
use hallpass_protocol::shape::{InviteAndLink, LinkOnly};

use crate::call::{Call, unexpected};
use crate::fault::Fault;
use crate::http::{No, Reply};
use crate::unicode::Runtime;

/// `GET /v1/accounts/{acc}/invites`.
pub(super) async fn list(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    let question = Ask::Invites {
        status: call.incoming.read("status", status)?,
        page: call.incoming.paging()?,
    };
    call.document(account, question).await
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
pub(super) async fn create(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    let new = request::new_invite(&call.body, &Runtime).map_err(No::body)?;
    let mailbox = new
        .email
        .as_ref()
        .map(|address| mailbox_name(&call.edge.pepper, address));
    let command = Command::Invite {
        address: new.email,
        mailbox,
        role: new.role,
        expires_in: new.expires_in,
        note: new.note,
    };
    let (invite, link) = with_link(call, call.run(account, command).await?)?;
    Ok(Reply::json(201, &InviteAndLink { invite, link })?)
}

/// `GET /v1/accounts/{acc}/invites/{inv}`.
pub(super) async fn read(call: &Call<'_>) -> Result<Reply, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    invite_reply(call.ask_account(account, Ask::Invite { invite }).await?)
}

/// `GET /v1/accounts/{acc}/invites/{inv}/link`.
pub(super) async fn link(call: &Call<'_>) -> Result<Reply, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    let said = call.ask_account(account, Ask::Link { invite }).await?;
    let (_, link) = with_link(call, said)?;
    Reply::ok(&LinkOnly { link })
}

/// `POST /v1/accounts/{acc}/invites/{inv}/resend`.
pub(super) async fn resend(call: &Call<'_>) -> Result<Reply, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    let resend = request::resend(&call.body).map_err(No::body)?;
    let command = Command::Resend {
        invite,
        link: resend.link,
        expires_in: resend.expires_in,
    };
    let (invite, link) = with_link(call, call.run(account, command).await?)?;
    Reply::ok(&InviteAndLink { invite, link })
}

/// `DELETE /v1/accounts/{acc}/invites/{inv}`.
pub(super) async fn revoke(call: &Call<'_>) -> Result<Reply, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    request::nothing(&call.body).map_err(No::body)?;
    invite_reply(call.run(account, Command::Revoke { invite }).await?)
}

/// The reply of a route that shows one invite.
pub(super) fn invite_reply(said: Said) -> Result<Reply, No> {
    let Said::Invite(invite) = said else {
        return Err(unexpected());
    };
    Ok(Reply::document(200, &invite.document))
}

/// An invite, and its link made again from its row: no link is ever stored.
fn with_link(call: &Call<'_>, said: Said) -> Result<(Embedded, String), No> {
    let Said::Invite(invite) = said else {
        return Err(unexpected());
    };
    let code = InviteCode::new(invite.id, invite.generation)
        .ok_or_else(|| Fault::new("an invite is past the last generation"))?
        .seal(&call.edge.pepper);
    let path = Route::Link.pattern().replace("{code}", &code);
    let document = invite.document.embedded().map_err(Fault::from)?;
    Ok((document, format!("{}{path}", call.edge.origin)))
}
