//! Whether there are no projects, or none for the user, and whom to ask.

use alloc::vec;

use super::*;
use crate::explain::{Cause, Colleague, Situation};
use crate::permission::RoleName;
use crate::{Name, UserId, UserRef};

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../../policy.toml")).unwrap()
}

fn role(name: &str) -> RoleAssignment {
    name.parse::<RoleName>().unwrap().into()
}

fn colleague(subject: &str, name: &str) -> Colleague {
    Colleague {
        user: UserRef {
            user: UserId::derive("test", subject),
            name: Name::parse(subject).unwrap(),
        },
        assignment: role(name),
        owns: false,
    }
}

/// The explanation for a member with a role in the account, and what they know of its projects.
fn explained(
    assignment: &RoleAssignment,
    permissions: &[&str],
    count: Option<u64>,
    projects: &KnownProjects,
    denied: bool,
) -> Option<Explanation> {
    let policy = policy();
    let colleagues = [colleague("Dora", "dev"), colleague("Adam", "admin")];
    let question = Question {
        permissions,
        situation: &Situation::Member {
            assignment: assignment.clone(),
            owns: false,
        },
        user: None,
        colleagues: &colleagues,
        count,
        support_url: None,
    };
    let held = assignment.permissions_under(&policy);
    explain_projects(&policy, &question, held, projects, denied)
}

const NONE: KnownProjects = KnownProjects {
    count: 0,
    named: None,
};

/// A member who holds no permission of project scope.
fn guest() -> RoleAssignment {
    RoleAssignment::Custom(vec!["team:access".parse().unwrap()])
}

fn names(explanation: &Explanation) -> Vec<&str> {
    let people = explanation.ask_who.iter().flatten();
    people.map(|each| each.name.as_str()).collect()
}

#[test]
fn whoever_sees_every_project_learns_that_there_is_none() {
    let admin = explained(&role("admin"), &["pods:connect"], Some(0), &NONE, false).unwrap();
    assert_eq!(admin.reason, Reason::NothingYet);
    assert_eq!(admin.cause, Some(Cause::NoProjects));
    assert!(admin.what_to_do.ends_with("Create the first one."));

    let dev = explained(&role("dev"), &[], Some(0), &NONE, false).unwrap();
    assert_eq!(dev.cause, Some(Cause::NoProjects));
    assert_eq!(names(&dev), ["Adam"]);
    assert!(dev.what_to_do.contains("Ask Adam"));
    assert_eq!(
        explained(&role("dev"), &["pods:connect"], None, &NONE, false),
        None
    );
}

#[test]
fn whoever_is_in_no_project_learns_whom_to_ask_for_access() {
    for permissions in [&["pods:connect"][..], &[]] {
        let found = explained(&guest(), permissions, Some(0), &NONE, false).unwrap();
        assert_eq!(found.reason, Reason::NothingYet);
        assert_eq!(found.cause, Some(Cause::NoProjectAccess));
        assert_eq!(names(&found), ["Adam"]);
    }
    // Nothing about projects: something of the account, a denied query, or a member with projects.
    assert_eq!(
        explained(&guest(), &["billing:read"], Some(0), &NONE, false),
        None
    );
    assert_eq!(
        explained(&guest(), &["pods:connect"], None, &NONE, true),
        None
    );
    let some = KnownProjects {
        count: 1,
        named: None,
    };
    assert_eq!(
        explained(&guest(), &["pods:connect"], Some(0), &some, false),
        None
    );
}

#[test]
fn a_project_that_the_user_is_not_in_is_explained_without_saying_whether_it_exists() {
    let other = KnownProjects {
        count: 1,
        named: Some(NamedProject::Unknown),
    };
    for denied in [true, false] {
        let found = explained(&guest(), &["pods:manage"], None, &other, denied).unwrap();
        assert_eq!(found.cause, Some(Cause::NoProjectAccess));
        assert!(found.what_to_do.contains("or it doesn't exist"));
        assert_eq!(names(&found), ["Adam"]);
    }
}

#[test]
fn what_is_missing_in_a_project_names_the_roles_there() {
    let policy = policy();
    let viewer = role("viewer");
    let held = |name: &str| {
        let name = name.parse::<RoleName>().unwrap();
        policy.project_role(&name).unwrap().permissions
    };
    let known = |grant: &RoleAssignment, held| KnownProjects {
        count: 1,
        named: Some(NamedProject::Known {
            grant: Some(grant.clone()),
            held,
        }),
    };
    let projects = known(&viewer, held("viewer"));
    let found = explained(&guest(), &["pods:manage"], None, &projects, true).unwrap();
    assert_eq!(found.reason, Reason::RoleLacks);
    assert_eq!(found.cause, None);
    assert_eq!(found.missing, ["pods:manage"]);
    assert_eq!(found.role, Some(viewer.role_name()));
    let would: Vec<_> = found.roles_that_would.iter().flatten().collect();
    assert_eq!(
        would.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["editor", "manager"]
    );
    assert_eq!(names(&found), ["Adam"]);

    let editor = known(&role("editor"), held("editor"));
    assert_eq!(
        explained(&guest(), &["pods:manage"], None, &editor, true),
        None
    );
    // A permission of the account is none in a project, and no role there has it.
    let account = explained(&guest(), &["billing:read"], None, &editor, true).unwrap();
    assert_eq!(account.roles_that_would, Some(Vec::new()));
}
