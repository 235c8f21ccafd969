//! What is said to an AccountObject.

use hallpass_core::account::{Command, Kind, Plan, Status};
use hallpass_core::audit::Head;
use hallpass_core::explain::Explanation;
use hallpass_core::{AccountId, InviteId, PolicyId, Refusal, RoleName, UserId, Why};
use serde::{Deserialize, Serialize};

use super::index::Message;
use crate::problem::AccountName;
use crate::shape::{Account, AuditEvent, Invite, Member, Page};

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
    /// What the holder of a good link or token sees.
    Preview {
        /// Which.
        invite: InviteId,
        /// Of which generation.
        generation: u32,
    },
}

/// What is looked for in the audit log; all that is given must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// From this moment on, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<hallpass_core::Timestamp>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<hallpass_core::Timestamp>,
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
    /// The account, as the caller sees it.
    Account {
        /// The account.
        account: Box<Account>,
    },
    /// The account, and what a membership token of the caller's says.
    Standing {
        /// The account.
        account: Box<Account>,
        /// The claims.
        claims: Claims,
    },
    /// A member.
    Member {
        /// The member.
        member: Box<Member>,
    },
    /// Nothing more to say.
    Done,
    /// What a dry run found.
    Planned {
        /// The plan.
        plan: Plan,
    },
    /// An invite.
    Invite {
        /// The invite.
        invite: Box<Invite>,
        /// The generation of its link.
        generation: u32,
    },
    /// The caller joined.
    Accepted {
        /// The account.
        account: Box<Account>,
        /// The membership.
        membership: Box<Member>,
        /// What a membership token of the caller's says.
        claims: Claims,
    },
    /// Members.
    Members {
        /// The page.
        page: Page<Member>,
    },
    /// Invites.
    Invites {
        /// The page.
        page: Page<Invite>,
    },
    /// Audit events.
    Audit {
        /// The page.
        page: Page<AuditEvent>,
        /// Where the chain stands.
        head: Head,
    },
    /// An open invite.
    Preview {
        /// The invite.
        invite: Box<Invite>,
        /// The title of its role.
        role_title: String,
        /// `invitee`, `other` or `member`, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        you: Option<String>,
        /// The policy that the role is of.
        policy: PolicyId,
    },
    /// An invite that cannot be used.
    Closed {
        /// Why, for the verified invitee alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Why>,
        /// The account, if the caller came into it by this invite and is a member still.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined: Option<AccountName>,
    },
    /// The cursor of a page cannot be read.
    BadCursor,
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
