//! Editing a pending invite.

use super::access_rules::{edit, editing};

use super::{Command, Done, Fixture, assigned, closed, code, list, person, role, service, user};
use crate::account::{FieldChange, InviteUpdate, Proof, State};
use crate::audit::Detail;
use crate::{ClosedReason, InviteId, Policy, Refusal};

#[test]
fn the_editor_of_an_invite_becomes_its_grantor() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "dev").unwrap();
    let generation = fixture.memory.invites[&invite].generation;
    let update = InviteUpdate {
        assignment: Some(list(&["team:access", "billing:read"])),
        note: FieldChange::Set(crate::Note::parse("hello").unwrap()),
        expires_in: FieldChange::Set(60),
        membership_expires_in: FieldChange::Set(120),
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, update)).unwrap();
    let edited = fixture.memory.invites[&invite].clone();
    assert_eq!(edited.inviter.user, user(&owner));
    assert_eq!(edited.generation, generation, "its links stay valid");
    assert_eq!(edited.expires_at, Some(fixture.now.plus_seconds(60)));
    assert_eq!(edited.membership_expires_in, Some(120));
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "invite.update");
    assert_eq!(
        event.draft.details.get("roleBefore"),
        Some(&Detail::Text("dev".into()))
    );
    // `null` clears; what is absent stays.
    let clear = InviteUpdate {
        note: FieldChange::Clear,
        expires_in: FieldChange::Clear,
        membership_expires_in: FieldChange::Clear,
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, clear.clone())).unwrap();
    let cleared = fixture.memory.invites[&invite].clone();
    assert_eq!(
        (
            cleared.note,
            cleared.expires_at,
            cleared.membership_expires_in
        ),
        (None, None, None)
    );
    assert_eq!(cleared.assignment, edited.assignment);
    // Nothing changes: no event, and no other grantor.
    let events = fixture.memory.events.len();
    fixture.run(&ada, &edit(invite, clear)).unwrap();
    assert_eq!(fixture.memory.events.len(), events);
    assert_eq!(fixture.memory.invites[&invite].inviter.user, user(&owner));
}

#[test]
fn only_a_pending_invite_is_edited_and_only_by_a_user_who_invites() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let dev = fixture.join("dora", "dev");
    let invite = fixture.invite(&owner, "ben", "basic").unwrap();
    let to_dev = || edit(invite, editing(assigned("dev")));
    assert_eq!(code(fixture.run(&dev, &to_dev())), "forbidden");
    assert_eq!(code(fixture.run(&service("admin"), &to_dev())), "forbidden");
    assert_eq!(code(fixture.run(&person("eve"), &to_dev())), "not_found");
    let unknown = edit(
        InviteId::new(super::account_id(), [9; 16]),
        editing(assigned("dev")),
    );
    assert_eq!(code(fixture.run(&owner, &unknown)), "not_found");
    fixture.run(&owner, &Command::Revoke { invite }).unwrap();
    let revoked = closed(Some(ClosedReason::Revoked));
    assert_eq!(fixture.run(&owner, &to_dev()), revoked);
}

#[test]
fn a_token_that_names_another_role_is_a_conflict() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ben = person("ben");
    let invite = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture
        .run(&owner, &edit(invite, editing(assigned("basic"))))
        .unwrap();
    let token = |fixture: &Fixture, seen: &str| {
        let Proof::Token {
            generation,
            expires_at_seconds,
            ..
        } = fixture.token(&invite)
        else {
            panic!("not a token")
        };
        let proof = Proof::Token {
            generation,
            expires_at_seconds,
            role: Some(role(seen)),
        };
        Command::Accept { invite, proof }
    };
    let stale = token(&fixture, "dev");
    assert_eq!(fixture.run(&ben, &stale), Err(Refusal::Conflict));
    assert!(fixture.member(&ben).is_none());
    assert_eq!(fixture.memory.invites[&invite].state, State::Pending);
    let fresh = token(&fixture, "basic");
    fixture.run(&ben, &fresh).unwrap();
    // A repeat by the same user returns the membership, whatever their token names.
    assert_eq!(fixture.run(&ben, &stale), Ok(Done::Accepted { invite }));
}

#[test]
fn a_role_that_the_policy_renamed_is_not_another_one() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture.invite(&owner, "ben", "dev").unwrap();
    let file = include_str!("../../../../../policy.toml")
        .replace("name = \"dev\"", "name = \"builder\"\nwas = [\"dev\"]");
    fixture.policy = Policy::from_toml(&file).unwrap();
    let Proof::Token {
        generation,
        expires_at_seconds,
        ..
    } = fixture.token(&invite)
    else {
        panic!("not a token")
    };
    let proof = Proof::Token {
        generation,
        expires_at_seconds,
        role: Some(role("dev")),
    };
    let ben = person("ben");
    fixture
        .run(&ben, &Command::Accept { invite, proof })
        .unwrap();
    assert_eq!(
        fixture.member(&ben).unwrap().assignment,
        assigned("builder")
    );
}
