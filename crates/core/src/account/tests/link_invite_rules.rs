//! The rules about link invites for several users, and for addresses of certain domains. The name of a test has the number
//! of its rule.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{
    Caller, Command, Done, Fixture, Link, MemberUpdate, Person, Proof, assigned, change_role,
    closed, code, domain, person, resend, role, someone, update_member, user,
};
use crate::account::read::{self, Preview, ViewerRelation};
use crate::account::{FieldChange, InviteUpdate, Run, State, Status};
use crate::audit::Detail;
use crate::mail::MailRequest;
use crate::{Address, ClosedReason, FieldCode, InviteId, Policy, Refusal, limits};

/// A link invite as *dev*, for this many users with addresses of these domains.
fn link(max_uses: impl Into<Option<u64>>, domains: &[&str]) -> Command {
    Command::Invite {
        address: None,
        mailbox: None,
        assignment: assigned("dev"),
        expires_in: None,
        membership_expires_in: None,
        projects: Vec::new(),
        max_uses: max_uses.into(),
        domains: domains.iter().copied().map(domain).collect(),
        note: None,
        mail: MailRequest::default(),
    }
}

fn for_several(fixture: &mut Fixture, max_uses: u64) -> InviteId {
    fixture
        .create_invite(&person("owner"), &link(max_uses, &[]))
        .unwrap()
}

/// A user whose verified address has this domain.
fn at(name: &str, of: &str) -> Caller {
    Caller::User(Person {
        address: Some(Address::parse(&format!("{name}@{of}")).unwrap()),
        ..someone(name)
    })
}

const fn edit(invite: InviteId, update: InviteUpdate) -> Command {
    Command::UpdateInvite { invite, update }
}

fn set_max_uses(invite: InviteId, max_uses: u64) -> Command {
    let update = InviteUpdate {
        max_uses: Some(max_uses),
        ..InviteUpdate::default()
    };
    edit(invite, update)
}

fn set_domains(invite: InviteId, domains: &[&str]) -> Command {
    let update = InviteUpdate {
        domains: Some(domains.iter().copied().map(domain).collect()),
        ..InviteUpdate::default()
    };
    edit(invite, update)
}

fn wrong_fields(outcome: Result<Done, Refusal>) -> Vec<(alloc::string::String, FieldCode)> {
    match outcome {
        Err(Refusal::InvalidRequest { errors }) => errors
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect(),
        Ok(_) | Err(_) => Vec::new(),
    }
}

fn preview(fixture: &Fixture, viewer: &Caller, invite: &InviteId, generation: u32) -> Preview {
    let Caller::User(viewer) = viewer else {
        panic!("a service previews nothing")
    };
    match read::preview(
        &fixture.memory,
        fixture.now,
        Some(viewer),
        invite,
        generation,
    ) {
        Ok(preview) => preview,
        Err(never) => match never {},
    }
}

#[test]
fn rule_01_as_many_users_join_as_the_link_allows_each_once() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 3);
    for (number, name) in ["ada", "ben", "cleo"].into_iter().enumerate() {
        assert_eq!(
            fixture.memory.invites[&invite].status(fixture.now),
            Status::Pending
        );
        fixture.accept(&person(name), invite).unwrap();
        // A repeat changes nothing and uses nothing.
        let before = fixture.memory.clone();
        assert_eq!(
            fixture.accept(&person(name), invite),
            Ok(Done::Accepted { invite })
        );
        assert_eq!(fixture.memory.events, before.events);
        assert_eq!(fixture.memory.invites, before.invites);
        let uses = usize::try_from(fixture.memory.invites[&invite].uses);
        assert_eq!(uses, Ok(number + 1));
    }
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(stored.state, State::Accepted(user(&person("cleo"))));
    assert_eq!(stored.decided_at, Some(fixture.now));
    assert_eq!(fixture.accept(&person("dan"), invite), closed(None));
    assert_eq!(fixture.memory.account().unwrap().member_count, 4);
    assert_eq!(fixture.memory.redemptions.len(), 3);
    for name in ["ada", "ben", "cleo"] {
        let member = fixture.member(&person(name)).unwrap();
        assert_eq!(member.invited_by, Some(user(&person("owner"))));
        // Also after the last use, a repeat is the same membership.
        assert_eq!(
            fixture.accept(&person(name), invite),
            Ok(Done::Accepted { invite })
        );
    }
}

