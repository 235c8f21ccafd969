//! What a member, an invite or a project grant gives: a role of the policy, or a list of permissions.

use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::permission::{PermissionName, PermissionSet, RoleName};
use crate::policy::Policy;

/// A role of the policy, or a list of permissions in its place.
///
/// In JSON it is `role`, which is `custom` for a list, and then `permissions`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub enum RoleAssignment {
    /// A role of the policy, by its name or an earlier one.
    Role(RoleName),
    /// These permissions, without repetitions. Names that the policy does not know, or has retired, give nothing.
    Custom(Vec<PermissionName>),
}

/// A role and a list of permissions that do not belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleAssignmentError {
    /// The role is `custom`, and there is no list.
    PermissionsMissing,
    /// There is a list, and the role is not `custom`.
    PermissionsBesideRole,
}

impl fmt::Display for RoleAssignmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PermissionsMissing => "the role `custom` requires `permissions`",
            Self::PermissionsBesideRole => "`permissions` requires the role `custom`",
        })
    }
}

impl RoleAssignment {
    /// The assignment of a role's name and the list beside it. The list loses its repetitions.
    ///
    /// # Errors
    /// [`RoleAssignmentError`] when there is a list without the role `custom`, or the role `custom` without a list.
    pub fn new(
        role: RoleName,
        permissions: Option<Vec<PermissionName>>,
    ) -> Result<Self, RoleAssignmentError> {
        match (role.is_custom(), permissions) {
            (true, Some(mut permissions)) => {
                let mut seen: Vec<PermissionName> = Vec::with_capacity(permissions.len());
                permissions.retain(|name| {
                    let is_new = !seen.contains(name);
                    if is_new {
                        seen.push(name.clone());
                    }
                    is_new
                });
                Ok(Self::Custom(permissions))
            }
            (true, None) => Err(RoleAssignmentError::PermissionsMissing),
            (false, None) => Ok(Self::Role(role)),
            (false, Some(_)) => Err(RoleAssignmentError::PermissionsBesideRole),
        }
    }

    /// The assignment of a role's name and a list, both of which may be absent.
    ///
    /// # Errors
    /// As for [`RoleAssignment::new`].
    pub fn optional(
        role: Option<RoleName>,
        permissions: Option<Vec<PermissionName>>,
    ) -> Result<Option<Self>, RoleAssignmentError> {
        match (role, permissions) {
            (Some(role), permissions) => Self::new(role, permissions).map(Some),
            (None, Some(_)) => Err(RoleAssignmentError::PermissionsBesideRole),
            (None, None) => Ok(None),
        }
    }

    /// The assignment of two stored columns. Unlike a request, stored data that does not fit together is not an error: an
    /// earlier release, which knows no lists, may have written the role alone. A list beside another role is ignored, and
    /// `custom` without a list is an empty one.
    #[must_use]
    pub fn from_stored(role: RoleName, permissions: Option<Vec<PermissionName>>) -> Self {
        match permissions {
            Some(permissions) if role.is_custom() => Self::Custom(permissions),
            Some(_) | None => role.into(),
        }
    }

    /// The role's name as it is stored: `custom` for a list.
    #[must_use]
    pub fn role_name(&self) -> RoleName {
        match self {
            Self::Role(name) => name.clone(),
            Self::Custom(_) => RoleName::custom(),
        }
    }

    /// The list; `None` for a role.
    #[must_use]
    pub fn permissions(&self) -> Option<&[PermissionName]> {
        match self {
            Self::Role(_) => None,
            Self::Custom(permissions) => Some(permissions),
        }
    }

    /// The role's name, `custom` for a list, and the list.
    pub(crate) fn into_parts(self) -> (RoleName, Option<Vec<PermissionName>>) {
        match self {
            Self::Role(name) => (name, None),
            Self::Custom(permissions) => (RoleName::custom(), Some(permissions)),
        }
    }

    /// The assignment of a member under a policy. An owner has the owner's role, and a renamed role has its new name. A role
    /// that the policy does not have keeps its name.
    #[must_use]
    pub fn effective(&self, policy: &Policy, owns: bool) -> Self {
        match self {
            _ if owns => Self::Role(policy.owner_role().clone()),
            Self::Role(name) => Self::Role(policy.effective_role(name, false).clone()),
            Self::Custom(permissions) => Self::Custom(permissions.clone()),
        }
    }

