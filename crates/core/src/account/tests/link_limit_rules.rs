//! The rules about who can accept a link invite: how many users, and with addresses of which domains.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::link_invite_fixture::*;
use super::*;
use crate::account::State;
use crate::account::read::{Preview, ViewerRelation};
use crate::{ClosedReason, FieldCode, Refusal, limits};

#[test]
fn rule_13_only_addresses_of_its_domains_accept_a_link() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let command = link(10, &["acme.example", "bücher.example"]);
    let invite = fixture.create_invite(&owner, &command).unwrap();
    let wrong = |fixture: &mut Fixture, caller: &Caller| {
        let refused = fixture.accept(caller, invite);
        matches!(&refused, Err(Refusal::WrongAccount { hint }) if hint.as_str() == "@acme.example")
    };
    for other in [
        "example.com",
        "eu.acme.example",
        "notacme.example",
        "acme.example.com",
        "xn--bcher-lva.example",
    ] {
        assert!(wrong(&mut fixture, &at("eve", other)), "{other}");
    }
    let unverified = Caller::User(Person {
        address: None,
        ..someone("eve")
    });
    assert_eq!(
        fixture.accept(&unverified, invite),
        Err(Refusal::EmailUnverified)
    );
    let seen = |fixture: &Fixture, viewer: &Caller| match preview(fixture, viewer, &invite, 0) {
        Preview::Open { you, invite, .. } => (you, invite.hint().unwrap().to_string()),
        Preview::Closed { .. } => panic!("it is open"),
    };
    let hint = || "@acme.example".to_string();
    fixture.memory.invites.get_mut(&invite).unwrap().generation = 0;
    assert_eq!(
        seen(&fixture, &at("eve", "example.com")),
        (Some(ViewerRelation::Other), hint())
    );
    assert_eq!(
        seen(&fixture, &at("kim", "acme.example")),
        (Some(ViewerRelation::Invitee), hint())
    );
    fixture.accept(&at("kim", "ACME.example"), invite).unwrap();
    fixture
        .accept(&at("lea", "bücher.example"), invite)
        .unwrap();
    fixture
        .accept(&at("mia", "xn--bcher-kva.example"), invite)
        .unwrap();
    // A closed link does not tell which domains it had.
    fixture.run(&owner, &Command::Revoke { invite }).unwrap();
    assert_eq!(
        fixture.accept(&at("eve", "example.com"), invite),
        closed(None)
    );
}

#[test]
fn rule_13_a_link_for_several_users_carries_no_management_and_needs_its_token() {
    let mut fixture = Fixture::team();
    let mut command = link(50, &["example.com"]);
    if let Command::Invite { assignment, .. } = &mut command {
        *assignment = role("admin").into();
    }
    let created = fixture.create_invite(&person("owner"), &command);
    assert_eq!(created, Err(Refusal::FORBIDDEN));
    let invite = for_several(&mut fixture, 50);
    let accept = Command::Accept {
        invite,
        proof: Proof::Inbox,
    };
    assert_eq!(fixture.run(&person("ada"), &accept), closed(None));
    fixture.accept(&person("ada"), invite).unwrap();
    assert_eq!(
        fixture.run(&person("ada"), &accept),
        closed(None),
        "nor without it later"
    );
}

#[test]
fn rule_15_nobody_closes_a_link_for_several_users_by_declining_it() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 2);
    let single = for_several(&mut fixture, 1);
    let decline = |fixture: &Fixture, invite| Command::Decline {
        invite,
        proof: fixture.token(&invite),
    };
    let before = fixture.memory.events.len();
    let command = decline(&fixture, invite);
    assert_eq!(
        fixture.run(&person("eve"), &command),
        Ok(Done::Invite { invite })
    );
    assert_eq!(fixture.memory.events.len(), before, "nothing is written");
    fixture.accept(&person("ada"), invite).unwrap();
    let command = decline(&fixture, single);
    fixture.run(&person("eve"), &command).unwrap();
    assert_eq!(
        fixture.memory.invites[&single].state,
        State::Declined(user(&person("eve")))
    );
}