#[test]
fn rule_01_a_repeat_by_who_lost_the_membership_is_refused_while_the_link_is_open() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 10);
    for name in ["ada", "ben", "cleo", "dan"] {
        fixture.accept(&person(name), invite).unwrap();
    }
    let suspend = MemberUpdate {
        suspended: Some(true),
        ..MemberUpdate::default()
    };
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now),
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&person("ada")), suspend))
        .unwrap();
    fixture
        .run(&owner, &update_member(user(&person("ben")), end))
        .unwrap();
    let removed = |name| Command::Remove {
        user: user(&person(name)),
    };
    fixture.run(&owner, &removed("cleo")).unwrap();
    fixture.run(&person("dan"), &removed("dan")).unwrap();
    for (name, expected) in [
        ("ada", Err(Refusal::AlreadyMember)),
        ("ben", Err(Refusal::AlreadyMember)),
        ("cleo", closed(Some(ClosedReason::Used))),
        ("dan", closed(Some(ClosedReason::Used))),
    ] {
        assert_eq!(fixture.accept(&person(name), invite), expected, "{name}");
    }
    let stored = &fixture.memory.invites[&invite];
    assert_eq!((stored.uses, &stored.state), (4, &State::Pending));
    // Who was removed cannot close it to the others either.
    let proof = fixture.token(&invite);
    let decline = Command::Decline { invite, proof };
    assert_eq!(
        fixture.run(&person("cleo"), &decline),
        closed(Some(ClosedReason::Used))
    );
    // A later membership by another invite is another one.
    fixture.advance(1);
    let second = fixture.invite(&owner, "cleo", "dev").unwrap();
    fixture.accept(&person("cleo"), second).unwrap();
    assert_eq!(
        fixture.accept(&person("cleo"), invite),
        closed(Some(ClosedReason::Used))
    );
    assert!(fixture.accept(&person("eve"), invite).is_ok());
}

#[test]
fn rule_01_a_repeat_is_recognised_after_the_link_was_rotated_narrowed_or_revoked() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 10);
    let (ada, ben) = (person("ada"), person("ben"));
    let old = fixture.token(&invite);
    let generation = fixture.memory.invites[&invite].generation;
    let accept = Command::Accept { invite, proof: old };
    fixture.run(&ada, &accept).unwrap();
    fixture.advance(60);
    fixture.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    assert_eq!(fixture.run(&ada, &accept), Ok(Done::Accepted { invite }));
    assert_eq!(
        fixture.run(&ben, &accept),
        closed(None),
        "the old link is closed"
    );
    assert!(matches!(
        preview(&fixture, &ada, &invite, generation),
        Preview::Closed {
            why: Some(ClosedReason::Used),
            joined: Some(_)
        }
    ));
    fixture
        .run(&owner, &set_domains(invite, &["other.example"]))
        .unwrap();
    assert_eq!(fixture.accept(&ada, invite), Ok(Done::Accepted { invite }));
    fixture.run(&owner, &Command::Revoke { invite }).unwrap();
    assert_eq!(fixture.accept(&ada, invite), Ok(Done::Accepted { invite }));
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(
        (stored.uses, &stored.state),
        (1, &State::Revoked),
        "revoking keeps the uses"
    );
    assert_eq!(
        code(fixture.accept(&at("ben", "other.example"), invite)),
        "invite_closed"
    );
}

#[test]
fn rule_03_a_link_that_was_used_expires_like_any_other() {
    let mut fixture = Fixture::team();
    let mut command = link(5, &[]);
    if let Command::Invite { expires_in, .. } = &mut command {
        *expires_in = Some(60);
    }
    let invite = fixture.create_invite(&person("owner"), &command).unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    fixture.advance(60);
    assert_eq!(fixture.accept(&person("ben"), invite), closed(None));
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Ok(Done::Accepted { invite })
    );
}

