//! Explanations for each reason.

mod in_project;

use alloc::string::ToString;

use super::*;
use crate::permission::RoleName;
use crate::{Name, UserId, UserRef};

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../policy.toml")).unwrap()
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

fn ask(
    situation: &Situation,
    permissions: &[&str],
    colleagues: &[Colleague],
) -> Option<Explanation> {
    explain(
        &policy(),
        &Question {
            permissions,
            situation,
            user: None,
            colleagues,
            count: None,
            support_url: None,
        },
    )
}

#[test]
fn a_missing_permission_names_the_roles_that_have_it_and_whom_to_ask() {
    let dev = Situation::Member {
        assignment: "dev".parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    let team = [
        colleague("Basil", "basic", false),
        colleague("Olga", "dev", true),
        colleague("Ada", "admin", false),
    ];
    let found = ask(&dev, &["pods:manage", "billing:read"], &team).unwrap();
    assert_eq!(found.reason, Reason::RoleLacks);
    assert_eq!(found.missing, ["billing:read"]);
    assert_eq!(found.roles_that_would.unwrap(), ["admin".parse().unwrap()]);
    let names: Vec<_> = found
        .ask_who
        .unwrap()
        .into_iter()
        .map(|user| user.name.to_string())
        .collect();
    assert_eq!(
        names,
        ["Olga", "Ada"],
        "the owner counts by the owner's role, basic cannot grant"
    );
    assert!(found.what_to_do.contains("Olga"));
}

#[test]
fn an_allowed_action_has_no_explanation_and_an_unknown_permission_always_has() {
    let admin = Situation::Member {
        assignment: "admin".parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    assert_eq!(ask(&admin, &["pods:manage"], &[]), None);
    assert_eq!(
        ask(&admin, &["pods:fly"], &[])
            .unwrap()
            .roles_that_would
            .unwrap(),
        []
    );
    let gone = Situation::Member {
        assignment: "vanished".parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    assert_eq!(
        ask(&gone, &["team:access"], &[]).unwrap().reason,
        Reason::RoleLacks
    );
}

#[test]
fn each_situation_has_its_reason() {
    let cases = [
        (Situation::SignedOut, Reason::NotSignedIn),
        (Situation::Stranger, Reason::NotAMember),
        (Situation::Elsewhere, Reason::NotSwitched),
        (Situation::Former, Reason::Ended),
        (Situation::TokenExpired, Reason::Expired),
        (Situation::OverBudget, Reason::SpendLimit),
        (Situation::Service, Reason::RoleLacks),
    ];
    let above = Situation::AboveCeiling { ceiling: 80_005 };
    let told = ask(&above, &["team:manage"], &[]).unwrap();
    assert!(told.what_to_do.contains("800.05 US dollars"));
    for (situation, reason) in cases {
        assert_eq!(
            ask(&situation, &["pods:manage"], &[]).unwrap().reason,
            reason
        );
    }
}

#[test]
fn an_empty_list_is_not_a_denial() {
    let situation = Situation::Member {
        assignment: "admin".parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    let question = Question {
        permissions: &["pods:manage"],
        situation: &situation,
        user: None,
        colleagues: &[],
        count: Some(0),
        support_url: None,
    };
    assert_eq!(
        explain(&policy(), &question).unwrap().reason,
        Reason::NothingYet
    );
}

#[test]
fn only_members_who_can_grant_it_are_suggested_and_never_the_user() {
    let basic = Situation::Member {
        assignment: "basic".parse::<RoleName>().unwrap().into(),
        owns: false,
    };
    // Bill holds the missing permissions, but may not manage members.
    let team = [
        colleague("Bill", "billing", false),
        colleague("Ada", "admin", false),
    ];
    let asked = |user: Option<&UserId>| {
        let question = Question {
            permissions: &["billing:read"],
            situation: &basic,
            user,
            colleagues: &team,
            count: None,
            support_url: None,
        };
        let found = explain(&policy(), &question).unwrap();
        let asked = found.ask_who.unwrap().into_iter();
        asked.map(|user| user.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(asked(None), ["Ada"]);
    assert_eq!(
        asked(Some(&UserId::derive("test", "Ada"))),
        Vec::<String>::new()
    );
}

#[test]
fn an_allowed_user_who_sees_nothing_gets_nothing_yet_with_their_role() {
    let role: RoleName = "dev".parse().unwrap();
    let member = Situation::Member {
        assignment: role.clone().into(),
        owns: false,
    };
    let question = Question {
        permissions: &["pods:manage"],
        situation: &member,
        user: None,
        colleagues: &[],
        count: Some(0),
        support_url: None,
    };
    let found = explain(&policy(), &question).unwrap();
    assert_eq!((found.reason, found.role), (Reason::NothingYet, Some(role)));
}

#[test]
fn each_reason_has_its_text() {
    use Reason::{
        Ended, Expired, NotAMember, NotSignedIn, NotSwitched, NothingYet, RoleLacks, SpendLimit,
    };
    let words = [
        NotSignedIn,
        NotAMember,
        NotSwitched,
        RoleLacks,
        Ended,
        Expired,
        SpendLimit,
        NothingYet,
    ]
    .map(Reason::as_str);
    let expected = [
        "not_signed_in",
        "not_a_member",
        "not_switched",
        "role_lacks",
        "ended",
        "expired",
        "spend_limit",
        "nothing_yet",
    ];
    assert_eq!(words, expected);
}
