//! Services: within the permissions that the operator gives them, and audited as services.

use super::{
    Command, Done, Fixture, Kind, Link, Proof, Run, assigned, closed, enrolment, note, open,
    person, resend, service, someone, spend, user,
};
use crate::account::{OnBehalf, Person};
use crate::audit::{Actor, Outcome};
use crate::{Code, Name, Refusal};

fn enrol(who: &str, as_role: &str) -> Command {
    enrolment(someone(who), assigned(as_role))
}

fn opening(kind: Kind, owner: Person, external_id: Option<&str>) -> Command {
    Command::Open {
        kind,
        name: Name::parse("Imported").unwrap(),
        on_behalf: Some(OnBehalf {
            owner,
            external_id: external_id.map(Into::into),
        }),
    }
}

#[test]
fn rule_05_a_service_grants_and_manages_nothing_beyond_its_permissions() {
    let mut fixture = Fixture::team();
    let (dev, admin) = (service("dev"), service("admin"));
    let missing = |name: &str| {
        Err(Refusal::Forbidden {
            missing: alloc::vec![name.parse().unwrap()],
        })
    };
    assert_eq!(
        fixture.run(&dev, &enrol("ada", "basic")),
        missing("members:manage")
    );
    assert_eq!(fixture.run(&dev, &spend(1)), missing("team:manage"));
    let mut clerk = dev;
    if let super::Caller::Service(service) = &mut clerk {
        service.permissions.push("members:manage".parse().unwrap());
    }
    for above in ["billing", "admin"] {
        assert_eq!(
            fixture.run(&clerk, &enrol("ada", above)),
            Err(Refusal::RoleExceedsGrantor)
        );
    }
    let ada = user(&person("ada"));
    let done = Ok(Done::Member { user: ada.clone() });
    assert_eq!(fixture.run(&clerk, &enrol("ada", "dev")), done);
    assert_eq!(fixture.run(&admin, &enrol("ada", "admin")), done);
    let beyond = fixture
        .run(&clerk, &Command::Remove { user: ada })
        .unwrap_err();
    assert_eq!(
        beyond.code(),
        Code::Forbidden,
        "the target holds more permissions"
    );
}

#[test]
fn a_repeated_import_changes_nothing_and_never_demotes_the_owner() {
    let mut fixture = Fixture::team();
    let admin = service("admin");
    fixture.run(&admin, &enrol("ada", "dev")).unwrap();
    let stored = fixture.memory.clone();
    fixture.run(&admin, &enrol("ada", "dev")).unwrap();
    assert_eq!(fixture.memory.events, stored.events);
    assert_eq!(fixture.memory.presence, stored.presence);
    assert_eq!(
        fixture.run(&admin, &enrol("owner", "dev")),
        Err(Refusal::OwnerProtected)
    );
    assert!(fixture.run(&admin, &enrol("owner", "admin")).is_ok());
    assert_eq!(
        fixture
            .actions()
            .iter()
            .filter(|action| **action == "member.join")
            .count(),
        2
    );
}

#[test]
fn an_import_revokes_the_pending_invite_to_the_member() {
    let mut fixture = Fixture::team();
    let invite = fixture.invite(&person("owner"), "ada", "basic").unwrap();
    fixture
        .run(&service("admin"), &enrol("ada", "dev"))
        .unwrap();
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        closed(Some(crate::ClosedReason::Revoked))
    );
    assert!(fixture.memory.events.iter().any(|event| {
        event.draft.details.contains_key("invitesRevoked")
            && event.draft.actor == service("admin").actor()
    }));
}

#[test]
fn commands_of_users_refuse_services_and_vice_versa() {
    let mut fixture = Fixture::team();
    let admin = service("admin");
    let invite = fixture.link_invite(&person("owner"), "dev").unwrap();
    let proof = fixture.token(&invite);
    for command in [
        Command::Attend,
        Command::Accept { invite, proof },
        Command::Decline {
            invite,
            proof: Proof::Inbox,
        },
        resend(invite, Link::Keep),
        Command::Convert {
            name: None,
            run: Run::Real,
        },
        Command::Revert {
            confirm_name: Some("Test Production".into()),
            run: Run::Real,
        },
        open(Kind::Team, "X"),
    ] {
        assert_eq!(
            fixture.run(&admin, &command),
            Err(Refusal::FORBIDDEN),
            "{command:?}"
        );
    }
    assert_eq!(fixture.link_invite(&admin, "dev"), Err(Refusal::FORBIDDEN));
    let owner = person("owner");
    for command in [
        enrol("ada", "dev"),
        note("pod.create"),
        opening(Kind::Team, someone("owner"), None),
    ] {
        assert_eq!(
            fixture.run(&owner, &command),
            Err(Refusal::FORBIDDEN),
            "{command:?}"
        );
    }
    assert_eq!(
        fixture.run(&person("eve"), &note("pod.create")),
        Err(Refusal::NotFound)
    );
}

