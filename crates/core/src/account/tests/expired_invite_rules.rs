//! Removing expired invites: which leave and when, which stay, and what a removed one answers.

use alloc::vec::Vec;

use super::link_invite_fixture::{at, link};
use super::{Caller, Command, Fixture, Proof, closed, expiring, person};
use crate::account::{Invite, Presence, expired_long_ago, removable_at, remove_expired_invites};
use crate::{ClosedReason, InviteId, Refusal, limits};

const HOUR: u64 = 3_600;

impl Fixture {
    /// Offers every invite to the rule. Returns how many left.
    fn remove_expired(&mut self) -> usize {
        let invites: Vec<Invite> = self.memory.invites.values().cloned().collect();
        match remove_expired_invites(&mut self.memory, invites, self.now) {
            Ok(removed) => removed,
            Err(never) => match never {},
        }
    }

    fn has(&self, invite: InviteId) -> bool {
        self.memory.invites.contains_key(&invite)
    }

    /// A link invite that expires in an hour, for this many users.
    fn expiring_link(&mut self, users: u64) -> InviteId {
        let mut command = link(users, &[]);
        if let Command::Invite { expires_in, .. } = &mut command {
            *expires_in = Some(HOUR);
        }
        self.create_invite(&person("owner"), &command).unwrap()
    }
}

fn invited(fixture: &mut Fixture, name: &str) -> InviteId {
    let command = expiring(name, HOUR);
    fixture.create_invite(&person("owner"), &command).unwrap()
}

#[test]
fn an_expired_invite_leaves_after_thirty_days() {
    let mut fixture = Fixture::team();
    let targeted = invited(&mut fixture, "ada");
    let unused_link = fixture.expiring_link(5);
    fixture.advance(3_600 + limits::EXPIRED_INVITE_SECONDS - 1);
    assert_eq!(fixture.remove_expired(), 0);
    fixture.advance(1);
    assert_eq!(limits::EXPIRED_INVITE_SECONDS, 30 * 86_400);
    assert_eq!(fixture.remove_expired(), 2);
    assert!(!fixture.has(targeted) && !fixture.has(unused_link));
    assert_eq!(fixture.remove_expired(), 0);
}

#[test]
fn an_invite_that_expired_long_ago_is_removable_now() {
    let now = Fixture::empty().now;
    let end = expired_long_ago(now);
    assert_eq!(end.plus_seconds(30 * 86_400), now);
    assert_eq!(removable_at(end), now);
}

#[test]
fn its_removal_is_a_newer_version_without_an_event() {
    let mut fixture = Fixture::team();
    invited(&mut fixture, "ada");
    let before = fixture.memory.account().unwrap().clone();
    fixture.advance(3_600 + limits::EXPIRED_INVITE_SECONDS);
    fixture.remove_expired();
    let after = fixture.memory.account().unwrap().clone();
    assert_eq!(after.sequence, before.sequence + 1);
    assert_eq!(after.audit, before.audit);
    assert_eq!(fixture.remove_expired(), 0);
    assert_eq!(
        fixture.memory.account(),
        Some(&after),
        "nothing was left to remove"
    );
}

#[test]
fn pending_and_decided_invites_stay() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let without_end = fixture.invite(&owner, "ben", "dev").unwrap();
    let accepted = invited(&mut fixture, "cem");
    fixture.accept(&person("cem"), accepted).unwrap();
    let declined = invited(&mut fixture, "dia");
    let proof = fixture.token(&declined);
    let invite = declined;
    fixture
        .run(&person("dia"), &Command::Decline { invite, proof })
        .unwrap();
    let revoked = invited(&mut fixture, "eva");
    fixture
        .run(&owner, &Command::Revoke { invite: revoked })
        .unwrap();
    fixture.advance(10 * limits::EXPIRED_INVITE_SECONDS);
    assert_eq!(fixture.remove_expired(), 0);
    for invite in [without_end, accepted, declined, revoked] {
        assert!(fixture.has(invite));
    }
}

#[test]
fn rule_01_a_link_that_somebody_joined_by_stays_when_it_expires() {
    let mut fixture = Fixture::team();
    let used_once = fixture.expiring_link(5);
    let kim = at("kim", "example.com");
    let accept = |fixture: &mut Fixture, caller: &Caller| {
        let proof = Proof::Token {
            generation: fixture.memory.invites.get(&used_once).unwrap().generation,
            expires_at_seconds: i64::MAX,
            role: None,
        };
        let invite = used_once;
        fixture.run(caller, &Command::Accept { invite, proof })
    };
    let joined = accept(&mut fixture, &kim).unwrap();
    fixture.advance(10 * limits::EXPIRED_INVITE_SECONDS);
    assert_eq!(fixture.remove_expired(), 0);
    assert_eq!(accept(&mut fixture, &kim), Ok(joined), "a repeat");
    assert_eq!(
        accept(&mut fixture, &at("lea", "example.com")),
        closed(None)
    );
}

#[test]
fn rule_10_a_removed_invite_is_closed_to_everybody_alike() {
    let mut fixture = Fixture::team();
    let invite = invited(&mut fixture, "ada");
    let proof = fixture.token(&invite);
    let accept = |fixture: &mut Fixture, name: &str| {
        let proof = proof.clone();
        fixture.run(&person(name), &Command::Accept { invite, proof })
    };
    fixture.advance(3_600 + limits::EXPIRED_INVITE_SECONDS);
    let expired = closed(Some(ClosedReason::Expired));
    assert_eq!(accept(&mut fixture, "ada"), expired, "before its removal");
    fixture.remove_expired();
    assert_eq!(accept(&mut fixture, "ada"), closed(None));
    assert_eq!(accept(&mut fixture, "eve"), closed(None));
    let revoke = fixture.run(&person("owner"), &Command::Revoke { invite });
    assert_eq!(revoke, Err(Refusal::NotFound));
    fixture.invite(&person("owner"), "ada", "dev").unwrap();
}

#[test]
fn invites_of_a_closed_account_leave_too() {
    let mut fixture = Fixture::team();
    let invite = invited(&mut fixture, "ada");
    let account = fixture.memory.account().unwrap().clone();
    fixture.memory.presence = Presence::Closed(account);
    fixture.advance(3_600 + limits::EXPIRED_INVITE_SECONDS);
    assert_eq!(fixture.remove_expired(), 1);
    assert!(!fixture.has(invite));
    assert!(matches!(fixture.memory.presence, Presence::Closed(_)));
    fixture.memory.presence = Presence::Unknown;
    assert_eq!(fixture.remove_expired(), 0);
}
