//! Invariants of the ownership that hold after every command.

use alloc::format;
use alloc::string::{String, ToString};

use super::super::memory::Memory;
use super::super::{Account, TransferState};
use crate::audit::{Action, Actor, Outcome};
use crate::{Policy, Timestamp, UserId};

/// The first rule of the transfer that the step from `before` to `after` broke.
pub(super) fn check(
    before: &Memory,
    after: &Memory,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), String> {
    let (Some(old), Some(new)) = (before.account(), after.account()) else {
        return Ok(());
    };
    if old.owner != new.owner {
        ownership_was_accepted(before, after, now)?;
        both_hold_the_owner_role(old, new, after, policy)?;
    }
    let was_personal = old.personal_name.is_some() && new.personal_name.is_none();
    let has_replacement = before.replaced_owners.len() < after.replaced_owners.len();
    if was_personal != has_replacement {
        return Err("rule 6: a personal account was lost, or replaced for nothing".to_string());
    }
    offers_change_by_events(before, after)
}

/// Ownership moves only to whom it was offered, or by a service, and with an event.
fn ownership_was_accepted(before: &Memory, after: &Memory, now: Timestamp) -> Result<(), String> {
    let owner = after.account().map(|account| &account.owner);
    let mut events = after.events.iter().skip(before.events.len());
    let accepted = events.find(|event| {
        event.draft.action == Action::TransferAccept && event.draft.outcome == Outcome::Done
    });
    let Some(accepted) = accepted else {
        return Err("rule 6: the ownership moved without an event".to_string());
    };
    let by_service = accepted.draft.actor.kind() == "service";
    let by_owner = owner.is_some_and(|owner| accepted.draft.actor == Actor::User(owner.clone()));
    if by_service || (by_owner && offered_to(before, now).as_ref() == owner) {
        return Ok(());
    }
    Err("rule 6: the ownership moved to a user whom it was not offered to".to_string())
}

fn both_hold_the_owner_role(
    old: &Account,
    new: &Account,
    after: &Memory,
    policy: &Policy,
) -> Result<(), String> {
    for user in [&old.owner, &new.owner] {
        let held = after.members.get(user).map(|member| &member.assignment);
        if held != Some(&policy.owner_role().clone().into()) {
            return Err(format!("rule 6: {user} does not hold the owner role"));
        }
    }
    Ok(())
}

/// Rule 9: an offer is made and decided with an event.
fn offers_change_by_events(before: &Memory, after: &Memory) -> Result<(), String> {
    let state = |memory: &Memory| {
        memory
            .account()
            .and_then(|account| account.transfer.clone())
    };
    if state(before) == state(after) {
        return Ok(());
    }
    let is_open = |memory: &Memory| {
        state(memory).is_some_and(|transfer| transfer.state == TransferState::Open)
    };
    let mut events = after.events.iter().skip(before.events.len());
    let has_event = events.any(|event| {
        event
            .draft
            .action
            .as_str()
            .starts_with("hallpass.transfer.")
            && event.draft.outcome == Outcome::Done
    });
    // A revert and a service's transfer forget an offer that has expired or was decided.
    if has_event || (!is_open(after) && state(after).is_none()) {
        return Ok(());
    }
    Err("rule 9: an offer changed without an event".to_string())
}

fn offered_to(memory: &Memory, now: Timestamp) -> Option<UserId> {
    let member = |user: &UserId| Ok::<_, ()>(memory.members.get(user).cloned());
    let open = memory.account()?.open_transfer(now, member).ok()??;
    Some(open.to.user)
}
