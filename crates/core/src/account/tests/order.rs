//! What comes before what: keys, new policies, waiting, and the order of refusals.

use super::{
    Command, Desk, KEY, Link, OTHER_BODY, Proof, address, closed, code, person, resend, role, user,
};
use crate::account::{State, Store};
use crate::{Refusal, Why};

#[test]
fn an_old_token_is_expired_only_when_nothing_else_is_wrong() {
    let mut desk = Desk::team();
    let invite = desk.invite(&person("owner"), "ada", "dev").unwrap();
    let old = Proof::Token {
        generation: 0,
        expires_at_seconds: desk.now.seconds(),
    };
    let accept = Command::Accept { invite, proof: old };
    assert_eq!(
        desk.run(&person("ada"), &accept),
        Err(Refusal::TokenExpired)
    );
    assert_eq!(code(desk.run(&person("eve"), &accept)), "wrong_account");
    desk.run(&person("owner"), &Command::Revoke { invite })
        .unwrap();
    assert_eq!(
        desk.run(&person("ada"), &accept),
        closed(Some(Why::Revoked))
    );
}

#[test]
fn resending_waits_a_minute_and_rotating_closes_the_old_link() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let invite = desk.link_invite(&owner, "dev").unwrap();
    let old = desk.token(&invite);
    desk.run(&owner, &resend(invite, Link::Rotate)).unwrap();
    desk.pass(10);
    let again = desk.run(&owner, &resend(invite, Link::Keep));
    assert_eq!(again, Err(Refusal::RateLimited { retry_after: 50 }));
    assert_eq!(
        desk.run(&person("ada"), &Command::Accept { invite, proof: old }),
        closed(None)
    );
    desk.pass(50);
    desk.run(&owner, &resend(invite, Link::Keep)).unwrap();
    assert!(desk.accept(&person("ada"), invite).is_ok());
}

#[test]
fn a_key_makes_a_retry_harmless_and_the_right_is_asked_anew() {
    let mut desk = Desk::team();
    let ada = desk.joined("ada", "admin");
    let command = Command::Invite {
        address: Some(address("ben")),
        mailbox: None,
        role: role("dev"),
        expires_in: None,
        note: None,
    };
    let first = desk.run_keyed(&ada, &command, KEY).unwrap();
    let before = desk.memory.events.len();
    assert_eq!(desk.run_keyed(&ada, &command, KEY), Ok(first.clone()));
    assert_eq!(desk.memory.events.len(), before, "nothing was done again");
    assert_eq!(
        desk.run_keyed(&ada, &command, OTHER_BODY),
        Err(Refusal::IdempotencyMismatch)
    );
    assert_eq!(
        code(desk.run_keyed(&person("owner"), &command, KEY)),
        "already_invited",
        "a key is one user's"
    );
    desk.run(
        &person("owner"),
        &Command::ChangeRole {
            user: user(&ada),
            role: role("basic"),
        },
    )
    .unwrap();
    assert_eq!(
        code(desk.run_keyed(&ada, &command, KEY)),
        "forbidden",
        "a replay asks for the right anew"
    );
    desk.pass(86_400);
    desk.run(
        &person("owner"),
        &Command::ChangeRole {
            user: user(&ada),
            role: role("admin"),
        },
    )
    .unwrap();
    assert_ne!(
        desk.run_keyed(&ada, &command, KEY),
        Ok(first),
        "a day later the key is forgotten"
    );
}

#[test]
fn a_new_policy_is_taken_over_by_the_first_command() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let lost = desk.invite(&owner, "ada", "dev").unwrap();
    let kept = desk.invite(&owner, "ben", "billing").unwrap();
    let epoch = desk.memory.account().unwrap().epoch;
    desk.policy = super::narrower_policy();
    desk.run(&owner, &Command::Attend).unwrap();
    let account = desk.memory.account().unwrap();
    assert_eq!(
        (account.epoch, &account.policy),
        (epoch + 1, desk.policy.id())
    );
    assert_eq!(desk.memory.invites[&lost].state, State::Revoked);
    assert_eq!(desk.memory.invites[&kept].state, State::Pending);
    let by_system = desk
        .memory
        .events
        .iter()
        .filter(|event| matches!(event.draft.actor, crate::audit::Actor::System));
    assert_eq!(by_system.count(), 1);
    assert_eq!(desk.memory.refusals(&owner.actor(), desk.now).unwrap(), 0);
}
