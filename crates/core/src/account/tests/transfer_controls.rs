//! Negative controls of the invariants of the ownership.

use alloc::string::String;

use super::controls::{account_mut, verdict};
use super::invariants::check;
use super::{Command, Fixture, Memory, assigned, person, user};
use crate::account::{Transfer, TransferState};

/// The result of the check for a step of a team, with its ownership offered to `ada`, that `step` has broken.
fn transfer_verdict(step: impl FnOnce(&mut Memory)) -> String {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let offer = Command::Transfer {
        user: user(&ada),
        confirm_name: Some("Test Production".into()),
    };
    fixture.run(&person("owner"), &offer).unwrap();
    let before = fixture.memory.clone();
    let mut accepted = fixture;
    accepted.run(&ada, &Command::AcceptTransfer).unwrap();
    let now = accepted.now;
    let sound = check(&before, &accepted.memory, &accepted.policy, now);
    assert_eq!(sound, Ok(()));
    let mut broken = accepted.memory.clone();
    step(&mut broken);
    check(&before, &broken, &accepted.policy, now)
        .err()
        .unwrap_or_default()
}

#[test]
fn an_ownership_that_moves_to_another_user_is_detected() {
    let found = transfer_verdict(|memory| {
        let ben = user(&person("ben"));
        let mut member = memory.members[&user(&person("ada"))].clone();
        member.user = ben.clone();
        member.joined_seq = 0;
        member.joined_at = account_mut(memory).created_at;
        memory.members.insert(ben.clone(), member);
        account_mut(memory).member_count += 1;
        account_mut(memory).owner = ben;
    });
    assert!(found.contains("not offered to"), "{found}");
}

#[test]
fn a_former_owner_without_the_owner_role_is_detected() {
    let found = transfer_verdict(|memory| {
        let owner = user(&person("owner"));
        memory.members.get_mut(&owner).unwrap().assignment = assigned("dev");
    });
    assert!(found.ends_with("does not hold the owner role"), "{found}");
}

#[test]
fn a_personal_account_that_is_not_replaced_is_detected() {
    let found = transfer_verdict(|memory| memory.replaced_owners.clear());
    assert!(found.contains("a personal account was lost"), "{found}");
}

#[test]
fn an_offer_without_an_event_is_detected() {
    let found = verdict(|fixture, memory| {
        account_mut(memory).transfer = Some(Transfer {
            to: user(&person("ada")),
            offered_at: fixture.now,
            state: TransferState::Open,
        });
    });
    assert_eq!(found, "rule 9: an offer changed without an event");
}