#[test]
fn limits_are_for_link_invites_only() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let limited = |max_uses: Option<u64>, domains: &[&str]| {
        let mut command = link(max_uses, domains);
        if let Command::Invite { address, .. } = &mut command {
            *address = Some(super::address("ada"));
        }
        command
    };
    let invalid = |field: &str| (field.to_string(), FieldCode::Invalid);
    for (max_uses, domains, fields) in [
        (Some(2), &[][..], alloc::vec![invalid("maxUses")]),
        (Some(1), &[], alloc::vec![invalid("maxUses")]),
        (None, &["acme.example"], alloc::vec![invalid("domains")]),
        (
            Some(2),
            &["acme.example"],
            alloc::vec![invalid("maxUses"), invalid("domains")],
        ),
    ] {
        let created = fixture.run(&owner, &limited(max_uses, domains));
        assert_eq!(wrong_fields(created), fields);
    }
    let invite = fixture.invite(&owner, "ada", "dev").unwrap();
    let found = fixture.run(&owner, &set_max_uses(invite, 2));
    assert_eq!(wrong_fields(found), [invalid("maxUses")]);
    let found = fixture.run(&owner, &set_domains(invite, &["acme.example"]));
    assert_eq!(wrong_fields(found), [invalid("domains")]);
}

#[test]
fn a_link_is_for_one_to_a_thousand_users() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    for max_uses in [0, 1_001, u64::MAX] {
        let created = fixture.run(&owner, &link(max_uses, &[]));
        assert_eq!(
            wrong_fields(created),
            [("maxUses".to_string(), FieldCode::Invalid)],
            "{max_uses}"
        );
    }
    for max_uses in [1, 1_000] {
        assert!(fixture.run(&owner, &link(max_uses, &[])).is_ok());
    }
    let invite = fixture.create_invite(&owner, &link(None, &[])).unwrap();
    assert_eq!(fixture.memory.invites[&invite].max_uses, 1);
    let names: Vec<_> = (0..=limits::DOMAINS_PER_INVITE)
        .map(|number| format!("d{number}.example"))
        .collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let created = fixture.run(&owner, &link(1, &names));
    assert_eq!(
        wrong_fields(created),
        [("domains".to_string(), FieldCode::TooLong)]
    );
    assert!(fixture.run(&owner, &link(1, &names[1..])).is_ok());
    let twice = link(1, &["b.example", "a.example", "B.example"]);
    let invite = fixture.create_invite(&owner, &twice).unwrap();
    assert_eq!(
        fixture.memory.invites[&invite].domains,
        [domain("b.example"), domain("a.example")]
    );
}

#[test]
fn the_number_of_users_changes_but_not_below_those_who_joined() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 2);
    // The last one is not the last by the ids either.
    let names = if user(&person("ada")) < user(&person("ben")) {
        ["ben", "ada"]
    } else {
        ["ada", "ben"]
    };
    for name in names {
        if name == names[1] {
            fixture.run(&owner, &set_max_uses(invite, 10)).unwrap();
        }
        // At one time, so that the last one is not known by its time.
        fixture.accept(&person(name), invite).unwrap();
    }
    for below in [0, 1, 1_001] {
        let changed = fixture.run(&owner, &set_max_uses(invite, below));
        assert_eq!(
            wrong_fields(changed),
            [("maxUses".to_string(), FieldCode::Invalid)]
        );
    }
    fixture.advance(1);
    fixture.run(&owner, &set_max_uses(invite, 2)).unwrap();
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(
        stored.state,
        State::Accepted(user(&person(names[1]))),
        "the last user who joined accepted it"
    );
    assert_eq!(stored.decided_at, Some(fixture.now));
    let event = fixture.memory.events.last().unwrap();
    let details = &event.draft.details;
    assert_eq!(
        details.get("fields"),
        Some(&Detail::List(alloc::vec!["maxUses".into()]))
    );
    assert_eq!(details.get("maxUses"), Some(&Detail::Number(2)));
    for name in ["ada", "ben"] {
        assert_eq!(
            fixture.accept(&person(name), invite),
            Ok(Done::Accepted { invite })
        );
    }
    assert_eq!(fixture.accept(&person("cleo"), invite), closed(None));
    assert_eq!(
        code(fixture.run(&owner, &set_max_uses(invite, 5))),
        "invite_closed",
        "a closed invite stays closed"
    );
}

