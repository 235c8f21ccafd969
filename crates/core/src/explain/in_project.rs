//! What a member lacks in a project, and the roles that would help.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::Policy;
use crate::permission::{PermissionName, PermissionSet};
use crate::policy::Role;

/// What is missing in a project.
pub(super) struct Lack<'a> {
    /// The missing permissions, in the order of the question.
    pub(super) missing: Vec<String>,
    /// The roles of either scope that allow all of the question in a project.
    pub(super) roles: Vec<&'a Role>,
}

impl Lack<'_> {
    /// Whether a member who holds this in the account may give one of the roles.
    pub(super) fn is_granted_by(&self, held: PermissionSet) -> bool {
        let mut roles = self.roles.iter();
        roles.any(|role| role.permissions.is_subset_of(held))
    }

    /// One sentence in English, with somebody to ask, if anybody is known.
    pub(super) fn what_to_do(&self, whom: Option<&str>) -> String {
        let whom = whom.unwrap_or("somebody who manages the project or its members");
        let titles: Vec<_> = self.roles.iter().map(|role| role.title.as_str()).collect();
        if titles.is_empty() {
            return "No role allows this in a project.".into();
        }
        let titles = titles.join(" or ");
        alloc::format!("You may not do this in this project. Ask {whom} for the role {titles}.")
    }
}

/// What a member who holds these in the project lacks of the permissions there. `None` when they lack nothing.
pub(super) fn lack<'a>(
    policy: &'a Policy,
    permissions: &[&str],
    held: &[PermissionName],
) -> Option<Lack<'a>> {
    let in_project = policy.set_named(held).intersection(policy.project_scope());
    let lacks = |name: &&&str| !policy.holds(in_project, name);
    let missing: Vec<String> = permissions
        .iter()
        .filter(lacks)
        .map(ToString::to_string)
        .collect();
    if missing.is_empty() {
        return None;
    }
    let roles = policy.roles().iter();
    let roles = roles.filter(|role| allows_all(policy, role, permissions));
    Some(Lack {
        missing,
        roles: roles.collect(),
    })
}

/// Whether the role, of either scope, allows all of this in a project.
fn allows_all(policy: &Policy, role: &Role, permissions: &[&str]) -> bool {
    let in_project = role.permissions.intersection(policy.project_scope());
    permissions
        .iter()
        .all(|name| policy.holds(in_project, name))
}
