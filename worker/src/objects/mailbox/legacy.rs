//! Responds to requests of the previous release, see [`hallpass_protocol::object::legacy`].

use hallpass_protocol::object::legacy::{LegacyRequest, MailboxCall, MailboxReply};

use super::inbox::Inbox;
use crate::error::InternalError;
use crate::json;
use crate::objects::server::{OperationResult, refusal_as_response};

/// Reads a request of the previous release, and responds in its format.
pub(super) fn respond(inbox: &Inbox, body: &str) -> Result<String, InternalError> {
    let request: LegacyRequest<MailboxCall> = json::from_str(body)?;
    // A malformed cursor is the only refusal.
    let reply = refusal_as_response(reply(inbox, request))?;
    json::to_string(&reply.unwrap_or(MailboxReply::BadCursor))
}

fn reply(inbox: &Inbox, request: LegacyRequest<MailboxCall>) -> OperationResult<MailboxReply> {
    Ok(match request.ask {
        MailboxCall::Put { message } => {
            let put = message.into_invite_row();
            let put = put.ok_or_else(|| InternalError::new("a row of another object"))?;
            inbox.put_invite_row(request.now, &put)?;
            MailboxReply::Taken
        }
        MailboxCall::Count => MailboxReply::Count {
            count: inbox.count_pending_invites(request.now)?,
        },
        MailboxCall::List { page } => MailboxReply::Invites {
            page: json::to_string(&inbox.list_pending_invites(request.now, &page)?)?,
        },
    })
}
