//! Advice from what a client knows.

use super::*;
use crate::Name;

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../../policy.toml")).unwrap()
}

fn user(subject: &str) -> UserId {
    UserId::derive("test", subject)
}

fn named(subject: &str) -> UserRef {
    UserRef {
        user: user(subject),
        name: Name::parse(subject).unwrap(),
    }
}

fn member(subject: &str, role: &str) -> ListedMember {
    ListedMember {
        colleague: Colleague {
            user: named(subject),
            assignment: role.parse::<RoleName>().unwrap().into(),
            owns: false,
        },
        status: MembershipStatus::Active,
    }
}

fn suspended(subject: &str, role: &str) -> ListedMember {
    ListedMember {
        status: MembershipStatus::Suspended,
        ..member(subject, role)
    }
}

/// A guest of Olga's team, who looks at it.
fn request() -> AdviceRequest<'static> {
    AdviceRequest {
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
            assignment: "basic".parse::<RoleName>().unwrap().into(),
            status: MembershipStatus::Active,
            personal: false,
            owner: Some(named("Olga")),
        }),
        lost: false,
        ended: false,
        invited: false,
        elsewhere: true,
        members: Vec::new(),
        pages: 0,
        more: false,
        projects: None,
    }
}

fn reason(request: AdviceRequest<'_>) -> Option<Reason> {
    match advise(&policy(), request) {
        Advice::Explained(explanation) => explanation.map(|explanation| explanation.reason),
        Advice::LoadMembers => panic!("it needs more members"),
    }
}

#[test]
fn each_fact_has_its_reason() {
    assert_eq!(reason(request()), None);
    let out = AdviceRequest {
        signed_out: true,
        row: None,
        ..request()
    };
    assert_eq!(reason(out), Some(Reason::NotSignedIn));
    let stranger = AdviceRequest {
        row: None,
        ..request()
    };
    assert_eq!(reason(stranger), Some(Reason::NotAMember));
    let former = AdviceRequest {
        row: None,
        lost: true,
        ..request()
    };
    assert_eq!(reason(former), Some(Reason::Ended));
    let ended = AdviceRequest {
        ended: true,
        ..request()
    };
    assert_eq!(reason(ended), Some(Reason::Expired));
    let empty = AdviceRequest {
        count: Some(0),
        ..request()
    };
    assert_eq!(reason(empty), Some(Reason::NothingYet));
}

#[test]
fn another_account_in_the_tab_only_explains_what_is_not_denied() {
    let away = |denied| AdviceRequest {
        denied,
        named: true,
        away: true,
        ..request()
    };
    assert_eq!(reason(away(false)), Some(Reason::NotSwitched));
    assert_eq!(reason(away(true)), None);
}

#[test]
fn an_empty_personal_account_suggests_an_invite_or_another_account() {
    let own = |invited, elsewhere| AdviceRequest {
        count: Some(0),
        invited,
        elsewhere,
        row: Some(Row {
            assignment: "admin".parse::<RoleName>().unwrap().into(),
            status: MembershipStatus::Active,
            personal: true,
            owner: Some(named("Basil")),
        }),
        ..request()
    };
    assert_eq!(reason(own(true, true)), Some(Reason::NotAMember));
    assert_eq!(reason(own(false, true)), Some(Reason::NotSwitched));
    assert_eq!(reason(own(false, false)), Some(Reason::NothingYet));
}

#[test]
fn whom_to_ask_needs_one_page_and_names_the_owner_first() {
    let lacks = |pages, members| AdviceRequest {
        denied: true,
        permissions: ["members:manage"].into(),
        pages,
        members,
        ..request()
    };
    assert_eq!(advise(&policy(), lacks(0, Vec::new())), Advice::LoadMembers);
    let asked = |members| match advise(&policy(), lacks(1, members)) {
        Advice::Explained(Some(explanation)) => explanation.ask_who.unwrap(),
        Advice::Explained(None) | Advice::LoadMembers => panic!("no one is suggested"),
    };
    assert_eq!(asked(Vec::new()), [named("Olga")]);
    let listed = [
        member("Ada", "admin"),
        member("Basil", "basic"),
        member("Olga", "basic"),
    ];
    assert_eq!(asked(listed.into()), [named("Olga"), named("Ada")]);
    let unable = [suspended("Ada", "admin"), member("Olga", "basic")];
    assert_eq!(asked(unable.into()), [named("Olga")]);
}

