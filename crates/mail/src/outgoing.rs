//! What a mail is about.

use core::fmt;

use hallpass_core::{Address, InviteId, Timestamp};

/// An invite that is to be mailed. All that is needed to write the mail, and nothing that has to be looked up.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Which mail this is.
    pub id: SendId,
    /// The invitee.
    pub to: Address,
    /// The language that the invitee reads, as a BCP 47 tag; by default that of the templates.
    pub locale: Option<String>,
    /// When it is sent: the mail's date. The same for every attempt, so that two deliveries of one mail are equal.
    pub sent_at: Timestamp,
    /// The team's name.
    pub team: String,
    /// The inviter's name.
    pub inviter: String,
    /// The title of the role that the invitee will have; `None` for a list of permissions.
    pub role_title: Option<String>,
    /// The inviter's note.
    pub note: Option<String>,
    /// The invite's link.
    pub link: String,
    /// The page that stops invites to this address, and the target of one-click unsubscription (RFC 8058).
    pub stop_link: String,
    /// When the invite expires, if ever.
    pub expires_at: Option<Timestamp>,
}

/// Which mail: the invite, and the how-manieth send of it. It is the same for every attempt to deliver that mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendId {
    /// The invite.
    pub invite: InviteId,
    /// 1 for the mail of its creation, and one more with each resend.
    pub send: u32,
}

impl fmt::Display for SendId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.invite, self.send)
    }
}