    /// Whether two assignments are the same role, or lists of the same permissions in any order.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Custom(own), Self::Custom(others)) => {
                own.len() == others.len() && own.iter().all(|name| others.contains(name))
            }
            (Self::Role(_) | Self::Custom(_), _) => self == other,
        }
    }

    /// The permissions of a member or an invite under a policy, of both scopes. A role that the policy does not have, or that is
    /// of project scope, gives none.
    #[must_use]
    pub fn permissions_under(&self, policy: &Policy) -> PermissionSet {
        match self {
            Self::Role(name) => policy.set_of(name),
            Self::Custom(permissions) => policy.set_named(permissions),
        }
    }

    /// The permissions of a project grant under a policy. A role that the policy does not have, or that is of account scope, and
    /// permissions that are not, or no longer, of project scope give none.
    #[must_use]
    pub fn permissions_in_project(&self, policy: &Policy) -> PermissionSet {
        let granted = match self {
            Self::Role(name) => policy
                .project_role(name)
                .map_or(PermissionSet::EMPTY, |role| role.permissions),
            Self::Custom(permissions) => policy.set_named(permissions),
        };
        granted.intersection(policy.project_scope())
    }
}

impl From<RoleName> for RoleAssignment {
    /// A role of the policy. `custom` without its list is an empty one.
    fn from(name: RoleName) -> Self {
        if name.is_custom() {
            Self::Custom(Vec::new())
        } else {
            Self::Role(name)
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Fields {
    role: RoleName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<PermissionName>>,
}

impl TryFrom<Fields> for RoleAssignment {
    type Error = RoleAssignmentError;

    fn try_from(fields: Fields) -> Result<Self, RoleAssignmentError> {
        Self::new(fields.role, fields.permissions)
    }
}

impl From<RoleAssignment> for Fields {
    fn from(assignment: RoleAssignment) -> Self {
        let (role, permissions) = assignment.into_parts();
        Self { role, permissions }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn permission(name: &str) -> PermissionName {
        name.parse().unwrap()
    }

    #[test]
    fn a_list_needs_the_role_custom_and_the_other_way_round() {
        let role = |name: &str| name.parse::<RoleName>().unwrap();
        let list = || {
            Some(vec![
                permission("a:b"),
                permission("c:d"),
                permission("a:b"),
            ])
        };
        assert_eq!(
            RoleAssignment::new(role("dev"), None),
            Ok(RoleAssignment::Role(role("dev")))
        );
        let custom = RoleAssignment::new(role("custom"), list()).unwrap();
        assert_eq!(
            custom.permissions(),
            Some(&[permission("a:b"), permission("c:d")][..])
        );
        assert_eq!(custom.role_name(), role("custom"));
        let alone = RoleAssignment::new(role("custom"), None);
        assert_eq!(alone, Err(RoleAssignmentError::PermissionsMissing));
        let beside = RoleAssignment::new(role("dev"), list());
        assert_eq!(beside, Err(RoleAssignmentError::PermissionsBesideRole));
    }

    #[test]
    fn a_stored_list_counts_for_the_role_custom_alone() {
        let list = || Some(vec![permission("a:b")]);
        let stored = |name: &str, list| RoleAssignment::from_stored(name.parse().unwrap(), list);
        assert_eq!(stored("custom", list()).permissions(), list().as_deref());
        assert_eq!(
            stored("dev", list()),
            RoleAssignment::Role("dev".parse().unwrap())
        );
    }

    #[test]
    fn lists_are_the_same_in_any_order_and_not_when_one_has_more() {
        let list = |names: &[&str]| {
            RoleAssignment::Custom(names.iter().map(|name| permission(name)).collect())
        };
        assert!(list(&["a:b", "c:d"]).is_same_as(&list(&["c:d", "a:b"])));
        assert!(!list(&["a:b"]).is_same_as(&list(&["a:b", "c:d"])));
        assert!(!list(&["a:b", "c:d"]).is_same_as(&list(&["a:b"])));
        assert!(!list(&["a:b"]).is_same_as(&list(&["c:d"])));
    }

    #[test]
    fn assignments_survive_their_json() {
        for json in [
            r#"{"role":"dev"}"#,
            r#"{"role":"custom","permissions":["a:b"]}"#,
        ] {
            let assignment: RoleAssignment = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&assignment).unwrap(), json);
        }
        let error = serde_json::from_str::<RoleAssignment>(r#"{"role":"custom"}"#).unwrap_err();
        assert!(error.to_string().contains("requires `permissions`"));
    }
}