#[test]
fn only_a_service_sets_a_spend_limit_above_the_ceiling() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    assert!(fixture.run(&owner, &spend(100_000)).is_ok());
    assert_eq!(
        fixture.run(&owner, &spend(100_001)),
        Err(Refusal::SpendLimit)
    );
    assert!(fixture.run(&service("admin"), &spend(100_001)).is_ok());
    assert!(
        fixture.run(&owner, &spend(100_001)).is_ok(),
        "an unchanged limit is allowed"
    );
    assert!(fixture.run(&owner, &spend(5)).is_ok());
    let too_much = fixture
        .run(&service("admin"), &spend(1_000_000_001))
        .unwrap_err();
    assert_eq!(too_much.code(), Code::InvalidRequest);
}

#[test]
fn a_host_event_is_chained_under_the_service_and_never_reserved() {
    let mut fixture = Fixture::team();
    let admin = service("admin");
    let Done::Noted { event } = fixture.run(&admin, &note("pod.create")).unwrap() else {
        panic!("no event");
    };
    let stored = fixture.memory.events.last().unwrap().clone();
    assert_eq!(
        (stored.draft.id, stored.draft.actor.kind()),
        (event, "service")
    );
    assert_eq!(stored.draft.action.as_str(), "pod.create");
    let before = fixture.memory.events.len();
    for forged in [
        "member.join",
        "account.create",
        "invite",
        "hallpass.policy",
        "member",
    ] {
        let refusal = fixture.run(&admin, &note(forged)).unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidRequest, "{forged}");
    }
    assert_eq!(fixture.memory.events.len(), before, "not even as a refusal");
}

#[test]
fn a_service_opens_an_account_once_for_one_owner() {
    let mut fixture = Fixture::empty();
    let admin = service("admin");
    let open = opening(Kind::Team, someone("owner"), Some("org-1"));
    let refused = fixture.run(&service("dev"), &open).unwrap_err();
    assert_eq!(refused.code(), Code::Forbidden);
    assert_eq!(fixture.run(&admin, &open), Ok(Done::Account));
    assert_eq!(fixture.run(&admin, &open), Ok(Done::Account));
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.external_id.as_deref(), Some("org-1"));
    assert_eq!(account.owner, user(&person("owner")));
    for other in [
        opening(Kind::Team, someone("ada"), Some("org-1")),
        opening(Kind::Team, someone("owner"), None),
    ] {
        assert_eq!(fixture.run(&admin, &other), Err(Refusal::Conflict));
    }
    let opened = fixture
        .memory
        .events
        .iter()
        .filter(|event| event.draft.outcome == Outcome::Done);
    assert_eq!(opened.count(), 1);
    assert!(matches!(
        fixture.memory.events[0].draft.actor,
        Actor::Service(_)
    ));
}

#[test]
fn rule_09_a_services_refusals_are_audited_up_to_their_limit() {
    let mut fixture = Fixture::team();
    let clerk = service("dev");
    let mut codes = alloc::collections::BTreeSet::new();
    for _ in 0..40 {
        codes.insert(
            fixture
                .run(&clerk, &enrol("ada", "dev"))
                .unwrap_err()
                .code()
                .as_str(),
        );
    }
    assert_eq!(
        codes.into_iter().collect::<alloc::vec::Vec<_>>(),
        ["forbidden", "rate_limited"]
    );
    let stored = fixture.memory.events.iter().filter(|event| {
        event.draft.actor == clerk.actor()
            && event.draft.outcome == Outcome::Refused(Code::Forbidden)
    });
    assert_eq!(stored.count(), 30);
}