#[test]
fn a_member_who_is_suspended_or_past_their_end_is_told_whom_to_ask() {
    for (status, reason) in [
        (MembershipStatus::Suspended, Reason::Suspended),
        (MembershipStatus::PastEnd, Reason::PastEnd),
    ] {
        let mut request = AdviceRequest {
            denied: true,
            permissions: ["pods:connect"].into(),
            // Their token could not be renewed, because of this.
            ended: true,
            ..request()
        };
        request.row.as_mut().unwrap().status = status;
        // They may not read the members, so the owner is all that is known.
        let Advice::Explained(Some(explanation)) = advise(&policy(), request) else {
            panic!("expected an explanation");
        };
        assert_eq!(explanation.reason, reason);
        assert_eq!(explanation.missing, ["pods:connect"]);
        assert_eq!(explanation.ask_who, Some([named("Olga")].into()));
        assert!(explanation.what_to_do.contains("Olga"), "{explanation:?}");
    }
}

#[test]
fn a_question_about_a_suspended_member_says_so() {
    let about = AdviceRequest {
        member: Some(user("Ada")),
        permissions: ["pods:connect"].into(),
        pages: 1,
        members: [suspended("Ada", "admin")].into(),
        ..request()
    };
    assert_eq!(reason(about), Some(Reason::Suspended));
}

#[test]
fn a_list_is_explained_without_the_name_of_a_role() {
    let mut request = AdviceRequest {
        denied: true,
        permissions: ["pods:manage"].into(),
        pages: 1,
        ..request()
    };
    let list = ["team:access", "pods:connect"].map(|name| name.parse().unwrap());
    request.row.as_mut().unwrap().assignment = RoleAssignment::Custom(list.into());
    let Advice::Explained(Some(explanation)) = advise(&policy(), request) else {
        panic!("expected an explanation");
    };
    assert_eq!(explanation.reason, Reason::RoleLacks);
    assert_eq!(explanation.role.unwrap().as_str(), "custom");
    assert!(
        explanation
            .what_to_do
            .starts_with("Your permissions don't allow this. Ask Olga"),
        "{}",
        explanation.what_to_do
    );
}

#[test]
fn a_role_is_explained_by_its_permissions() {
    let role = AdviceRequest {
        denied: true,
        role: Some("admin".parse().unwrap()),
        pages: 1,
        ..request()
    };
    let Advice::Explained(Some(explanation)) = advise(&policy(), role) else {
        panic!("expected an explanation");
    };
    assert_eq!(explanation.reason, Reason::RoleLacks);
    assert!(
        explanation
            .missing
            .iter()
            .any(|name| name == "members:manage")
    );
}

#[test]
fn a_member_is_searched_page_by_page_up_to_a_limit() {
    let search = |pages, more, members| AdviceRequest {
        member: Some(user("Ada")),
        permissions: ["members:manage"].into(),
        pages,
        more,
        members,
        ..request()
    };
    assert_eq!(
        advise(&policy(), search(0, false, Vec::new())),
        Advice::LoadMembers
    );
    assert_eq!(
        advise(&policy(), search(24, true, Vec::new())),
        Advice::LoadMembers
    );
    assert_eq!(
        reason(search(25, true, Vec::new())),
        Some(Reason::NotAMember)
    );
    assert_eq!(
        reason(search(2, false, Vec::new())),
        Some(Reason::NotAMember)
    );
    let found = |role| [member("Olga", "basic"), member("Ada", role)].into();
    assert_eq!(reason(search(2, true, found("admin"))), None);
    assert_eq!(
        reason(search(2, true, found("basic"))),
        Some(Reason::RoleLacks)
    );
    let owner = AdviceRequest {
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
        let asked = AdviceRequest {
            invite: Some(invite),
            ..request()
        };
        assert_eq!(reason(asked), expected, "{invite}");
    }
}