#[test]
fn rule_05_the_grantor_is_checked_at_each_accept() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let admin = fixture.join("admin", "admin");
    let invite = fixture.create_invite(&admin, &link(5, &[])).unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    // An end revokes no invites, so what refuses the next accept is the check at the accept.
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now.plus_seconds(10)),
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&admin), end))
        .unwrap();
    fixture.accept(&person("ben"), invite).unwrap();
    fixture.advance(10);
    assert_eq!(
        fixture.accept(&person("cleo"), invite),
        Err(Refusal::RoleExceedsGrantor)
    );
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        Ok(Done::Accepted { invite }),
        "a repeat needs no grantor"
    );
    fixture
        .run(&owner, &change_role(user(&admin), "dev"))
        .unwrap();
    let stored = &fixture.memory.invites[&invite];
    assert_eq!(
        (&stored.state, stored.uses),
        (&State::Revoked, 2),
        "a demotion revokes it, and its uses stay"
    );
}

#[test]
fn rule_05_who_edits_the_limits_becomes_the_grantor() {
    let mut fixture = Fixture::team();
    let admin = fixture.join("admin", "admin");
    let invite = for_several(&mut fixture, 5);
    fixture.run(&admin, &set_max_uses(invite, 6)).unwrap();
    assert_eq!(fixture.memory.invites[&invite].inviter.user, user(&admin));
    let dev = fixture.join("dev", "dev");
    assert_eq!(
        code(fixture.run(&dev, &set_max_uses(invite, 7))),
        "forbidden"
    );
}

#[test]
fn rule_07_a_member_who_accepts_a_link_uses_nothing() {
    let mut fixture = Fixture::team();
    let member = fixture.join("member", "basic");
    let invite = for_several(&mut fixture, 2);
    assert_eq!(fixture.accept(&member, invite), Err(Refusal::AlreadyMember));
    assert_eq!(
        fixture.accept(&person("owner"), invite),
        Err(Refusal::AlreadyMember)
    );
    let stored = &fixture.memory.invites[&invite];
    assert_eq!((stored.uses, &stored.state), (0, &State::Pending));
    assert!(fixture.memory.redemptions.is_empty());
    assert_eq!(
        fixture.member(&member).unwrap().assignment,
        assigned("basic")
    );
}

#[test]
fn rule_07_joining_by_a_link_revokes_the_users_targeted_invite() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = for_several(&mut fixture, 2);
    let targeted = fixture.invite(&owner, "ada", "admin").unwrap();
    fixture.accept(&person("ada"), invite).unwrap();
    assert_eq!(fixture.memory.invites[&targeted].state, State::Revoked);
    let member = fixture.member(&person("ada")).unwrap();
    assert_eq!(member.assignment, assigned("dev"));
}

#[test]
fn rule_10_a_stranger_learns_nothing_and_who_used_it_learns_why() {
    let mut fixture = Fixture::team();
    let invite = for_several(&mut fixture, 1);
    let other = for_several(&mut fixture, 2);
    for id in [invite, other] {
        fixture.accept(&person("ada"), id).ok();
    }
    fixture
        .run(
            &person("ada"),
            &Command::Remove {
                user: user(&person("ada")),
            },
        )
        .unwrap();
    fixture
        .run(&person("owner"), &Command::Revoke { invite: other })
        .unwrap();
    let unknown = InviteId::new(super::account_id(), [0xEE; 16]);
    for id in [invite, other, unknown] {
        assert_eq!(fixture.accept(&person("eve"), id), closed(None));
        assert!(matches!(
            preview(&fixture, &person("eve"), &id, 0),
            Preview::Closed {
                why: None,
                joined: None
            }
        ));
    }
    assert_eq!(
        fixture.accept(&person("ada"), invite),
        closed(Some(ClosedReason::Used))
    );
    assert_eq!(
        fixture.accept(&person("ada"), other),
        closed(None),
        "who did not use it is a stranger to it"
    );
}

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
    let file = super::DEFAULT_POLICY.replace("name = \"dev\"", "name = \"builder\"");
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
