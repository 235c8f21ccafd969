//! Order: of refusals, idempotency keys, new policies and resends.

use super::{
    Command, Fixture, KEY, Link, OTHER_BODY, Proof, address, assigned, change_role, closed, code,
    person, resend, user,
};
use crate::account::{State, Store};
use crate::mail::MailRequest;
use crate::{ClosedReason, Refusal};

#[test]
fn an_expired_token_is_only_reported_when_nothing_else_is_wrong() {
    let mut fixture = Fixture::team();
    let invite = fixture.invite(&person("owner"), "ada", "dev").unwrap();
    let old = Proof::Token {
        generation: 0,
        expires_at_seconds: fixture.now.seconds(),
        role: None,
    };
    let accept = Command::Accept { invite, proof: old };
    assert_eq!(
        fixture.run(&person("ada"), &accept),
        Err(Refusal::TokenExpired)
    );
    assert_eq!(code(fixture.run(&person("eve"), &accept)), "wrong_account");
    fixture
        .run(&person("owner"), &Command::Revoke { invite })
        .unwrap();
    assert_eq!(
        fixture.run(&person("ada"), &accept),
        closed(Some(ClosedReason::Revoked))
    );
}

#[test]
fn resending_waits_a_minute_and_rotating_closes_the_old_link() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture.link_invite(&owner, "dev").unwrap();
    let old = fixture.token(&invite);
    fixture.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    fixture.advance(10);
    let again = fixture.run(&owner, &resend(invite, Link::Keep));
    assert_eq!(again, Err(Refusal::RateLimited { retry_after: 50 }));
    assert_eq!(
        fixture.run(&person("ada"), &Command::Accept { invite, proof: old }),
        closed(None)
    );
    fixture.advance(50);
    fixture.run(&owner, &resend(invite, Link::Keep)).unwrap();
    assert!(fixture.accept(&person("ada"), invite).is_ok());
}

#[test]
fn a_retry_with_the_key_returns_the_outcome_and_checks_the_permission_again() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let command = Command::Invite {
        address: Some(address("ben")),
        mailbox: None,
        assignment: assigned("dev"),
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    };
    let first = fixture.run_keyed(&ada, &command, KEY).unwrap();
    let before = fixture.memory.events.len();
    assert_eq!(fixture.run_keyed(&ada, &command, KEY), Ok(first));
    assert_eq!(
        fixture.memory.events.len(),
        before,
        "nothing was done twice"
    );
    assert_eq!(
        fixture.run_keyed(&ada, &command, OTHER_BODY),
        Err(Refusal::IdempotencyMismatch)
    );
    assert_eq!(
        code(fixture.run_keyed(&person("owner"), &command, KEY)),
        "already_invited",
        "a key belongs to one user"
    );
    fixture
        .run(&person("owner"), &change_role(user(&ada), "basic"))
        .unwrap();
    assert_eq!(
        code(fixture.run_keyed(&ada, &command, KEY)),
        "forbidden",
        "a replay checks the permission again"
    );
}

#[test]
fn the_first_command_adopts_a_new_policy() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let lost = fixture.invite(&owner, "ada", "dev").unwrap();
    let kept = fixture.invite(&owner, "ben", "billing").unwrap();
    let epoch = fixture.memory.account().unwrap().epoch;
    fixture.policy = super::narrower_policy();
    fixture.run(&owner, &Command::Attend).unwrap();
    let account = fixture.memory.account().unwrap();
    assert_eq!(
        (account.epoch, &account.policy),
        (epoch + 1, fixture.policy.id())
    );
    assert_eq!(fixture.memory.invites[&lost].state, State::Revoked);
    assert_eq!(fixture.memory.invites[&kept].state, State::Pending);
    let by_system = fixture
        .memory
        .events
        .iter()
        .filter(|event| matches!(event.draft.actor, crate::audit::Actor::System));
    assert_eq!(by_system.count(), 1);
    assert_eq!(
        fixture
            .memory
            .refusals(&owner.actor(), fixture.now)
            .unwrap(),
        0
    );
}
