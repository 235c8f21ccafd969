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

use super::next::{Next, ask, document, run};

/// `GET /v1/accounts/{acc}/invites`.
pub(super) fn list<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let question = Ask::Invites {
        status: call.incoming.read("status", status)?,
        page: call.incoming.paging()?,
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
pub(super) fn create<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
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
    let created = |call: &Call<'_>, said| invite_and_link(call, 201, said);
    Ok(run(account, command, Box::new(created)))
}

/// `GET /v1/accounts/{acc}/invites/{inv}`.
pub(super) fn read<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    Ok(ask(account, Ask::Invite { invite }, Box::new(invite_reply)))
}

/// `GET /v1/accounts/{acc}/invites/{inv}/link`.
pub(super) fn link<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    let link_only = |call: &Call<'_>, said| {
        let (_, link) = with_link(call, said)?;
        Ok(Reply::ok(&LinkOnly { link }))
    };
    Ok(ask(account, Ask::Link { invite }, Box::new(link_only)))
}

/// `POST /v1/accounts/{acc}/invites/{inv}/resend`.
pub(super) fn resend<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    let resend = request::resend(&call.body).map_err(No::body)?;
    let command = Command::Resend {
        invite,
        link: resend.link,
        expires_in: resend.expires_in,
    };
    let resent = |call: &Call<'_>, said| invite_and_link(call, 200, said);
    Ok(run(account, command, Box::new(resent)))
}

/// `DELETE /v1/accounts/{acc}/invites/{inv}`.
pub(super) fn revoke<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let (account, invite) = (call.account()?, call.invite()?);
    request::nothing(&call.body).map_err(No::body)?;
    let command = Command::Revoke { invite };
    Ok(run(account, command, Box::new(invite_reply)))
}

/// The reply of a route that shows one invite.
pub(super) fn invite_reply(_: &Call<'_>, said: Said) -> Result<Reply, No> {
    let Said::Invite(invite) = said else {
        return Err(unexpected());
    };
    Ok(Reply::document(200, &invite.document))
}

fn invite_and_link(call: &Call<'_>, status: u16, said: Said) -> Result<Reply, No> {
    let (invite, link) = with_link(call, said)?;
    Ok(Reply::json(status, &InviteAndLink { invite, link }))
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
    let document = invite.document.embedded();
    Ok((document, format!("{}{path}", call.edge.origin)))
}
