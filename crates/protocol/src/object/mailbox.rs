//! The operations of a `MailboxObject`.

use hallpass_core::InviteId;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use hallpass_core::mail::{MailAdmission, MailId, MailPreference};
use serde::{Deserialize, Serialize};

use super::{ObjectCall, ObjectClass, Paging};
use crate::shape::{Invite, Page};

/// Stores the state of one invite of the mailbox, unless the stored one is newer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PutInviteRow {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The invite's id.
    pub invite: InviteId,
    /// The account's sequence number: a larger one is newer.
    pub version: u64,
    /// The invite; `None` when it is not pending any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Invite>,
    /// Whether the holder of the address is a member of the account. The mails that it sent them are not counted any more.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub has_joined: bool,
}

impl ObjectCall for PutInviteRow {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "put-invite-row";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Counts the pending invites.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CountPendingInvites {
    /// The mailbox.
    pub mailbox: MailboxName,
}

impl ObjectCall for CountPendingInvites {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "count-pending-invites";
    const IS_REPEATABLE: bool = true;
    type Response = u32;

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Lists the pending invites, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListPendingInvites {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListPendingInvites {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "list-pending-invites";
    const IS_REPEATABLE: bool = true;
    type Response = Page<Invite>;

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Asks whether a mail may be sent to the address, and counts it if so. A mail that was admitted stays so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdmitMail {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The mail.
    pub mail: MailId,
}

impl ObjectCall for AdmitMail {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "admit-mail";
    const IS_REPEATABLE: bool = true;
    type Response = MailAdmission;

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Reads whether mails about invites are welcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadMailPreference {
    /// The mailbox.
    pub mailbox: MailboxName,
}

impl ObjectCall for ReadMailPreference {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "read-mail-preference";
    const IS_REPEATABLE: bool = true;
    type Response = MailPreference;

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Sets whether mails about invites are welcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetMailPreference {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// What its holder wants.
    pub preference: MailPreference,
}

impl ObjectCall for SetMailPreference {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "set-mail-preference";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Reads everything that the mailbox has, for its holder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportMailbox {
    /// The mailbox.
    pub mailbox: MailboxName,
}

/// The response to [`ExportMailbox`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedMailbox {
    /// Whether mails are welcome.
    pub preference: MailPreference,
    /// All pending invites, newest first.
    pub invites: Vec<Invite>,
}

impl ObjectCall for ExportMailbox {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "export-mailbox";
    const IS_REPEATABLE: bool = true;
    type Response = ExportedMailbox;

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}

/// Erases everything about the holder of the address, who was erased, and the invites to it in every account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseMailbox {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// When its holder was erased. Invites that are sent later stay.
    pub erasure: Erasure,
}

impl ObjectCall for EraseMailbox {
    const OBJECT: ObjectClass = ObjectClass::Mailbox;
    const OPERATION: &'static str = "erase-mailbox";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.mailbox.to_string()
    }
}