#[test]
fn new_domains_replace_the_old_ones_and_none_are_any() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture
        .create_invite(&owner, &link(9, &["acme.example"]))
        .unwrap();
    fixture
        .run(&owner, &set_domains(invite, &["other.example"]))
        .unwrap();
    assert_eq!(
        code(fixture.accept(&at("kim", "acme.example"), invite)),
        "wrong_account"
    );
    fixture.accept(&at("kim", "other.example"), invite).unwrap();
    fixture.run(&owner, &set_domains(invite, &[])).unwrap();
    fixture.accept(&at("lea", "acme.example"), invite).unwrap();
}

#[test]
fn a_full_team_refuses_the_next_user_of_a_link() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 5);
    fixture.accept(&person("ada"), invite).unwrap();
    if let crate::account::Presence::Open(account) = &mut fixture.memory.presence {
        account.member_count = limits::MEMBERS;
    }
    assert_eq!(
        fixture.accept(&person("ben"), invite),
        Err(Refusal::MemberLimit)
    );
    assert_eq!(fixture.memory.invites[&invite].uses, 1);
}

#[test]
fn a_revert_closes_a_link_and_its_users_are_out() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 5);
    fixture.accept(&person("ada"), invite).unwrap();
    let revert = Command::Revert {
        confirm_name: Some("Test Production".into()),
        run: Run::Real,
    };
    fixture.run(&person("owner"), &revert).unwrap();
    let stored = &fixture.memory.invites[&invite];
    assert_eq!((&stored.state, stored.uses), (&State::Revoked, 1));
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        closed(Some(ClosedReason::Used))
    );
    assert_eq!(fixture.accept(&person("ben"), invite), closed(None));
}

#[test]
fn a_narrower_policy_revokes_a_link_that_was_used() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 5);
    fixture.accept(&person("ada"), invite).unwrap();
    let file = DEFAULT_POLICY.replace("name = \"dev\"", "name = \"builder\"");
    fixture.policy = Policy::from_toml(&file).unwrap();
    assert_eq!(fixture.accept(&person("ben"), invite), closed(None));
    assert_eq!(fixture.memory.invites[&invite].state, State::Revoked);
}

#[test]
fn an_accepted_link_of_an_earlier_release_has_its_user_in_its_state() {
    let mut fixture = Fixture::team();
    let invite = fixture.link_invite(&person("owner"), "dev").unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    fixture.memory.redemptions.clear();
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Ok(Done::Accepted { invite })
    );
    assert_eq!(fixture.accept(&person("ben"), invite), closed(None));
}

#[test]
fn the_audit_log_tells_who_used_a_link_and_its_limits() {
    let mut fixture = Fixture::team();
    let command = link(3, &["example.com"]);
    let invite = fixture.create_invite(&person("owner"), &command).unwrap();
    let created = &fixture.memory.events.last().unwrap().draft;
    assert_eq!(created.details.get("maxUses"), Some(&Detail::Number(3)));
    assert_eq!(
        created.details.get("domains"),
        Some(&Detail::List(alloc::vec!["example.com".into()]))
    );
    fixture.accept(&person("ada"), invite).unwrap();
    fixture.accept(&person("ben"), invite).unwrap();
    let events = fixture.memory.events.iter().map(|event| &event.draft);
    let uses: Vec<_> = events
        .filter(|event| event.action.as_str() == "invite.accept")
        .map(|event| {
            (
                event.actor.id().to_string(),
                event.details.get("uses").cloned(),
            )
        })
        .collect();
    let use_of = |name, number| {
        let id = user(&person(name)).to_string();
        (id, Some(Detail::Number(number)))
    };
    assert_eq!(uses, [use_of("ada", 1), use_of("ben", 2)]);
}

#[test]
fn the_audit_log_has_no_limits_of_an_invite_for_one_user() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture.create_invite(&owner, &link(1, &[])).unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    for action in ["invite.create", "invite.accept"] {
        let mut events = fixture.memory.events.iter().map(|event| &event.draft);
        let event = events
            .find(|event| event.action.as_str() == action)
            .unwrap();
        assert_eq!(event.details.get("maxUses"), None, "{action}");
        assert_eq!(event.details.get("uses"), None, "{action}");
    }
}
