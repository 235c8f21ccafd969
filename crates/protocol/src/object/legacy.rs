//! The messages of the previous release, which sent every call as one enum to `POST /`.
//!
//! While a deployment spreads, a Worker of the previous release calls objects of this one. Objects read its requests
//! and respond in its format. Nothing in this release sends them; the module can go in the next release.

use hallpass_core::account::{Caller, Command, Person, Status};
use hallpass_core::audit::Head;
use hallpass_core::budget::Budget;
use hallpass_core::explain::Explanation;
use hallpass_core::freshness::Epochs;
use hallpass_core::link::MailboxName;
use hallpass_core::{AccountId, ClosedReason, InviteId, Refusal, RoleName, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::account::{AuditFilter, ExportFormat, InvitePreview, MemberClaims, MemberStatus};
use super::mailbox::PutInviteRow;
use super::user::PutAccountRow;
use super::{IdempotencyKey, ObjectError, Paging, RandomBytes};
use crate::problem::AccountName;
use crate::shape::AccountRow;

/// A request of the previous release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LegacyRequest<C> {
    /// The time of the request.
    pub now: Timestamp,
    /// Random bytes for this request alone.
    pub random: RandomBytes,
    /// Who calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// The HTTP request's idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency: Option<IdempotencyKey>,
    /// The call.
    pub ask: C,
}

/// The calls of an `AccountObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the call that replaced it"
)]
pub enum AccountCall {
    Run {
        account: AccountId,
        command: Command,
    },
    Read,
    Person {
        user: UserId,
    },
    Members {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<RoleName>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        q: Option<String>,
        page: Paging,
    },
    Invites {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
        page: Paging,
    },
    Invite {
        invite: InviteId,
    },
    Link {
        invite: InviteId,
    },
    Audit {
        filter: AuditFilter,
        page: Paging,
    },
    Epochs {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
    },
    Stands {
        user: UserId,
        permissions: Vec<String>,
    },
    Export {
        filter: AuditFilter,
        form: ExportFormat,
        after: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<u64>,
    },
    Preview {
        invite: InviteId,
        generation: u32,
    },
}

/// The response of an `AccountObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountAnswer {
    /// The response itself.
    pub reply: AccountReply,
    /// The caller's own index row, where the call changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_row: Option<Message>,
}

/// The response itself. JSON documents travel as text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the response that replaced it"
)]
pub enum AccountReply {
    Refused {
        refusal: Refusal,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<Explanation>>,
        member: bool,
    },
    Document(String),
    Done,
    Person(Option<Box<Person>>),
    Standing {
        account: String,
        claims: MemberClaims,
    },
    Accepted {
        account: String,
        membership: String,
        claims: MemberClaims,
    },
    Invite {
        id: InviteId,
        generation: u32,
        document: String,
    },
    Audit {
        items: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<String>,
        head: Head,
    },
    Exported {
        text: String,
        after: u64,
        more: bool,
        head: Head,
    },
    Preview(Box<InvitePreview>),
    Closed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<ClosedReason>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined: Option<AccountName>,
    },
    Epochs(Option<Epochs>),
    Stands(Box<MemberStatus>),
}

impl From<ObjectError> for AccountReply {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Refused(refusal) => Self::Refused {
                refusal,
                explanation: None,
                member: false,
            },
            ObjectError::RefusedToMember {
                refusal,
                explanation,
            } => Self::Refused {
                refusal,
                explanation,
                member: true,
            },
            ObjectError::InviteClosed { why, joined } => Self::Closed { why, joined },
        }
    }
}

/// The state of one index row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// The account's sequence number.
    pub version: u64,
    /// The row.
    pub row: Row,
}

/// An index row; `None` when it is to be removed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the call that replaced it"
)]
pub enum Row {
    User {
        user: UserId,
        account: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<AccountRow>,
    },
    Mailbox {
        mailbox: MailboxName,
        invite: InviteId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<InviteDocument>,
    },
}

/// An invite as a JSON text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InviteDocument {
    /// The invite.
    pub document: String,
}

impl From<PutAccountRow> for Message {
    fn from(put: PutAccountRow) -> Self {
        Self {
            version: put.version,
            row: Row::User {
                user: put.user,
                account: put.account,
                row: put.row,
            },
        }
    }
}

impl Message {
    /// The row of a user's index; `None` when it is one of a mailbox.
    #[must_use]
    pub fn into_account_row(self) -> Option<PutAccountRow> {
        match self.row {
            Row::User { user, account, row } => Some(PutAccountRow {
                user,
                account,
                version: self.version,
                row,
            }),
            Row::Mailbox { .. } => None,
        }
    }

    /// The row of a mailbox; `None` when it is one of a user's index, or its document cannot be read.
    #[must_use]
    pub fn into_invite_row(self) -> Option<PutInviteRow> {
        let Row::Mailbox {
            mailbox,
            invite,
            row,
        } = self.row
        else {
            return None;
        };
        let row = row
            .map(|row| serde_json::from_str(&row.document))
            .transpose()
            .ok()?;
        Some(PutInviteRow {
            mailbox,
            invite,
            version: self.version,
            row,
            has_joined: false,
        })
    }
}

/// The calls of a `UserObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the call that replaced it"
)]
pub enum UserCall {
    ReserveOwn { fresh: AccountId },
    Reserve { fresh: AccountId },
    Put { message: Box<Message> },
    Own,
    List,
    Spend { budget: Budget },
}

/// The response of a `UserObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the response that replaced it"
)]
pub enum UserReply {
    Reserved {
        account: AccountId,
    },
    Spent {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<u32>,
    },
    IdempotencyMismatch,
    Full,
    Taken,
    Accounts {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        own: Option<AccountId>,
        rows: Vec<AccountRow>,
    },
}

/// The calls of a `MailboxObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the call that replaced it"
)]
pub enum MailboxCall {
    Put { message: Box<Message> },
    Count,
    List { page: Paging },
}

/// The response of a `MailboxObject`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is documented at the response that replaced it"
)]
pub enum MailboxReply {
    Taken,
    Count { count: u32 },
    Invites { page: String },
    BadCursor,
}
