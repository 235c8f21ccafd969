//! What is asked again under a key: done once, and told only to who may still hear it.

use super::{
    Command, Desk, Done, KEY, Kind, OTHER_BODY, Proof, Run, code, note, open, person, role,
    service, spend, user,
};
use crate::Refusal;

#[test]
fn a_key_is_remembered_for_a_day_and_not_a_second_longer() {
    let mut desk = Desk::team();
    let machine = service("dev");
    let first = desk.run_keyed(&machine, &note("pod.create"), KEY).unwrap();
    desk.pass(86_399);
    assert_eq!(
        desk.run_keyed(&machine, &note("pod.create"), KEY),
        Ok(first.clone())
    );
    desk.pass(1);
    let second = desk.run_keyed(&machine, &note("pod.create"), KEY).unwrap();
    assert_ne!(second, first, "done anew");
}

#[test]
fn a_closed_account_answers_the_retry_of_the_revert_that_closed_it_and_nothing_else() {
    let mut desk = Desk::empty();
    let owner = person("owner");
    desk.run(&owner, &open(Kind::Team, "T")).unwrap();
    let ada = desk.joined("ada", "admin");
    desk.run_keyed(&ada, &spend(5), KEY).unwrap();
    let revert = Command::Revert {
        confirm_name: Some("T".into()),
        run: Run::Real,
    };
    assert_eq!(desk.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    assert_eq!(desk.run_keyed(&owner, &revert, KEY), Ok(Done::Closed));
    for (caller, key, whose) in [
        (&owner, OTHER_BODY, "another request under the key"),
        (&owner, None, "no key"),
        (&ada, KEY, "another user's key, though it was used"),
        (&person("eve"), KEY, "a stranger"),
    ] {
        let again = desk.run_keyed(caller, &revert, key);
        assert_eq!(again, Err(Refusal::NotFound), "{whose}");
    }
}

#[test]
fn rule_01_accept_and_decline_are_keyed_by_the_invite_whatever_key_they_carry() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let (for_ada, for_ben) = (
        desk.invite(&owner, "ada", "dev").unwrap(),
        desk.invite(&owner, "ben", "dev").unwrap(),
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
        let first = desk.run_keyed(&caller, &command, KEY);
        assert!(first.is_ok(), "{first:?}");
        let events = desk.memory.events.len();
        for key in [KEY, OTHER_BODY, None] {
            assert_eq!(desk.run_keyed(&caller, &command, key), first, "{key:?}");
        }
        assert_eq!(desk.memory.events.len(), events, "and was done once");
    }
    assert!(desk.memory.records.is_empty(), "no key was spent on it");
}

#[test]
fn who_left_hears_so_again_and_who_removed_somebody_must_still_be_one_who_may() {
    let mut desk = Desk::team();
    let owner = person("owner");
    let (ada, ben, cal) = (
        desk.joined("ada", "admin"),
        desk.joined("ben", "basic"),
        desk.joined("cal", "basic"),
    );
    let leave = Command::Remove { user: user(&ben) };
    let gone = Ok(Done::Removed { user: user(&ben) });
    for _ in 0..2 {
        assert_eq!(desk.run_keyed(&ben, &leave, KEY), gone);
    }
    let remove = Command::Remove { user: user(&cal) };
    let removed = Ok(Done::Removed { user: user(&cal) });
    for _ in 0..2 {
        assert_eq!(desk.run_keyed(&ada, &remove, KEY), removed);
    }
    let demote = Command::ChangeRole {
        user: user(&ada),
        role: role("basic"),
    };
    desk.run(&owner, &demote).unwrap();
    assert_eq!(code(desk.run_keyed(&ada, &remove, KEY)), "forbidden");
}

#[test]
fn opening_again_under_the_key_is_the_owners_and_does_nothing() {
    let mut desk = Desk::empty();
    let owner = person("owner");
    let open = open(Kind::Personal, "Owner");
    // The first makes the account, the second finds it and keeps the key, the third has the key.
    for _ in 0..3 {
        assert_eq!(desk.run_keyed(&owner, &open, KEY), Ok(Done::Account));
    }
    assert_eq!(desk.actions(), ["account.create"]);
    let other = desk.run_keyed(&person("eve"), &open, KEY);
    assert_eq!(other, Err(Refusal::Conflict));
}
