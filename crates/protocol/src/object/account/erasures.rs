//! Users who are erased, and what an account has about a user.

use hallpass_core::account::Erased;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use hallpass_core::{AccountId, UserId};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass};
use crate::shape::AccountExport;

/// Erases a user from the account. The principal is the user, without their details, or the service that erases them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseMember {
    /// The account.
    pub account: AccountId,
    /// The user.
    pub user: UserId,
    /// The mailboxes of their addresses, as far as they are known.
    pub mailboxes: Vec<MailboxName>,
    /// When they were erased.
    pub erasure: Erasure,
}

impl ObjectCall for EraseMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "erase-member";
    const IS_REPEATABLE: bool = true;
    type Response = Erased;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Erases the invites to a mailbox whose holder was erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EraseInvites {
    /// The account.
    pub account: AccountId,
    /// The mailbox.
    pub mailbox: MailboxName,
    /// When its holder was erased.
    pub erasure: Erasure,
}

impl ObjectCall for EraseInvites {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "erase-invites";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads what the account has about the caller, a page at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportMember {
    /// The account.
    pub account: AccountId,
    /// The mailbox of the caller's verified address, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxName>,
    /// Where the previous page ended.
    #[serde(default)]
    pub after: ExportPosition,
}

/// Where a page of an export ended.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ExportPosition {
    /// The last invite; empty before the first one.
    pub invite: String,
    /// The number of the last event.
    pub event: u64,
}

/// The response to [`ExportMember`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedMember {
    /// The account and the membership, with a page of invites and events.
    pub page: AccountExport,
    /// Where the page ended, if there may be more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<ExportPosition>,
}

impl ObjectCall for ExportMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "export-member";
    const IS_REPEATABLE: bool = true;
    type Response = ExportedMember;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
