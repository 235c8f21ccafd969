//! The bodies of responses. They may get new fields: a client ignores those that it does not know.

mod audit;
mod data_export;
mod invite;
mod member_page;
mod project;
mod review;
mod transfer;
mod verdict;

pub use audit::{AuditActor, AuditEvent, AuditPage, EventsAfter};
pub use data_export::{AccountExport, DataExport};
pub use invite::{
    BulkInviteResult, BulkInviteResults, Invite, InviteAndLink, InviteOffer, LinkOnly, MailPreview,
    Preview, PreviewInviter,
};
pub use member_page::{MemberCounts, MemberPage};
pub use project::{OfferedProject, Project, ProjectMember, ProjectPage};
pub use review::{ClosedReview, Review, ReviewCounts, ReviewDetails, ReviewItem, ReviewStatus};
pub use transfer::Transfer;
pub use verdict::Verdict;

use hallpass_core::account::read::View;
use hallpass_core::account::{self, Grant, Kind, MembershipStatus, Plan, UserRef};
use hallpass_core::{
    AccountId, Address, Day, InviteId, Name, PermissionName, PermissionSet, Policy, ProjectId,
    RoleAssignment, RoleName, Timestamp, UserId, required,
};
use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The caller and their accounts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The caller, as the identity token has it.
    pub user: MeUser,
    /// The caller's personal account.
    pub own: Account,
    /// All of their accounts, including the personal one.
    pub accounts: Vec<Account>,
    /// The number of open invites in the inbox.
    pub inbox_count: u32,
}

/// The caller, as the identity token has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MeUser {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address, verified or not.
    pub email: String,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
    /// Their name.
    pub name: Name,
    /// The URL of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// An account as one of its members sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Personal or team.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Its owner.
    pub owner: UserRef,
    /// The caller's role; `custom` for a list of permissions.
    pub role: RoleName,
    /// The permissions that the caller holds now, in the order of their bits.
    pub permissions: Vec<PermissionName>,
    /// Whether the caller is suspended.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub suspended: bool,
    /// When the caller's membership ends, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Its epoch.
    pub epoch: u64,
    /// How many members it has, including the owner.
    pub member_count: u32,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its spend limit in US cents per hour.
    pub spend_limit_cents_per_hour: u64,
    /// The platform's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The open offer of its ownership. Only for the owner, and for the member whom it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
}

/// An account in a user's index, from which an [`Account`] is made under the current policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// Its id.
    pub id: AccountId,
    /// Personal or team.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Its owner.
    pub owner: UserRef,
    /// The user's assigned role; `custom` for a list of permissions.
    pub role: RoleName,
    /// The user's list of permissions, in place of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<PermissionName>>,
    /// Whether the user is suspended.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub suspended: bool,
    /// When the user's membership ends, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Its epoch when the row was sent.
    pub epoch: u64,
    /// How many members it had when the row was sent.
    pub member_count: u32,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its own spend limit in US cents per hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit_cents_per_hour: Option<u64>,
    /// The platform's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The offer of its ownership when the row was sent, if the user sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Box<Transfer>>,
}

impl AccountRow {
    /// The row of an account for one of its members.
    #[must_use]
    pub fn new(account: &account::Account, member: &account::Member, owner_name: &Name) -> Self {
        Self {
            suspended: member.suspended,
            expires_at: member.expires_at,
            ..Self::for_assignment(account, &member.assignment, owner_name)
        }
    }

    /// The row of an account for a member with this role or list.
    #[must_use]
    pub fn for_assignment(
        account: &account::Account,
        assignment: &RoleAssignment,
        owner_name: &Name,
    ) -> Self {
        Self {
            id: account.id,
            kind: account.kind,
            name: account.name.clone(),
            owner: UserRef {
                user: account.owner.clone(),
                name: owner_name.clone(),
            },
            role: assignment.role_name(),
            permissions: assignment.permissions().map(<[_]>::to_vec),
            suspended: false,
            expires_at: None,
            epoch: account.epoch,
            member_count: account.member_count,
            created_at: account.created_at,
            spend_limit_cents_per_hour: account.spend_limit_cents_per_hour,
            external_id: account.external_id.clone(),
            transfer: None,
        }
    }

