//! What is said to the index objects: UserObject and MailboxObject.
//!
//! Their rows are copies, and may lag. A message is the state of one row; the receiver takes it over iff its
//! version is newer than what it has, and keeps a removal as a tombstone with its version.

use hallpass_core::budget::Budget;
use hallpass_core::link::MailboxName;
use hallpass_core::{AccountId, InviteId, UserId};
use serde::{Deserialize, Serialize};

use crate::shape::AccountRow;

use super::account::Paging;
use super::document::{Document, Listed};

/// The state of one index row.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The account's sequence: newer is larger.
    pub version: u64,
    /// Where it goes, and what it says.
    pub row: Row,
}

/// An index row, or that there is none any more.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Row {
    /// A user's list of accounts.
    User {
        /// Whose list.
        user: UserId,
        /// Which account.
        account: AccountId,
        /// The row; none when the user is no member.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<AccountRow>,
    },
    /// An inbox.
    Mailbox {
        /// Which.
        mailbox: MailboxName,
        /// Which invite.
        invite: InviteId,
        /// The invite, whole, so that the list is one read; none when it is decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<Box<Listed>>,
    },
}

/// What can be asked of a UserObject.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UserAsk {
    /// To keep an id for the user's own account, or to name the one that is kept.
    ReserveOwn {
        /// The id that is kept if there is none yet.
        fresh: AccountId,
    },
    /// To keep an id for another account. The envelope's idempotency key names the one that it kept before.
    Reserve {
        /// The id that is kept if there is none yet.
        fresh: AccountId,
    },
    /// To take over a row.
    Put {
        /// The row.
        message: Box<Message>,
    },
    /// Which account is the user's own.
    Own,
    /// To list the accounts.
    List,
    /// To count one of something that this user, or this network, may do so often. Nothing is stored.
    Spend {
        /// How often.
        budget: Budget,
    },
}

/// What a UserObject answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UserReply {
    /// The id that is kept.
    Reserved {
        /// The id.
        account: AccountId,
    },
    /// Counted.
    Spent {
        /// Seconds to wait, when it was one too many.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<u32>,
    },
    /// The same key came with another request.
    IdempotencyMismatch,
    /// The user has as many accounts as they may.
    Full,
    /// Taken over, or known to be old.
    Taken,
    /// The accounts.
    Accounts {
        /// The user's own account; none before it was opened.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        own: Option<AccountId>,
        /// All rows, the own one among them, in the order in which they were opened or joined.
        rows: Vec<AccountRow>,
    },
}

/// What can be asked of a MailboxObject.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MailboxAsk {
    /// To take over a row.
    Put {
        /// The row.
        message: Box<Message>,
    },
    /// How many invites are pending at the envelope's moment.
    Count,
    /// Those invites, newest first.
    List {
        /// The page.
        page: Paging,
    },
}

/// What a MailboxObject answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum MailboxReply {
    /// Taken over, or known to be old.
    Taken,
    /// How many.
    Count {
        /// The number.
        count: u32,
    },
    /// The invites.
    Invites {
        /// The page.
        page: Document,
    },
    /// The cursor cannot be read.
    BadCursor,
}
