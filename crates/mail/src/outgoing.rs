//! What a mail is about.

use hallpass_core::mail::MailId;
use hallpass_core::{Address, Timestamp};

/// An invite that is to be mailed. All that is needed to write the mail, and nothing that has to be looked up.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its id, the same for every attempt to deliver it.
    pub id: MailId,
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
