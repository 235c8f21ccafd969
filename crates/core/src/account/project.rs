//! Projects of an account, and what members are granted in them.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::permission::PermissionSet;
use crate::{Name, Policy, ProjectId, RoleAssignment, Timestamp};

/// A project of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// Its name. Two projects of an account may have the same one.
    pub name: Name,
    /// The platform's own id for it, which no other project of the account has.
    pub external_id: Option<String>,
    /// Whether it is in use.
    pub status: ProjectStatus,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last archived, even if it was restored since.
    pub last_archived: Option<Archiving>,
}

/// Whether a project is in use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProjectStatus {
    /// It is.
    Active,
    /// It was archived: there are no tokens for it and no new grants in it, until it is restored.
    Archived,
}

/// When a project was archived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Archiving {
    /// The time.
    pub at: Timestamp,
    /// The account's epoch from then on. Older tokens for the project are stale.
    pub epoch: u64,
}

/// What a member is granted in one project, or will be by an invite.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Grant {
    /// The project.
    pub project: ProjectId,
    /// The project role, or the list of permissions.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
}

impl Grant {
    /// The permissions that the grant gives under a policy, all of project scope. A role that is no project role of the
    /// policy gives none.
    #[must_use]
    pub fn permissions_under(&self, policy: &Policy) -> PermissionSet {
        self.assignment.permissions_in_project(policy)
    }

    /// Whether the grant has a list, or a project role that the policy has.
    #[must_use]
    pub fn has_role_of(&self, policy: &Policy) -> bool {
        match &self.assignment {
            RoleAssignment::Role(name) => policy.project_role(name).is_some(),
            RoleAssignment::Custom(_) => true,
        }
    }

    /// The grant under today's name of its role.
    #[must_use]
    pub fn under(self, policy: &Policy) -> Self {
        let assignment = match self.assignment {
            RoleAssignment::Role(name) => {
                let today = policy.project_role(&name).map(|role| role.name.clone());
                RoleAssignment::Role(today.unwrap_or(name))
            }
            custom @ RoleAssignment::Custom(_) => custom,
        };
        Self { assignment, ..self }
    }
}

/// A member's permissions in a project, from the permissions `held` in the account and their grant in the project.
///
/// The permissions of project scope that an account role carries count in every project.
#[must_use]
pub fn permissions_in_project(
    policy: &Policy,
    held: PermissionSet,
    grant: Option<&Grant>,
) -> PermissionSet {
    let granted = grant.map_or(PermissionSet::EMPTY, |grant| {
        grant.permissions_under(policy)
    });
    held.union(granted).intersection(policy.project_scope())
}
