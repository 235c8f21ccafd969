//! Advice from what a client knows.

use super::*;
use crate::Name;
use crate::unicode::Tables;

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../../policy.toml")).unwrap()
}

fn user(subject: &str) -> UserId {
    UserId::derive("test", subject)
}

fn named(subject: &str) -> UserRef {
    UserRef {
        user: user(subject),
        name: Name::parse(subject, &Tables).unwrap(),
    }
}

fn colleague(subject: &str, role: &str) -> Colleague {
    Colleague {
        user: named(subject),
        role: role.parse().unwrap(),
        owns: false,
    }
}

/// A guest of Olga's team, who looks at it.
fn sight() -> Sight<'static> {
    Sight {
        denied: false,
        permissions: Vec::new(),
        role: None,
        count: None,
        member: None,
        invite: None,
        named: false,
        away: false,
        signed_out: false,
        user: Some(user("Basil")),
        row: Some(Row {
            role: "basic".parse().unwrap(),
            personal: false,
            owner: Some(named("Olga")),
        }),
        lost: false,
        ended: false,
        invited: false,
        elsewhere: true,
        colleagues: Vec::new(),
        pages: 0,
        more: false,
    }
}

fn reason(sight: Sight<'_>) -> Option<Reason> {
    match advise(&policy(), sight) {
        Advice::Told(told) => told.map(|told| told.reason),
        Advice::ReadOn => panic!("it would read on"),
    }
}

#[test]
fn each_fact_has_its_reason() {
    assert_eq!(reason(sight()), None);
    let out = Sight {
        signed_out: true,
        row: None,
        ..sight()
    };
    assert_eq!(reason(out), Some(Reason::NotSignedIn));
    let stranger = Sight {
        row: None,
        ..sight()
    };
    assert_eq!(reason(stranger), Some(Reason::NotAMember));
    let former = Sight {
        row: None,
        lost: true,
        ..sight()
    };
    assert_eq!(reason(former), Some(Reason::Ended));
    let ended = Sight {
        ended: true,
        ..sight()
    };
    assert_eq!(reason(ended), Some(Reason::Expired));
    let empty = Sight {
        count: Some(0),
        ..sight()
    };
    assert_eq!(reason(empty), Some(Reason::NothingYet));
}

#[test]
fn another_account_in_the_tab_only_explains_what_is_not_denied() {
    let away = |denied| Sight {
        denied,
        named: true,
        away: true,
        ..sight()
    };
    assert_eq!(reason(away(false)), Some(Reason::NotSwitched));
    assert_eq!(reason(away(true)), None);
}

#[test]
fn an_empty_personal_account_suggests_an_invite_or_another_account() {
    let own = |invited, elsewhere| Sight {
        count: Some(0),
        invited,
        elsewhere,
        row: Some(Row {
            role: "admin".parse().unwrap(),
            personal: true,
            owner: Some(named("Basil")),
        }),
        ..sight()
    };
    assert_eq!(reason(own(true, true)), Some(Reason::NotAMember));
    assert_eq!(reason(own(false, true)), Some(Reason::NotSwitched));
    assert_eq!(reason(own(false, false)), Some(Reason::NothingYet));
}

#[test]
fn whom_to_ask_needs_one_page_and_names_the_owner_first() {
    let lacks = |pages, colleagues| Sight {
        denied: true,
        permissions: ["members:manage"].into(),
        pages,
        colleagues,
        ..sight()
    };
    assert_eq!(advise(&policy(), lacks(0, Vec::new())), Advice::ReadOn);
    let asked = |colleagues| match advise(&policy(), lacks(1, colleagues)) {
        Advice::Told(Some(told)) => told.ask_who.unwrap(),
        Advice::Told(None) | Advice::ReadOn => panic!("nobody is named"),
    };
    assert_eq!(asked(Vec::new()), [named("Olga")]);
    let listed = [
        colleague("Ada", "admin"),
        colleague("Basil", "basic"),
        colleague("Olga", "basic"),
    ];
    assert_eq!(asked(listed.into()), [named("Olga"), named("Ada")]);
}

#[test]
fn a_role_is_explained_by_its_permissions() {
    let role = Sight {
        denied: true,
        role: Some("admin".parse().unwrap()),
        pages: 1,
        ..sight()
    };
    let Advice::Told(Some(told)) = advise(&policy(), role) else {
        panic!("the role is not mine");
    };
    assert_eq!(told.reason, Reason::RoleLacks);
    assert!(told.missing.iter().any(|name| name == "members:manage"));
}

#[test]
fn a_member_is_searched_page_by_page_up_to_a_limit() {
    let search = |pages, more, colleagues| Sight {
        member: Some(user("Ada")),
        permissions: ["members:manage"].into(),
        pages,
        more,
        colleagues,
        ..sight()
    };
    assert_eq!(
        advise(&policy(), search(0, false, Vec::new())),
        Advice::ReadOn
    );
    assert_eq!(
        advise(&policy(), search(24, true, Vec::new())),
        Advice::ReadOn
    );
    assert_eq!(
        reason(search(25, true, Vec::new())),
        Some(Reason::NotAMember)
    );
    assert_eq!(
        reason(search(2, false, Vec::new())),
        Some(Reason::NotAMember)
    );
    let found = |role| [colleague("Olga", "basic"), colleague("Ada", role)].into();
    assert_eq!(reason(search(2, true, found("admin"))), None);
    assert_eq!(
        reason(search(2, true, found("basic"))),
        Some(Reason::RoleLacks)
    );
    let owner = Sight {
        member: Some(user("Olga")),
        ..search(1, true, found("basic"))
    };
    assert_eq!(reason(owner), None, "whatever the list says of their role");
}

#[test]
fn the_status_of_an_invite_gives_the_situation_of_its_invitee() {
    for (invite, expected) in [
        ("pending", Some(Reason::NotAMember)),
        ("declined", Some(Reason::NotAMember)),
        ("revoked", Some(Reason::Ended)),
        ("expired", Some(Reason::Ended)),
        ("accepted", None),
    ] {
        let asked = Sight {
            invite: Some(invite),
            ..sight()
        };
        assert_eq!(reason(asked), expected, "{invite}");
    }
}
