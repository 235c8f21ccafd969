//! Services: within what the operator gave them, and under their own name.

use super::Tables;
use super::{
    Command, Desk, Done, Kind, Link, Proof, Run, closed, note, open, person, resend, role, service,
    someone, spend, user,
};
use crate::account::{OnBehalf, Person};
use crate::audit::{Actor, Outcome};
use crate::{Code, Name, Refusal};

fn enrol(who: &str, as_role: &str) -> Command {
    Command::Enrol {
        person: someone(who),
        role: role(as_role),
    }
}

fn opening(kind: Kind, owner: Person, external_id: Option<&str>) -> Command {
    Command::Open {
        kind,
        name: Name::parse("Imported", &Tables).unwrap(),
        on_behalf: Some(OnBehalf {
            owner,
            external_id: external_id.map(Into::into),
        }),
    }
}

#[test]
fn rule_05_a_service_gives_and_touches_nothing_beyond_what_it_holds() {
    let mut desk = Desk::team();
    let (dev, admin) = (service("dev"), service("admin"));
    let missing = |name: &str| {
        Err(Refusal::Forbidden {
            missing: alloc::vec![name.parse().unwrap()],
        })
    };
    assert_eq!(
        desk.run(&dev, &enrol("ada", "basic")),
        missing("members:manage")
    );
    assert_eq!(desk.run(&dev, &spend(1)), missing("team:manage"));
    let mut clerk = dev;
    if let super::Caller::Service(service) = &mut clerk {
        service.permissions.push("members:manage".parse().unwrap());
    }
    for above in ["billing", "admin"] {
        assert_eq!(
            desk.run(&clerk, &enrol("ada", above)),
            Err(Refusal::RoleExceedsGrantor)
        );
    }
    let ada = user(&person("ada"));
    let done = Ok(Done::Member { user: ada.clone() });
    assert_eq!(desk.run(&clerk, &enrol("ada", "dev")), done);
    assert_eq!(desk.run(&admin, &enrol("ada", "admin")), done);
    let beyond = desk
        .run(&clerk, &Command::Remove { user: ada })
        .unwrap_err();
    assert_eq!(beyond.code(), Code::Forbidden, "nobody reaches up");
}

#[test]
fn an_import_is_repeated_without_a_trace_and_never_demotes_the_owner() {
    let mut desk = Desk::team();
    let admin = service("admin");
    desk.run(&admin, &enrol("ada", "dev")).unwrap();
    let stored = desk.memory.clone();
    desk.run(&admin, &enrol("ada", "dev")).unwrap();
    assert_eq!(desk.memory.events, stored.events);
    assert_eq!(desk.memory.presence, stored.presence);
    assert_eq!(
        desk.run(&admin, &enrol("owner", "dev")),
        Err(Refusal::OwnerProtected)
    );
    assert!(desk.run(&admin, &enrol("owner", "admin")).is_ok());
    assert_eq!(
        desk.actions()
            .iter()
            .filter(|action| **action == "member.join")
            .count(),
        2
    );
}

#[test]
fn an_import_revokes_the_invite_that_nobody_needs_any_more() {
    let mut desk = Desk::team();
    let invite = desk.invite(&person("owner"), "ada", "basic").unwrap();
    desk.run(&service("admin"), &enrol("ada", "dev")).unwrap();
    assert_eq!(
        desk.accept(&person("ada"), invite),
        closed(Some(crate::Why::Revoked))
    );
    assert!(desk.memory.events.iter().any(|event| {
        event.draft.details.contains_key("invitesRevoked")
            && event.draft.actor == service("admin").actor()
    }));
}

#[test]
fn what_is_a_users_alone_refuses_services_and_the_reverse() {
    let mut desk = Desk::team();
    let admin = service("admin");
    let invite = desk.link_invite(&person("owner"), "dev").unwrap();
    let proof = desk.token(&invite);
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
            desk.run(&admin, &command),
            Err(Refusal::FORBIDDEN),
            "{command:?}"
        );
    }
    assert_eq!(desk.link_invite(&admin, "dev"), Err(Refusal::FORBIDDEN));
    let owner = person("owner");
    for command in [
        enrol("ada", "dev"),
        note("pod.create"),
        opening(Kind::Team, someone("owner"), None),
    ] {
        assert_eq!(
            desk.run(&owner, &command),
            Err(Refusal::FORBIDDEN),
            "{command:?}"
        );
    }
    assert_eq!(
        desk.run(&person("eve"), &note("pod.create")),
        Err(Refusal::NotFound)
    );
}

