//! Whom to ask when no project is seen.

use alloc::string::ToString;

use super::*;
use crate::explain::Colleague;
use crate::permission::RoleName;
use crate::{Name, UserId, UserRef};

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../../policy.toml")).unwrap()
}

fn colleague(subject: &str, role: &str, owns: bool) -> Colleague {
    Colleague {
        user: UserRef {
            user: UserId::derive("test", subject),
            name: Name::parse(subject).unwrap(),
        },
        assignment: role.parse::<RoleName>().unwrap().into(),
        owns,
    }
}

#[test]
fn who_sees_no_project_is_told_whom_to_ask() {
    let member = |role: &str| Situation::Member {
        assignment: role.parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    let team = [
        colleague("Basil", "basic", false),
        colleague("Olga", "dev", true),
        colleague("Ada", "admin", false),
    ];
    let why = |situation: &Situation, user: &str, unseen| {
        let user = UserId::derive("test", user);
        let question = Question {
            permissions: &[],
            situation,
            user: Some(&user),
            colleagues: &team,
            count: Some(0),
            support_url: None,
        };
        explain_no_project(&policy(), &question, unseen)
    };
    let names = |found: &Explanation| {
        let people = found.ask_who.clone().unwrap_or_default();
        let names: Vec<_> = people.iter().map(|user| user.name.to_string()).collect();
        names
    };
    for unseen in [
        UnseenProject::NoneExists,
        UnseenProject::NoneShared,
        UnseenProject::InQuestion,
    ] {
        let found = why(&member("basic"), "Basil", unseen);
        assert_eq!(
            (found.reason, found.cause),
            (Reason::NothingYet, Some(unseen.cause()))
        );
        assert_eq!(names(&found), ["Olga", "Ada"]);
        assert!(
            found.what_to_do.contains("Ask Olga"),
            "{}",
            found.what_to_do
        );
    }
    // Users are not told to ask themselves, and a user who can create a project has no one to ask.
    let found = why(&member("admin"), "Ada", UnseenProject::NoneShared);
    assert_eq!(names(&found), ["Olga"]);
    let found = why(&member("admin"), "Ada", UnseenProject::NoneExists);
    assert_eq!(found.ask_who, None);
    assert!(found.what_to_do.contains("Create the first one"));
}
