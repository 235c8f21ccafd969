//! What becoming a member does to the other invites to the same address.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{
    Caller, Command, Fixture, Person, address, assigned, closed, expiring, person, someone, user,
};
use crate::account::State;
use crate::account::read::effects_of_joining;
use crate::audit::{Actor, Detail};
use crate::{ClosedReason, Refusal};

/// The ids that the last event with this action lists as revoked.
fn listed_as_revoked(fixture: &Fixture, action: &str) -> Vec<String> {
    let mut events = fixture.memory.events.iter().rev();
    let event = events.find(|event| event.draft.action.as_str() == action);
    match event.and_then(|event| event.draft.details.get("invitesRevoked")) {
        Some(Detail::List(ids)) => ids.clone(),
        Some(Detail::Number(_) | Detail::Text(_)) | None => Vec::new(),
    }
}

#[test]
fn rule_07_joining_by_a_link_revokes_the_invite_to_the_same_address() {
    let mut fixture = Fixture::team();
    let (owner, ada) = (person("owner"), person("ada"));
    let theirs = fixture.invite(&owner, "ada", "admin").unwrap();
    let others = fixture.invite(&owner, "ben", "dev").unwrap();
    let link = fixture.link_invite(&owner, "basic").unwrap();
    fixture.accept(&ada, link).unwrap();
    assert_eq!(fixture.member(&ada).unwrap().assignment, assigned("basic"));
    assert_eq!(fixture.memory.invites[&theirs].state, State::Revoked);
    assert_eq!(fixture.memory.invites[&others].state, State::Pending);
    assert_eq!(
        listed_as_revoked(&fixture, "member.join"),
        [theirs.to_string()]
    );
    let [.., revoke, accept, join] = &*fixture.memory.events else {
        panic!("too few events")
    };
    assert_eq!(revoke.draft.action.as_str(), "invite.revoke");
    assert_eq!(revoke.draft.actor, Actor::System);
    assert_eq!(revoke.draft.resource.id, theirs.to_string());
    assert_eq!(accept.draft.action.as_str(), "invite.accept");
    assert_eq!(join.draft.action.as_str(), "member.join");
    // A repeat lists the same.
    let revoked = |fixture: &Fixture| {
        let effects = effects_of_joining(&fixture.memory, &user(&ada)).unwrap();
        effects.revoked_invites
    };
    assert_eq!(revoked(&fixture), [theirs]);
    fixture.accept(&ada, link).unwrap();
    assert_eq!(revoked(&fixture), [theirs]);
    assert_eq!(
        fixture.accept(&ada, theirs),
        closed(Some(ClosedReason::Revoked))
    );
}

#[test]
fn rule_07_a_targeted_invite_revokes_nothing_but_what_is_left_of_a_clock_that_went_back() {
    let mut fixture = Fixture::team();
    let (owner, ada) = (person("owner"), person("ada"));
    let first = fixture.create_invite(&owner, &expiring("ada", 60)).unwrap();
    fixture.advance(60);
    let second = fixture.invite(&owner, "ada", "basic").unwrap();
    // Another machine's clock is a second behind: both are pending there.
    fixture.advance(-1);
    fixture.accept(&ada, second).unwrap();
    assert_eq!(fixture.memory.invites[&first].state, State::Revoked);
    assert_eq!(
        listed_as_revoked(&fixture, "member.join"),
        [first.to_string()]
    );
    let ben = person("ben");
    let invite = fixture.invite(&owner, "ben", "basic").unwrap();
    fixture.accept(&ben, invite).unwrap();
    assert!(listed_as_revoked(&fixture, "member.join").is_empty());
}

#[test]
fn rule_07_a_members_new_address_revokes_its_invites() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let _ada = fixture.join("ada", "dev");
    let invite = fixture.invite(&owner, "ada.new", "admin").unwrap();
    let renamed = Caller::User(Person {
        address: Some(address("ada.new")),
        ..someone("ada")
    });
    // Before anything has shown the new address, accepting changes and consumes nothing.
    let members = fixture.memory.members.clone();
    assert_eq!(
        fixture.accept(&renamed, invite),
        Err(Refusal::AlreadyMember)
    );
    assert_eq!(fixture.memory.members, members);
    assert_eq!(fixture.memory.invites[&invite].state, State::Pending);
    fixture.run(&renamed, &Command::Attend).unwrap();
    assert_eq!(fixture.memory.invites[&invite].state, State::Revoked);
    assert_eq!(
        fixture.memory.events.last().unwrap().draft.actor,
        Actor::System
    );
    assert_eq!(
        fixture.invite(&owner, "ada.new", "dev"),
        Err(Refusal::AlreadyMember)
    );
}

#[test]
fn rule_07_an_invite_from_before_is_revoked_when_its_member_is_seen() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let old = fixture.invite(&owner, "ben", "admin").unwrap();
    fixture.memory.invites.get_mut(&old).unwrap().address = Some(address("ada"));
    fixture.run(&ada, &Command::Attend).unwrap();
    assert_eq!(
        fixture.memory.invites[&old].state,
        State::Pending,
        "seen today already"
    );
    fixture.advance(86_400);
    fixture.run(&ada, &Command::Attend).unwrap();
    assert_eq!(fixture.memory.invites[&old].state, State::Revoked);
}
