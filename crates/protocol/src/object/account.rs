//! What is said to an AccountObject.

use hallpass_core::account::{Command, Kind, Person, Status};
use hallpass_core::audit::Head;
use hallpass_core::explain::Explanation;
use hallpass_core::freshness::Epochs;
use hallpass_core::{
    AccountId, InviteId, MaskedAddress, Name, Note, PolicyId, Refusal, RoleName, Timestamp, UserId,
    Why,
};
use serde::{Deserialize, Serialize};

use super::document::{Document, Linked};
use super::index::Message;
use crate::problem::AccountName;

/// A page that is asked for. The cursor is the object's own; a malformed one is `invalid_request`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Paging {
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many items at most.
    pub limit: u32,
}

/// What can be asked of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Ask {
    /// To do something.
    Run {
        /// The account that the object is for.
        account: AccountId,
        /// The command.
        command: Command,
    },
    /// How it looks to the caller.
    Read,
    /// What is known of a member; asked by the Worker, for a service.
    Person {
        /// Which.
        user: UserId,
    },
    /// Its members.
    Members {
        /// Only those with this role.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<RoleName>,
        /// Only those whose name or visible address has this in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        q: Option<String>,
        /// The page.
        page: Paging,
    },
    /// Its invites.
    Invites {
        /// Only those with this status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
        /// The page.
        page: Paging,
    },
    /// One invite.
    Invite {
        /// Which.
        invite: InviteId,
    },
    /// One invite, for its link.
    Link {
        /// Which.
        invite: InviteId,
    },
    /// Its audit log, newest first.
    Audit {
        /// What is looked for.
        filter: AuditFilter,
        /// The page.
        page: Paging,
    },
    /// The epochs that membership tokens are judged by. The Worker asks, on nobody's behalf.
    Epochs {
        /// How this one stands; without it, whoever changed lately.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<UserId>,
    },
    /// How somebody stands, and why they may not do something. The Worker asks, on nobody's behalf.
    Stands {
        /// Who.
        user: UserId,
        /// All that is wanted.
        permissions: Vec<String>,
    },
    /// Its audit log for export, oldest first, piece by piece.
    Export {
        /// What is looked for.
        filter: AuditFilter,
        /// How it is written.
        form: Form,
        /// The number of the last event of the piece before.
        after: u64,
        /// The number of the event that was the last when the export began; now, if it begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<u64>,
    },
    /// What the holder of a good link or token sees.
    Preview {
        /// Which.
        invite: InviteId,
        /// Of which generation.
        generation: u32,
    },
}

/// How an export of the audit log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// An event a line, as JSON.
    Ndjson,
    /// A table for spreadsheets.
    Csv,
}

/// What is looked for in the audit log; all that is given must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// From this moment on, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// By this actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// To this kind of thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// To this thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// This action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// What an AccountObject answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The answer itself.
    pub reply: Reply,
    /// The caller's own index row, when this changed it: the Worker delivers it before it replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_row: Option<Message>,
}

/// An answer itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reply {
    /// A rule said no.
    Refused {
        /// The no.
        refusal: Refusal,
        /// Why, for a member who lacks a permission.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<Explanation>>,
        /// Whether the one refused is a member; a stranger's no is for the log alone.
        member: bool,
    },
    /// What the caller is to see, whole.
    Document(Document),
    /// Nothing more to say.
    Done,
    /// What is known of a member; nothing when there is none.
    Person(Option<Box<Person>>),
    /// The account, and what a membership token of the caller's says.
    Standing {
        /// The account.
        account: Document,
        /// The claims.
        claims: Claims,
    },
    /// The caller joined.
    Accepted {
        /// The account.
        account: Document,
        /// The membership.
        membership: Document,
        /// What a membership token of the caller's says.
        claims: Claims,
    },
    /// An invite.
    Invite(Linked),
    /// A page of audit events.
    Audit {
        /// The events.
        items: Document,
        /// The cursor of the next page, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next: Option<String>,
        /// Where the chain stands.
        head: Head,
    },
    /// A piece of the audit log.
    Exported {
        /// Its lines.
        text: String,
        /// The number of its last event.
        after: u64,
        /// Whether there may be another piece.
        more: bool,
        /// Where the chain stands.
        head: Head,
    },
    /// An open invite.
    Preview(Box<Offer>),
    /// An invite that cannot be used.
    Closed {
        /// Why, for the verified invitee alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
        /// The account, if the caller came into it by this invite and is a member still.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined: Option<AccountName>,
    },
    /// The epochs; none where there is no open account.
    Epochs(Option<Epochs>),
    /// How somebody stands.
    Stands(Box<Stands>),
    /// The cursor of a page cannot be read.
    BadCursor,
}

/// How somebody stands in an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stands {
    /// The role that they hold today; none when they are no member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The account's epoch.
    pub epoch: u64,
    /// Its own spend limit in US cents per hour, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit: Option<u64>,
    /// What stands in the way of what was asked about, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// What an open invite offers to the holder of its link.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The account that it leads into.
    pub account: AccountName,
    /// The role that it gives.
    pub role: RoleName,
    /// That role's title.
    pub role_title: String,
    /// The name of who invites.
    pub inviter: Name,
    /// The masked address that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<MaskedAddress>,
    /// When it ends, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What the inviter adds; to the invitee alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// `invitee`, `other` or `member`, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub you: Option<String>,
    /// The policy that the role is of.
    pub policy: PolicyId,
}

/// What a membership token says, but for its life.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claims {
    /// Who.
    pub user: UserId,
    /// In which account.
    pub account: AccountId,
    /// Of which kind.
    pub kind: Kind,
    /// With which role.
    pub role: RoleName,
    /// The permissions, as the `perm` claim has them.
    pub permissions: String,
    /// At which epoch.
    pub epoch: u64,
    /// Under which policy.
    pub policy: PolicyId,
}

/// The name that an actor goes by in the audit log when no member has the id any more.
pub const FORMER_MEMBER: &str = "former member";
