//! Least privilege: the smallest roles that cover a list of permissions.

use alloc::string::String;
use alloc::vec::Vec;

use crate::permission::{PermissionName, PermissionSet, RoleName};

use super::model::{Policy, Role, Scope};

/// A role that covers a list of permissions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SuggestedRole {
    /// Its name.
    pub role: RoleName,
    /// Its name for people.
    pub title: String,
    /// Where it is granted.
    pub scope: Scope,
    /// What it carries beyond the list, in the order of the policy.
    pub extra: Vec<PermissionName>,
}

impl Policy {
    /// The smallest roles that carry all of these permissions, those with the fewest extra permissions first.
    ///
    /// A role is left out if another of the same scope covers the list with a part of its permissions. Roles of project scope
    /// cover lists that have only permissions of project scope. An empty list, and one with a permission that the policy does
    /// not have or has retired, is covered by no role.
    #[must_use]
    pub fn suggest_roles<'a>(
        &self,
        permissions: impl IntoIterator<Item = &'a str>,
    ) -> Vec<SuggestedRole> {
        let list = permissions
            .into_iter()
            .try_fold(PermissionSet::EMPTY, |set, name| {
                Some(set.with(self.bit(name)?))
            });
        let Some(list) = list.filter(|list| !list.is_empty()) else {
            return Vec::new();
        };
        let covers = |role: &&Role| list.is_subset_of(role.permissions);
        let covering: Vec<&Role> = self.roles().iter().filter(covers).collect();
        let is_smallest = |role: &&&Role| {
            !covering.iter().any(|other| {
                other.scope == role.scope && is_part_of(other.permissions, role.permissions)
            })
        };
        let mut suggested: Vec<SuggestedRole> = covering
            .iter()
            .filter(is_smallest)
            .map(|role| SuggestedRole {
                role: role.name.clone(),
                title: role.title.clone(),
                scope: role.scope,
                extra: self.names_of(role.permissions.without(list)),
            })
            .collect();
        suggested.sort_by_key(|role| role.extra.len());
        suggested
    }
}

/// Whether these are some of those, and not all.
fn is_part_of(these: PermissionSet, those: PermissionSet) -> bool {
    these != those && these.is_subset_of(those)
}

