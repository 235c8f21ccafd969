//! What the mail of an invite says, for the queue that sends it and for a preview.

use hallpass_core::account::{Account, Invite};
use hallpass_core::link::{InviteCode, StopCode};
use hallpass_core::mail::Mail;
use hallpass_core::{Policy, RoleAssignment};
use hallpass_protocol::route::Route;

use crate::error::InternalError;
use crate::mail::Outgoing;
use crate::state::AppState;

/// The code in the links of a preview. No link has it.
const PLACEHOLDER: &str = "preview";

/// The links in a mail.
pub(super) struct MailLinks {
    invite: String,
    stop: String,
}

impl MailLinks {
    /// The links of an invite's mail; `None` when the invite has no address.
    ///
    /// # Errors
    /// When the invite has no further link.
    pub(super) fn of(state: &AppState, invite: &Invite) -> Result<Option<Self>, InternalError> {
        let Some(mailbox) = invite.mailbox else {
            return Ok(None);
        };
        let code = InviteCode::new(invite.id, invite.generation)
            .ok_or_else(|| InternalError::new("an invite is past the last generation"))?;
        let stop = StopCode::new(mailbox).seal(&state.pepper);
        Ok(Some(Self::new(
            &state.config.origin,
            &code.seal(&state.pepper),
            &stop,
        )))
    }

    /// Links that lead nowhere.
    pub(super) fn placeholders(origin: &str) -> Self {
        Self::new(origin, PLACEHOLDER, PLACEHOLDER)
    }

    fn new(origin: &str, invite_code: &str, stop_code: &str) -> Self {
        let url = |route: Route, code: &str| {
            let path = route.pattern().replace("{code}", code);
            format!("{origin}{path}")
        };
        Self {
            invite: url(Route::Link, invite_code),
            stop: url(Route::Stop, stop_code),
        }
    }
}

/// What a mail says, as its invite is now; `None` when the invite has no address.
pub(super) fn outgoing(
    account: &Account,
    invite: Invite,
    mail: &Mail,
    links: MailLinks,
    policy: &Policy,
) -> Option<Outgoing> {
    Some(Outgoing {
        id: mail.id,
        to: invite.address?,
        locale: mail.locale.as_ref().map(|locale| locale.as_str().into()),
        sent_at: mail.queued_at,
        team: account.name.to_string(),
        inviter: invite.inviter.name.to_string(),
        role_title: match &invite.assignment {
            RoleAssignment::Role(name) => policy.role(name).map(|role| role.title.clone()),
            RoleAssignment::Custom(_) => None,
        },
        note: invite.note.map(|note| note.as_str().into()),
        link: links.invite,
        stop_link: links.stop,
        expires_at: invite.expires_at,
    })
}
