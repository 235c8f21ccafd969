//! The commands of an account, and their surroundings.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::caller::{Caller, Person};
use super::{Decision, FieldChange, Grant, InviteUpdate, Kind, MemberUpdate, ProjectStatus};
use crate::audit::{Details, Word};
use crate::budget::TeamBudgets;
use crate::link::{MailboxName, Pepper};
use crate::mail::MailRequest;
use crate::permission::RoleName;
use crate::{
    AccountId, Address, Domain, InviteId, Name, Note, Policy, ProjectId, ReviewId, RoleAssignment,
    Timestamp, UserId,
};

/// Whether a command is carried out, or only planned.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Run {
    /// Carry it out.
    Real,
    /// Only plan it.
    Dry,
}

/// How the caller got to the invite that they accept or decline.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Proof {
    /// By an invite token whose signature was verified.
    Token {
        /// The generation of the link that the token was issued for.
        generation: u32,
        /// The token's expiry, in seconds since 1970.
        expires_at_seconds: i64,
        /// The role that the token names. The previous release does not send it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<RoleName>,
    },
    /// From their inbox, by the invite's id.
    Inbox,
}

/// A command to an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open the account with the caller as its owner. Repeating it does nothing.
    Open {
        /// Personal or team.
        kind: Kind,
        /// Its name.
        name: Name,
        /// The owner, when a service opens it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf: Option<OnBehalf>,
    },
    /// Change the name or settings.
    Update {
        /// The new name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        /// The new spend limit, in US cents per hour.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spend_limit_cents_per_hour: Option<u64>,
    },
    /// Make a personal account a team.
    Convert {
        /// The team's name. Not needed for a dry run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        /// Whether to carry it out.
        run: Run,
    },
    /// Make a team a personal account again, or close it if it never was one.
    Revert {
        /// The team's name as the owner typed it. Not needed for a dry run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm_name: Option<String>,
        /// Whether to carry it out.
        run: Run,
    },
    /// Record that the caller is here, with their current name, before a membership token is minted.
    Attend,
    /// Make a user a member with this role or list of permissions. For services only.
    Enrol {
        /// The user.
        person: Person,
        /// The role or list.
        #[serde(flatten)]
        assignment: RoleAssignment,
        /// What they are granted in projects. Their other grants stay.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        projects: Vec<Grant>,
        /// When the membership ends.
        #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
        expires_at: FieldChange<Timestamp>,
    },
    /// Append an event of the host to the audit log. For services only.
    Note {
        /// What was done.
        action: Word,
        /// The type of the resource.
        resource_type: Word,
        /// The resource's id.
        resource_id: String,
        /// Further details.
        details: Details,
    },
    /// Change a member. The previous release sends it as `changeRole`.
    #[serde(alias = "changeRole")]
    UpdateMember {
        /// The member.
        user: UserId,
        /// What changes.
        #[serde(flatten)]
        update: MemberUpdate,
    },
    /// Remove a member. A caller who removes themselves leaves.
    Remove {
        /// The member.
        user: UserId,
    },
    /// Create a project.
    CreateProject {
        /// Its name.
        name: Name,
        /// The platform's own id for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        external_id: Option<String>,
    },
    /// Rename, archive or restore a project.
    UpdateProject {
        /// The project.
        project: ProjectId,
        /// The new name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        /// The new status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<ProjectStatus>,
    },
    /// Give a member a role or a list of permissions in a project.
    PutGrant {
        /// The project.
        project: ProjectId,
        /// The member.
        user: UserId,
        /// What they get.
        assignment: RoleAssignment,
    },
    /// Remove a member's grant in a project.
    RemoveGrant {
        /// The project.
        project: ProjectId,
        /// The member.
        user: UserId,
    },
    /// Create an invite.
    Invite {
        /// The invitee's address; `None` makes it a link invite.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Address>,
        /// The mailbox of that address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mailbox: Option<MailboxName>,
        /// The role or list of permissions.
        #[serde(flatten)]
        assignment: RoleAssignment,
        /// Its lifetime in seconds; `None` for no expiry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
        /// How long the membership lasts once it is accepted, in seconds; `None` for no end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        membership_expires_in: Option<u64>,
        /// What the invitee will be granted in projects.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        projects: Vec<Grant>,
        /// How many users can accept it; `None` for one. For link invites only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_uses: Option<u64>,
        /// The domains of the addresses that can accept it; any address can when there are none. For link invites only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        domains: Vec<Domain>,
        /// A note to the invitee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Note>,
        /// Whether to mail it.
        #[serde(default, skip_serializing_if = "MailRequest::is_default")]
        mail: MailRequest,
    },
    /// Edit a pending invite.
    UpdateInvite {
        /// The invite.
        invite: InviteId,
        /// What changes.
        #[serde(flatten)]
        update: InviteUpdate,
    },
    /// Resend an invite, with its link or a new one.
    Resend {
        /// The invite.
        invite: InviteId,
        /// Whether its old links stay valid.
        link: Link,
        /// A new lifetime in seconds; `None` keeps the expiry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
        /// Whether to mail it again.
        #[serde(default, skip_serializing_if = "MailRequest::is_default")]
        mail: MailRequest,
    },
    /// Revoke an invite.
    Revoke {
        /// The invite.
        invite: InviteId,
    },
    /// Accept an invite.
    Accept {
        /// The invite.
        invite: InviteId,
        /// How the caller got to it.
        proof: Proof,
    },
    /// Decline an invite.
    Decline {
        /// The invite.
        invite: InviteId,
        /// How the caller got to it.
        proof: Proof,
    },
    /// Offer a member the ownership. A service with the power to do so makes them the owner at once.
    Transfer {
        /// The member.
        user: UserId,
        /// The team's name as the owner typed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm_name: Option<String>,
    },
    /// Accept the ownership that the caller was offered.
    AcceptTransfer,
    /// Decline it.
    DeclineTransfer,
    /// Withdraw the offer.
    WithdrawTransfer,
    /// Open an access review of all current members.
    OpenReview,
    /// Record what was decided about a member in a review.
    DecideReview {
        /// The review.
        review: ReviewId,
        /// The member.
        user: UserId,
        /// What was decided.
        decision: Decision,
    },
    /// Close a review.
    CloseReview {
        /// The review.
        review: ReviewId,
    },
}

/// The owner that a service opens an account for, and the platform's own id for the account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnBehalf {
    /// The future owner.
    pub owner: Person,
    /// The platform's own id for the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// Whether the links of a resent invite stay valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// They stay valid.
    Keep,
    /// They are closed and replaced by a new one.
    Rotate,
}

/// What the rules need to know about the request and its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The account.
    pub account: AccountId,
    /// The current time.
    pub now: Timestamp,
    /// The caller.
    pub caller: &'a Caller,
    /// 32 random bytes, used for this command only.
    pub random: &'a [u8; 32],
    /// Today's policy.
    pub policy: &'a Policy,
    /// The key of invite codes, by which the generation of a link is chosen.
    pub pepper: &'a Pepper,
    /// The highest spend limit that a member may set, in US cents per hour.
    pub spend_limit_ceiling: u64,
    /// How often the account may send invites.
    pub budgets: TeamBudgets,
    /// Whether the edge sends mails.
    pub sends_mail: bool,
    /// The request's idempotency key.
    pub idempotency: Option<Idempotency<'a>>,
}

/// An idempotency key, with the fingerprint of its request.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency<'a> {
    /// The key.
    pub key: &'a str,
    /// SHA-256 of method, path and body, as base64url.
    pub fingerprint: &'a str,
}