#[test]
fn only_a_service_raises_a_limit_above_the_ceiling_and_nobody_above_the_last() {
    let mut desk = Desk::team();
    let owner = person("owner");
    assert!(desk.run(&owner, &spend(100_000)).is_ok());
    assert_eq!(desk.run(&owner, &spend(100_001)), Err(Refusal::SpendLimit));
    assert!(desk.run(&service("admin"), &spend(100_001)).is_ok());
    assert!(
        desk.run(&owner, &spend(100_001)).is_ok(),
        "what it is already"
    );
    assert!(desk.run(&owner, &spend(5)).is_ok());
    let too_much = desk
        .run(&service("admin"), &spend(1_000_000_001))
        .unwrap_err();
    assert_eq!(too_much.code(), Code::InvalidRequest);
}

#[test]
fn a_host_event_is_chained_under_the_services_name_and_is_none_of_ours() {
    let mut desk = Desk::team();
    let admin = service("admin");
    let Done::Noted { event } = desk.run(&admin, &note("pod.create")).unwrap() else {
        panic!("no event");
    };
    let stored = desk.memory.events.last().unwrap().clone();
    assert_eq!(
        (stored.draft.id, stored.draft.actor.kind()),
        (event, "service")
    );
    assert_eq!(stored.draft.action.as_str(), "pod.create");
    let before = desk.memory.events.len();
    for forged in [
        "member.join",
        "account.create",
        "invite",
        "hallpass.policy",
        "member",
    ] {
        let refusal = desk.run(&admin, &note(forged)).unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidRequest, "{forged}");
    }
    assert_eq!(desk.memory.events.len(), before, "not even as a refusal");
}

#[test]
fn an_account_is_opened_on_behalf_once_for_one_owner() {
    let mut desk = Desk::empty();
    let admin = service("admin");
    let open = opening(Kind::Team, someone("owner"), Some("org-1"));
    let refused = desk.run(&service("dev"), &open).unwrap_err();
    assert_eq!(refused.code(), Code::Forbidden);
    assert_eq!(desk.run(&admin, &open), Ok(Done::Account));
    assert_eq!(desk.run(&admin, &open), Ok(Done::Account));
    let account = desk.memory.account().unwrap();
    assert_eq!(account.external_id.as_deref(), Some("org-1"));
    assert_eq!(account.owner, user(&person("owner")));
    for other in [
        opening(Kind::Team, someone("ada"), Some("org-1")),
        opening(Kind::Team, someone("owner"), None),
    ] {
        assert_eq!(desk.run(&admin, &other), Err(Refusal::Conflict));
    }
    let opened = desk
        .memory
        .events
        .iter()
        .filter(|event| event.draft.outcome == Outcome::Done);
    assert_eq!(opened.count(), 1);
    assert!(matches!(
        desk.memory.events[0].draft.actor,
        Actor::Service(_)
    ));
}

#[test]
fn rule_09_a_services_refusals_are_audited_up_to_their_limit() {
    let mut desk = Desk::team();
    let clerk = service("dev");
    let mut codes = alloc::collections::BTreeSet::new();
    for _ in 0..40 {
        codes.insert(
            desk.run(&clerk, &enrol("ada", "dev"))
                .unwrap_err()
                .code()
                .as_str(),
        );
    }
    assert_eq!(
        codes.into_iter().collect::<alloc::vec::Vec<_>>(),
        ["forbidden", "rate_limited"]
    );
    let stored = desk.memory.events.iter().filter(|event| {
        event.draft.actor == clerk.actor()
            && event.draft.outcome == Outcome::Refused(Code::Forbidden)
    });
    assert_eq!(stored.count(), 30);
}
