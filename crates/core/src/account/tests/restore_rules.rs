//! An account that was restored from a backup: nothing from after the backup outlives the restore.

use alloc::vec::Vec;

use super::{Fixture, Memory, person, service, user};
use crate::account::{
    Account, Announcement, Caller, ErasedUser, Presence, erase_user, read, resume_restored,
};
use crate::audit::{Actor, Detail, chain};
use crate::erasure::Erasure;
use crate::freshness::{MemberStatus, TokenEpoch};
use crate::limits;

/// Replaces the account by a backup of it.
fn restore(fixture: &mut Fixture, backup: Memory) {
    let backed_up_at = fixture.now.plus_seconds(-3600);
    fixture.memory = backup;
    fixture.memory.announced.clear();
    match resume_restored(&mut fixture.memory, backed_up_at, fixture.now, &[7; 32]) {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

fn account(fixture: &Fixture) -> &Account {
    fixture.memory.account().unwrap()
}

/// How a token of this epoch is judged.
fn judge(fixture: &Fixture, caller: &Caller, epoch: u64) -> MemberStatus {
    let user = user(caller);
    let token = TokenEpoch {
        user: &user,
        project: None,
        epoch,
    };
    match read::epochs(&fixture.memory, fixture.now, None) {
        Ok(epochs) => epochs.unwrap().check_member(token, 0),
        Err(never) => match never {},
    }
}

#[test]
fn tokens_from_before_and_after_the_backup_are_stale_and_new_ones_current() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "dev");
    let at_backup = account(&fixture).epoch;
    let backup = fixture.memory.clone();
    for number in 0..20 {
        fixture.join(&alloc::format!("late-{number}"), "dev");
    }
    let lost = account(&fixture).epoch;
    assert!(lost > at_backup);

    fixture.memory = backup.clone();
    assert_eq!(
        judge(&fixture, &ada, at_backup),
        MemberStatus::Current,
        "control: without the restore's step it would outlive it"
    );
    restore(&mut fixture, backup);
    let epochs = [at_backup, lost, lost + 1];
    let judged: Vec<_> = epochs.map(|epoch| judge(&fixture, &ada, epoch)).into();
    assert_eq!(judged, [MemberStatus::Stale; 3]);
    let epoch = account(&fixture).epoch;
    assert_eq!(epoch, at_backup + limits::RESTORE_STEP);
    assert_eq!(judge(&fixture, &ada, epoch), MemberStatus::Current);
}

#[test]
fn every_row_is_announced_again_and_newer_than_any_before() {
    let mut fixture = Fixture::team();
    fixture.join("ada", "dev");
    let backup = fixture.memory.clone();
    let sequence = account(&fixture).sequence;
    restore(&mut fixture, backup);
    assert_eq!(
        fixture.memory.announced,
        [Announcement::EveryMember, Announcement::EveryPending]
    );
    assert_eq!(account(&fixture).sequence, sequence + limits::RESTORE_STEP);
}

#[test]
fn the_log_says_so_and_its_chain_goes_on() {
    let mut fixture = Fixture::team();
    let backup = fixture.memory.clone();
    restore(&mut fixture, backup);
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "hallpass.account.restore");
    assert_eq!(event.draft.actor, Actor::System);
    assert_eq!(
        event.draft.details.get("backupAt"),
        Some(&Detail::Text("2026-11-18T10:06:40.000Z".into()))
    );
    let start = chain::start(super::account_id());
    let head = chain::verify(start, &fixture.memory.events).unwrap();
    assert_eq!(account(&fixture).audit, head);
    let owner = person("owner");
    fixture.invite(&owner, "ada", "dev").unwrap();
    assert!(account(&fixture).audit.count > head.count);
}

#[test]
fn a_closed_account_stays_closed_and_an_unknown_one_unknown() {
    let mut fixture = Fixture::team();
    let owner = user(&person("owner"));
    let erased = ErasedUser {
        user: &owner,
        mailboxes: &[],
        erasure: Erasure::new(fixture.now, None),
    };
    let policy = fixture.policy.clone();
    let caller = service("basic");
    let context = super::context_for(&policy, fixture.now, fixture.budgets, &caller);
    erase_user(&mut fixture.memory, &context, erased)
        .unwrap()
        .unwrap();
    let backup = fixture.memory.clone();
    restore(&mut fixture, backup);
    assert!(matches!(fixture.memory.presence, Presence::Closed(_)));

    let mut empty = Fixture::empty();
    let nothing = empty.memory.clone();
    restore(&mut empty, nothing);
    assert_eq!(empty.memory.presence, Presence::Unknown);
    assert!(empty.memory.events.is_empty());
}