    /// The account as `user`, or a service if `None`, sees it under this policy at `now`. `default_spend_limit` is in US
    /// cents per hour.
    #[must_use]
    pub fn seen_by(
        self,
        user: Option<&UserId>,
        policy: &Policy,
        now: Timestamp,
        default_spend_limit: u64,
    ) -> Account {
        let assignment = RoleAssignment::from_stored(self.role, self.permissions)
            .effective(policy, user == Some(&self.owner.user));
        let held = match MembershipStatus::of(self.suspended, self.expires_at, now) {
            MembershipStatus::Active => assignment.permissions_under(policy),
            MembershipStatus::Suspended | MembershipStatus::PastEnd => PermissionSet::EMPTY,
        };
        Account {
            permissions: policy.names_of(held),
            suspended: self.suspended,
            expires_at: self.expires_at,
            id: self.id,
            kind: self.kind,
            name: self.name,
            owner: self.owner,
            role: assignment.role_name(),
            epoch: self.epoch,
            member_count: self.member_count,
            created_at: self.created_at,
            spend_limit_cents_per_hour: self
                .spend_limit_cents_per_hour
                .unwrap_or(default_spend_limit),
            external_id: self.external_id,
            transfer: self
                .transfer
                .map(|offer| *offer)
                .filter(|offer| now < offer.expires_at),
        }
    }
}

/// A member as another member sees them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Their id.
    pub user: UserId,
    /// Their name.
    pub name: Name,
    /// Their verified e-mail address. Only for themselves, and for those who may invite or manage members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Address>,
    /// The URL of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Their role; `custom` for a list of permissions.
    pub role: RoleName,
    /// Their list of permissions, in place of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<PermissionName>>,
    /// Whether they are suspended.
    #[serde(default)]
    pub suspended: bool,
    /// When their membership ends, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When they became a member.
    pub joined_at: Timestamp,
    /// The last day on which they requested a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_on: Option<Day>,
    /// Who invited them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<UserId>,
    /// Their grants in projects. Only for themselves, and for those who manage members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<Grant>>,
}

impl Member {
    /// A member as seen by the caller whose view this is.
    #[must_use]
    pub fn seen_by(member: account::Member, view: &View, policy: &Policy) -> Self {
        let assignment = view.account.assignment_of(&member, policy);
        let sees_address = view.sees_address_of(&member.user, policy);
        Self {
            user: member.user,
            name: member.name,
            email: member.address.filter(|_| sees_address),
            image: member.image,
            role: assignment.role_name(),
            permissions: assignment.permissions().map(<[_]>::to_vec),
            suspended: member.suspended,
            expires_at: member.expires_at,
            joined_at: member.joined_at,
            last_seen_on: member.last_seen_on,
            invited_by: member.invited_by,
            grants: None,
        }
    }

    /// Whether the caller whose view this is may see a member's grants in projects: their own, and every member's if they
    /// manage members.
    #[must_use]
    pub fn shows_grants(user: &UserId, view: &View, policy: &Policy) -> bool {
        let viewer = view.member.as_ref().map(|viewer| &viewer.user);
        policy.has_projects()
            && (viewer == Some(user) || policy.holds(view.permissions, required::MEMBERS_MANAGE))
    }
}

/// A membership token.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// The token.
    pub token: String,
    /// When the token expires.
    pub expires_at: Timestamp,
    /// The account as the member sees it.
    pub account: Account,
    /// The project as the member sees it, if the token is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
}

/// The result of accepting an invite.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accepted {
    /// The account.
    pub account: Account,
    /// The membership.
    pub membership: Member,
    /// A membership token.
    pub token: String,
    /// When the token expires.
    pub expires_at: Timestamp,
    /// The other pending invites to the caller's address, which were revoked.
    pub revoked_invites: Vec<InviteId>,
    /// The projects of the invite that were archived before it was accepted: nothing was granted in them.
    pub skipped_projects: Vec<ProjectId>,
}

/// A user that a service imported, and their personal account.
#[derive(Clone, Debug, Serialize)]
pub struct Known {
    /// The user.
    pub user: MeUser,
    /// Their personal account as they see it.
    pub own: Account,
}

/// A user who is erased. Accounts and mailboxes follow within seconds.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErasedUser {
    /// The id, which stays in audit logs as a pseudonym.
    pub user: UserId,
    /// When it was requested. Identity tokens that were issued up to then are refused.
    pub erased_at: Timestamp,
}

/// The result of a dry run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
}