#[cfg(all(test, feature = "policy-toml"))]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec;
    use proptest::prelude::*;

    const DEFAULT: &str = include_str!("../../../../policy.toml");

    fn names(list: &[&str]) -> Vec<PermissionName> {
        list.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn suggested(policy: &Policy, list: &[&str]) -> Vec<(String, Scope, Vec<PermissionName>)> {
        let suggested = policy.suggest_roles(list.iter().copied()).into_iter();
        suggested
            .map(|role| (role.role.as_str().into(), role.scope, role.extra))
            .collect()
    }

    #[test]
    fn the_smallest_roles_come_with_what_they_carry_besides() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        assert_eq!(
            suggested(&policy, &["team:access", "pods:manage"]),
            [(
                "dev".into(),
                Scope::Account,
                names(&[
                    "pods:connect",
                    "serverless:manage",
                    "serverless:invoke",
                    "clusters:connect",
                    "volumes:manage"
                ])
            )]
        );
        assert_eq!(
            suggested(&policy, &["team:access"]),
            [
                (
                    "billing".into(),
                    Scope::Account,
                    names(&["billing:read", "billing:manage"])
                ),
                (
                    "basic".into(),
                    Scope::Account,
                    names(&["pods:connect", "serverless:invoke", "clusters:connect"])
                ),
            ],
            "neither is a part of the other"
        );
        assert_eq!(
            suggested(
                &policy,
                &["pods:connect", "serverless:invoke", "clusters:connect"]
            ),
            [
                ("viewer".into(), Scope::Project, vec![]),
                ("basic".into(), Scope::Account, names(&["team:access"])),
            ],
            "a list of project scope"
        );
    }

    #[test]
    fn nothing_covers_an_empty_list_or_an_unknown_permission() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        assert_eq!(policy.suggest_roles([]), []);
        assert_eq!(policy.suggest_roles(["pods:fly"]), []);
        assert_eq!(policy.suggest_roles(["team:access", "pods:fly"]), []);
        let retired = DEFAULT.replace(
            "title = \"Manage Volumes\"",
            "retired = true\ntitle = \"Manage Volumes\"",
        );
        let retired = retired
            .replace("\"volumes:manage\", ", "")
            .replace("\"volumes:manage\",", "");
        let policy = Policy::from_toml(&retired).unwrap();
        assert_eq!(policy.suggest_roles(["volumes:manage"]), []);
    }

    /// A policy of twelve permissions, half of them of project scope, and a role for each mask.
    fn policy_with(account_roles: &[u16], project_roles: &[u16]) -> Policy {
        let required = [
            "team:access",
            "members:invite",
            "members:manage",
            "team:manage",
            "audit:read",
            "x:a",
        ];
        let mut all: Vec<(String, Scope)> =
            required.map(|name| (name.into(), Scope::Account)).to_vec();
        all.extend((0..6).map(|at| (format!("p:p{at}"), Scope::Project)));
        let mut file = String::from("audience = \"a\"\nownerRole = \"owner\"\n");
        for (name, scope) in &all {
            let scope = if *scope == Scope::Project {
                "project"
            } else {
                "account"
            };
            file += &format!(
                "[[permission]]\nname = \"{name}\"\ntitle = \"{name}\"\nscope = \"{scope}\"\n"
            );
        }
        let mut role = |name: String, scope: &str, mask: u16| {
            let held = all
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask >> bit & 1 == 1);
            let held: Vec<String> = held.map(|(_, (name, _))| format!("\"{name}\"")).collect();
            file += &format!(
                "[[role]]\nname = \"{name}\"\ntitle = \"{name}\"\nscope = \"{scope}\"\npermissions = [{}]\n",
                held.join(", ")
            );
        };
        role("owner".into(), "account", 0xfff);
        for (at, mask) in account_roles.iter().enumerate() {
            role(format!("a{at}"), "account", *mask);
        }
        for (at, mask) in project_roles.iter().enumerate() {
            role(format!("p{at}"), "project", mask & 0xfc0);
        }
        Policy::from_toml(&file).unwrap()
    }

    proptest! {
        /// Compared with a search that knows neither sets nor sorting.
        #[test]
        fn exactly_the_smallest_covering_roles_are_suggested(
            account_roles in prop::collection::vec(any::<u16>(), 0..8),
            project_roles in prop::collection::vec(any::<u16>(), 0..8),
            list in 1_u16..0x1000,
        ) {
            let policy = policy_with(&account_roles, &project_roles);
            let holds = |role: &Role, name: &PermissionName| policy.holds(role.permissions, name.as_str());
            let wanted: Vec<PermissionName> = policy
                .permissions()
                .filter(|permission| list >> permission.bit & 1 == 1)
                .map(|permission| permission.name.clone())
                .collect();
            let found = policy.suggest_roles(wanted.iter().map(PermissionName::as_str));
            prop_assert!(found.is_sorted_by_key(|role| role.extra.len()));
            for role in policy.roles() {
                let covers = |role: &Role| wanted.iter().all(|name| holds(role, name));
                let smaller = |other: &&Role| {
                    let only_there = policy.permissions().any(|each| holds(role, &each.name) && !holds(other, &each.name));
                    let only_here = policy.permissions().any(|each| holds(other, &each.name) && !holds(role, &each.name));
                    other.scope == role.scope && covers(other) && only_there && !only_here
                };
                let expected = covers(role) && !policy.roles().iter().any(|other| smaller(&other));
                let suggestion = found.iter().find(|each| each.role == role.name);
                prop_assert_eq!(suggestion.is_some(), expected, "{}", role.name);
                if let Some(suggestion) = suggestion {
                    let extra = policy.permissions().filter(|each| holds(role, &each.name) && !wanted.contains(&each.name));
                    let extra: Vec<_> = extra.map(|each| each.name.clone()).collect();
                    prop_assert_eq!(&suggestion.extra, &extra);
                    prop_assert_eq!((&suggestion.title, suggestion.scope), (&role.title, role.scope));
                }
            }
        }
    }
}
