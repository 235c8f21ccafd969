//! Projects, and the members who have a grant in one.

use hallpass_core::account::read::View;
use hallpass_core::account::read_projects::ProjectView;
use hallpass_core::account::{self, Grant, ProjectStatus};
use hallpass_core::explain::Explanation;
use hallpass_core::{
    AccountId, Address, Name, PermissionName, Policy, ProjectId, RoleAssignment, RoleName,
    Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use super::Page;

/// A project as the caller sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its account.
    pub account: AccountId,
    /// Its name.
    pub name: Name,
    /// The platform's own id for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Whether it is in use.
    pub status: ProjectStatus,
    /// The role of the caller's grant in it, `custom` for a list; `None` without a grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The caller's permissions in it, in the order of their bits.
    pub permissions: Vec<PermissionName>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Project {
    /// A project of this account, as the holder of a view sees it.
    #[must_use]
    pub fn new(account: AccountId, view: ProjectView, policy: &Policy) -> Self {
        let project = view.project;
        Self {
            id: project.id,
            account,
            name: project.name,
            external_id: project.external_id,
            status: project.status,
            role: view
                .grant
                .map(|grant| grant.under(policy).assignment.role_name()),
            permissions: policy.names_of(view.permissions),
            created_at: project.created_at,
        }
    }
}

/// A page of the projects that the caller sees.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProjectPage {
    /// The page.
    #[serde(flatten)]
    pub page: Page<Project>,
    /// Why there is nothing on the first page, and whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// What an invite grants in a project, as the holder of its link sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedProject {
    /// The project.
    pub project: ProjectId,
    /// Its name.
    pub name: Name,
    /// The project role; `custom` for a list of permissions.
    pub role: RoleName,
    /// The role's title.
    pub role_title: String,
    /// What the invitee will be allowed to do there: the titles of the permissions, in the order of their bits.
    pub permission_titles: Vec<String>,
}

/// A member who has a grant in a project.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectMember {
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
    /// Their project role, or `custom` and the list of their permissions.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
    /// When it was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted_at: Option<Timestamp>,
}

impl ProjectMember {
    /// A member with their grant, as seen by the caller whose view this is.
    #[must_use]
    pub fn new(
        member: account::Member,
        grant: Grant,
        granted_at: Timestamp,
        view: &View,
        policy: &Policy,
    ) -> Self {
        let sees_address = view.sees_address_of(&member.user, policy);
        Self {
            user: member.user,
            name: member.name,
            email: member.address.filter(|_| sees_address),
            image: member.image,
            assignment: grant.under(policy).assignment,
            granted_at: Some(granted_at),
        }
    }
}
