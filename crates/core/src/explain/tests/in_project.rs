//! Explanations of what a member lacks in a project.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::{Colleague, Explanation, Question, Situation, explain};
use crate::permission::PermissionName;
use crate::{Policy, UserId, UserRef};

fn explained(permissions: &[&str], held: &[&str], colleagues: &[Colleague]) -> Option<Explanation> {
    let policy = Policy::from_toml(include_str!("../../../../../policy.toml")).unwrap();
    let held: Vec<PermissionName> = held.iter().map(|name| name.parse().unwrap()).collect();
    let question = Question {
        permissions,
        situation: &Situation::InProject { held },
        user: None,
        colleagues,
        count: None,
        support_url: None,
    };
    explain(&policy, &question)
}

fn colleague(name: &str, role: &str) -> Colleague {
    Colleague {
        user: UserRef {
            user: UserId::derive("test", name),
            name: crate::Name::parse(name).unwrap(),
        },
        assignment: role.parse::<crate::RoleName>().unwrap().into(),
        owns: false,
    }
}

#[test]
fn a_lack_in_a_project_names_the_roles_there_and_whom_to_ask() {
    let colleagues = [colleague("Bill", "billing"), colleague("Olga", "admin")];
    let found = explained(
        &["pods:connect", "pods:manage"],
        &["pods:connect"],
        &colleagues,
    );
    let found = found.unwrap();
    assert_eq!(found.missing, ["pods:manage"]);
    let roles: Vec<String> = found
        .roles_that_would
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(roles, ["editor", "manager"]);
    assert_eq!(found.ask_who.unwrap().len(), 1);
    assert!(
        found.what_to_do.contains("Ask Olga for the role"),
        "{}",
        found.what_to_do
    );
    let alone = explained(&["pods:manage"], &[], &[]).unwrap().what_to_do;
    assert!(
        alone.contains("Ask someone who manages the project or its members"),
        "{alone}"
    );
}

#[test]
fn what_is_held_needs_no_explanation_and_account_scope_is_never_held_in_a_project() {
    assert_eq!(explained(&["pods:manage"], &["pods:manage"], &[]), None);
    let found = explained(&["team:access"], &["team:access", "pods:manage"], &[]).unwrap();
    assert_eq!(found.missing, ["team:access"]);
    assert_eq!(found.roles_that_would, Some(Vec::new()));
    assert_eq!(found.what_to_do, "No role allows this in a project.");
    let unknown = explained(&["pods:fly"], &["pods:manage"], &[]).unwrap();
    assert_eq!(unknown.missing, ["pods:fly"]);
}

#[test]
fn where_no_role_in_a_project_allows_it_a_role_in_the_account_might() {
    let shipped = include_str!("../../../../../policy.toml");
    let permission = "[[permission]]\nname = \"boats:sail\"\ntitle = \"Sail\"\nscope = \"project\"\n\n[[role]]\nname = \"basic\"";
    let text = shipped
        .replacen("[[role]]\nname = \"basic\"", permission, 1)
        .replacen(
            "\"members:manage\",",
            "\"members:manage\", \"boats:sail\",",
            1,
        );
    let policy = Policy::from_toml(&text).unwrap();
    let question = Question {
        permissions: &["boats:sail"],
        situation: &Situation::InProject { held: Vec::new() },
        user: None,
        colleagues: &[colleague("Bill", "billing"), colleague("Olga", "admin")],
        count: None,
        support_url: None,
    };
    let found = explain(&policy, &question).unwrap();
    assert_eq!(
        found.roles_that_would,
        Some(["admin".parse().unwrap()].into())
    );
    assert_eq!(found.ask_who.unwrap().len(), 1);
}
