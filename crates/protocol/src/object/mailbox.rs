//! The operations of a `MailboxObject`.

use hallpass_core::InviteId;
use hallpass_core::link::MailboxName;
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
