//! Invites, as those see them who are invited.

use hallpass_core::account::{Command, Proof};
use hallpass_core::link::{InviteCode, mailbox_name};
use hallpass_core::token::invite::{self, VerifiedInvite};
use hallpass_core::{Code, FieldCode, InviteId, Refusal};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::object::document::Embedded;
use hallpass_protocol::object::index::{MailboxAsk, MailboxReply};
use hallpass_protocol::request::{self, InviteReference, PreviewReference};
use hallpass_protocol::shape::{Accepted, Page, Preview, PreviewInviter};

use crate::context::{RequestContext, unexpected};
use crate::http::{ApiError, ApiResponse};

use super::invites::invite_reply;
use super::next::{Next, ask, run};
use super::tokens;

/// The one no to everything that names no usable invite.
fn closed() -> ApiError {
    Refusal::InviteClosed { why: None }.into()
}

/// `GET /v1/invites`: the inbox of the caller's verified address.
pub(super) async fn inbox(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let page = context.request.paging()?;
    let Some(address) = &context.identity()?.verified else {
        return Ok(ApiResponse::ok(&Page::<Embedded> {
            items: Vec::new(),
            next: None,
        }));
    };
    let mailbox = mailbox_name(&context.state.pepper, address).to_string();
    match context
        .ask(Object::Mailbox, &mailbox, &MailboxAsk::List { page })
        .await?
    {
        MailboxReply::Invites { page } => Ok(ApiResponse::document(200, &page)),
        MailboxReply::BadCursor => Err(Refusal::field("cursor", FieldCode::Invalid).into()),
        MailboxReply::Taken | MailboxReply::Count { .. } => Err(unexpected()),
    }
}

/// `POST /v1/invites/preview`.
pub(super) fn preview<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (invite, generation, past_its_end) = match request::preview(&context.body)
        .map_err(ApiError::invalid_body)?
    {
        PreviewReference::Code(code) => {
            let code = InviteCode::verify(&code, &context.state.pepper).map_err(|_| closed())?;
            (code.invite(), code.generation(), false)
        }
        PreviewReference::Token(token) => {
            let verified = verified(context, &token)?;
            let claims = verified.claims();
            let past_its_end = verified.expired(context.now.seconds());
            (claims.invite, claims.generation, past_its_end)
        }
    };
    let question = Ask::Preview { invite, generation };
    let previewed = move |context: &RequestContext<'_>, said| {
        let offer = match said {
            // A token that ended must not renew itself here: the link makes new ones.
            Said::Preview(_) if past_its_end => return Err(Code::TokenExpired.into()),
            Said::Preview(offer) => *offer,
            Said::Closed { why, joined } => return Err(ApiError::InviteClosed { why, joined }),
            Said::Refused { .. }
            | Said::Document(_)
            | Said::Done
            | Said::Person(_)
            | Said::Standing { .. }
            | Said::Accepted { .. }
            | Said::Invite(_)
            | Said::Audit { .. }
            | Said::Exported { .. }
            | Said::Epochs(_)
            | Said::Stands(_)
            | Said::BadCursor => return Err(unexpected()),
        };
        Ok(ApiResponse::ok(&Preview {
            token: tokens::invite(context, invite, generation, &offer),
            account: offer.account,
            role: offer.role,
            role_title: offer.role_title,
            inviter: PreviewInviter {
                name: offer.inviter,
            },
            hint: offer.hint,
            expires_at: offer.expires_at,
            note: offer.note,
            you: offer.you,
        }))
    };
    Ok(ask(invite.account(), question, Box::new(previewed)))
}

/// `POST /v1/invites/accept`.
pub(super) fn accept<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (invite, proof) = proven(context)?;
    let command = Command::Accept { invite, proof };
    Ok(run(invite.account(), command, Box::new(accepted)))
}

fn accepted(context: &RequestContext<'_>, said: Said) -> Result<ApiResponse, ApiError> {
    let Said::Accepted {
        account,
        membership,
        claims,
    } = said
    else {
        return Err(unexpected());
    };
    let (token, expires_at) = tokens::membership(context, claims)?;
    Ok(ApiResponse::ok(&Accepted {
        account: account.embedded(),
        membership: membership.embedded(),
        token,
        expires_at,
    }))
}

/// `POST /v1/invites/decline`.
pub(super) fn decline<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let (invite, proof) = proven(context)?;
    let command = Command::Decline { invite, proof };
    Ok(run(invite.account(), command, Box::new(invite_reply)))
}

/// The invite that a body names, and what the caller has in hand for it.
fn proven(context: &RequestContext<'_>) -> Result<(InviteId, Proof), ApiError> {
    match request::invite_reference(&context.body).map_err(ApiError::invalid_body)? {
        InviteReference::Id(invite) => Ok((invite, Proof::Inbox)),
        InviteReference::Token(token) => {
            let verified = verified(context, &token)?;
            let claims = verified.claims();
            let proof = Proof::Token {
                generation: claims.generation,
                expires_at_seconds: claims.expires_seconds,
            };
            Ok((claims.invite, proof))
        }
    }
}

fn verified(context: &RequestContext<'_>, token: &str) -> Result<VerifiedInvite, ApiError> {
    let state = context.state;
    invite::verify(
        token,
        state.keys.verifying(),
        &state.config.origin,
        context.now.seconds(),
    )
    .map_err(|_| closed())
}
