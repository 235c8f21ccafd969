//! Idempotency keys: a command is done once, and its outcome returned only to a caller who may still have it.

use super::{
    Command, Done, Fixture, KEY, Kind, OTHER_BODY, Proof, Run, change_role, code, note, open,
    person, service, spend, user,
};
use crate::Refusal;

#[test]
fn an_idempotency_key_is_valid_for_exactly_a_day() {
    let mut fixture = Fixture::team();
    let machine = service("dev");
    let first = fixture
        .run_keyed(&machine, &note("pod.create"), KEY)
        .unwrap();
    fixture.advance(86_399);
    assert_eq!(
        fixture.run_keyed(&machine, &note("pod.create"), KEY),
        Ok(first.clone())
    );
    fixture.advance(1);
    let second = fixture
        .run_keyed(&machine, &note("pod.create"), KEY)
        .unwrap();
    assert_ne!(second, first, "it was done again");
}

#[test]
fn a_closed_account_only_answers_the_retry_of_its_revert() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    fixture.run(&owner, &open(Kind::Team, "T")).unwrap();
    let ada = fixture.join("ada", "admin");
    fixture.run_keyed(&ada, &spend(5), KEY).unwrap();
    let revert = Command::Revert {
        confirm_name: Some("T".into()),
        run: Run::Real,
    };
    assert_eq!(fixture.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    assert_eq!(fixture.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    for (caller, key, whose) in [
        (&owner, OTHER_BODY, "another request under the key"),
        (&owner, None, "no key"),
        (&ada, KEY, "another user's key, though it was used"),
        (&person("eve"), KEY, "a stranger"),
    ] {
        let again = fixture.run_keyed(caller, &revert, key);
        assert_eq!(again, Err(Refusal::NotFound), "{whose}");
    }
}

#[test]
fn rule_01_accept_and_decline_are_keyed_by_the_invite() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let (for_ada, for_ben) = (
        fixture.invite(&owner, "ada", "dev").unwrap(),
        fixture.invite(&owner, "ben", "dev").unwrap(),
    );
    let accept = Command::Accept {
        invite: for_ada,
        proof: Proof::Inbox,
    };
    let decline = Command::Decline {
        invite: for_ben,
        proof: Proof::Inbox,
    };
    for (caller, command) in [(person("ada"), accept), (person("ben"), decline)] {
        let first = fixture.run_keyed(&caller, &command, KEY);
        assert!(first.is_ok(), "{first:?}");
        let events = fixture.memory.events.len();
        for key in [KEY, OTHER_BODY, None] {
            assert_eq!(fixture.run_keyed(&caller, &command, key), first, "{key:?}");
        }
        assert_eq!(fixture.memory.events.len(), events, "it was done once");
    }
    assert!(fixture.memory.records.is_empty(), "no key was recorded");
}

#[test]
fn a_retry_of_leaving_succeeds_and_a_retry_of_removing_needs_the_permission() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let (ada, ben, cal) = (
        fixture.join("ada", "admin"),
        fixture.join("ben", "basic"),
        fixture.join("cal", "basic"),
    );
    let leave = Command::Remove { user: user(&ben) };
    let gone = Ok(Done::Removed { user: user(&ben) });
    for _ in 0..2 {
        assert_eq!(fixture.run_keyed(&ben, &leave, KEY), gone);
    }
    let remove = Command::Remove { user: user(&cal) };
    let removed = Ok(Done::Removed { user: user(&cal) });
    for _ in 0..2 {
        assert_eq!(fixture.run_keyed(&ada, &remove, KEY), removed);
    }
    let demote = change_role(user(&ada), "basic");
    fixture.run(&owner, &demote).unwrap();
    assert_eq!(code(fixture.run_keyed(&ada, &remove, KEY)), "forbidden");
}

#[test]
fn opening_again_with_the_key_does_nothing_for_the_owner() {
    let mut fixture = Fixture::empty();
    let owner = person("owner");
    let open = open(Kind::Personal, "Owner");
    // The first opens the account, the second finds it and records the key, the third is a replay.
    for _ in 0..3 {
        assert_eq!(fixture.run_keyed(&owner, &open, KEY), Ok(Done::Account));
    }
    assert_eq!(fixture.actions(), ["account.create"]);
    let other = fixture.run_keyed(&person("eve"), &open, KEY);
    assert_eq!(other, Err(Refusal::Conflict));
}
