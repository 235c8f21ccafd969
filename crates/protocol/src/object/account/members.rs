//! Members of an account, and the claims of their membership tokens.

use hallpass_core::account::{FieldChange, Grant, Kind, MemberUpdate, Person};
use hallpass_core::{AccountId, PolicyId, ProjectId, RoleAssignment, RoleName, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass, Paging};
use crate::shape::{Account, Member, MemberPage, Project};

/// The order of a list of members.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MemberSort {
    /// Who joined first comes first.
    #[default]
    Joined,
    /// By name, without regard to case and accents.
    Name,
    /// Who was never seen comes first, and then the least recently seen.
    LastSeen,
}

impl MemberSort {
    /// Parses the word of a query.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "joined" => Some(Self::Joined),
            "name" => Some(Self::Name),
            "lastSeen" => Some(Self::LastSeen),
            _ => None,
        }
    }
}

/// Lists members.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListMembers {
    /// The account.
    pub account: AccountId,
    /// Only members with this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// Only members whose name or visible address contains this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The order.
    #[serde(default)]
    pub sort: MemberSort,
    /// Only members who were not seen for this many days. Who was never seen is among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive_for_days: Option<u32>,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListMembers {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-members";
    const IS_REPEATABLE: bool = true;
    type Response = MemberPage;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Makes a user a member with this role or list of permissions. For services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolMember {
    /// The account.
    pub account: AccountId,
    /// The user.
    pub person: Person,
    /// The role or list.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
    /// What they are granted in projects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<Grant>,
    /// When the membership ends.
    #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
    pub expires_at: FieldChange<Timestamp>,
}

impl ObjectCall for EnrolMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "enrol-member";
    type Response = Member;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Changes a member: their role or list, the end of their membership, and whether they are suspended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateMember {
    /// The account.
    pub account: AccountId,
    /// The member.
    pub user: UserId,
    /// What changes.
    #[serde(flatten)]
    pub update: MemberUpdate,
}

impl ObjectCall for UpdateMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "update-member";
    type Response = Member;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Removes a member. A member who removes themself leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RemoveMember {
    /// The account.
    pub account: AccountId,
    /// The member.
    pub user: UserId,
}

impl ObjectCall for RemoveMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "remove-member";
    type Response = ();

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Looks up what a member's own account knows about them. The Worker calls it for services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindPerson {
    /// The account.
    pub account: AccountId,
    /// The user.
    pub user: UserId,
}

impl ObjectCall for FindPerson {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "find-person";
    const IS_REPEATABLE: bool = true;
    /// `None` when the user is not a member.
    type Response = Option<Person>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Issues the claims of a membership token for the caller, and records that they were seen today.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssueClaims {
    /// The account.
    pub account: AccountId,
    /// The project that the token is for; `None` for a token of the account alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
}

/// The response to [`IssueClaims`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssuedClaims {
    /// The account as the caller sees it.
    pub account: Account,
    /// The project as the caller sees it, if the token is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    /// The claims, for the Worker to sign.
    pub claims: MemberClaims,
}

impl ObjectCall for IssueClaims {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "issue-claims";
    const IS_REPEATABLE: bool = true;
    type Response = IssuedClaims;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// The claims of a membership token, without its lifetime.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberClaims {
    /// The member.
    pub user: UserId,
    /// The account.
    pub account: AccountId,
    /// The kind of the account.
    pub kind: Kind,
    /// The member's role.
    pub role: RoleName,
    /// The permissions, in the form of the `perm` claim.
    pub permissions: String,
    /// The account's epoch.
    pub epoch: u64,
    /// The policy.
    pub policy: PolicyId,
    /// The project that the token is for, if it is for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<InProject>,
    /// When the membership ends, if ever: the token ends then at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_expires_at: Option<Timestamp>,
}

/// The claims of a membership token about its project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InProject {
    /// The project.
    pub id: ProjectId,
    /// All that the member may do in it, in the form of the `prjPerm` claim.
    pub permissions: String,
}
