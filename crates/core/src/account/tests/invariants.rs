//! Invariants that hold after every command.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::accept::joined_at;
use super::super::grant::can_grant;
use super::super::memory::Memory;
use super::super::read::epochs;
use super::super::{Account, Member, Presence, State, Status, permissions_in_project};
use super::{review_invariants, transfer_invariants};
use crate::audit::{Action, Outcome, chain};
use crate::freshness::TokenEpoch;
use crate::{InviteId, Policy, Timestamp, limits};

/// The first rule that the step from `before` to `after` broke.
pub(super) fn check(
    before: &Memory,
    after: &Memory,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), String> {
    closed_states_are_final(before, after)?;
    accepted_at_most_once(after)?;
    history_grows(before, after)?;
    log_time_never_goes_back(after)?;
    let Presence::Open(account) = &after.presence else {
        return Ok(());
    };
    owner_is_protected(after, account)?;
    members_have_an_invite(after, account)?;
    counters_agree(before, after, account)?;
    stale_tokens_are_listed(before, after, now)?;
    if account.policy == *policy.id() {
        pending_is_grantable(after, account, policy, now)?;
    }
    one_pending_per_address(after, now)?;
    joining_revokes_invites(before, after, now)?;
    transfer_invariants::check(before, after, policy, now)?;
    review_invariants::check(before, after)
}

/// Rule 1: at most as many users as an invite allows have accepted it, each once, and it is decided with the last.
fn accepted_at_most_once(after: &Memory) -> Result<(), String> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in &after.events {
        if event.draft.action == Action::InviteAccept && event.draft.outcome == Outcome::Done {
            let invite = &event.draft.resource.id;
            let accepted = users.entry(invite).or_default();
            if accepted.contains(&event.draft.actor.id()) {
                return Err(format!("rule 1: one user accepted {invite} twice"));
            }
            accepted.push(event.draft.actor.id());
        }
    }
    for (id, invite) in &after.invites {
        let accepted = users.get(id.to_string().as_str()).map_or(0, Vec::len);
        let of_invite = after.redemptions.keys().filter(|(of, _)| of == id);
        if accepted > usize::try_from(invite.max_uses).unwrap_or_default() {
            return Err(format!("rule 1: {accepted} users accepted {id}"));
        }
        if usize::try_from(invite.uses) != Ok(accepted)
            || (invite.is_link() && of_invite.count() != accepted)
        {
            return Err(format!("rule 1: the uses of {id} are counted wrong"));
        }
        let is_used_up = invite.uses == invite.max_uses;
        if is_used_up != matches!(invite.state, State::Accepted(_)) {
            return Err(format!("rule 1: {id} is used up and open, or the reverse"));
        }
    }
    Ok(())
}

/// Rule 3.
fn closed_states_are_final(before: &Memory, after: &Memory) -> Result<(), String> {
    for (id, old) in &before.invites {
        let Some(new) = after.invites.get(id) else {
            return Err(format!("rule 3: {id} is gone"));
        };
        if old.state != State::Pending && old != new {
            return Err(format!("rule 3: {id} changed after it was decided"));
        }
    }
    Ok(())
}

/// Rule 9: the chain only grows, and each event follows from the previous one.
fn history_grows(before: &Memory, after: &Memory) -> Result<(), String> {
    if !after.events.starts_with(&before.events) {
        return Err("rule 9: the audit log was rewritten".to_string());
    }
    let mut head = chain::start(super::account_id());
    for event in &after.events {
        let (expected, next) = event.draft.clone().chained(head);
        if expected != *event {
            return Err(format!("rule 9: the chain breaks at {}", event.draft.id));
        }
        head = next;
    }
    match &after.presence {
        Presence::Open(account) | Presence::Closed(account) if account.audit != head => {
            Err("rule 9: the account's head is not the chain's".to_string())
        }
        Presence::Open(_) | Presence::Closed(_) | Presence::Unknown => Ok(()),
    }
}

/// Rule 3: no event of the log is earlier than the one before it.
pub(super) fn log_time_never_goes_back(after: &Memory) -> Result<(), String> {
    let mut latest = None;
    for event in &after.events {
        let at = Some(event.draft.at);
        if at < latest {
            return Err(format!(
                "rule 3: {} is before its predecessor",
                event.draft.id
            ));
        }
        latest = at;
    }
    Ok(())
}

/// Rule 6.
fn owner_is_protected(after: &Memory, account: &Account) -> Result<(), String> {
    match after.members.get(&account.owner) {
        None => Err("rule 6: the owner is not a member".to_string()),
        Some(owner) if owner.suspended || owner.expires_at.is_some() => {
            Err("rule 6: the owner is suspended, or has an end".to_string())
        }
        Some(_) => Ok(()),
    }
}

/// Rules 1 and 4: every member opened the account, accepted an invite or was added by a service.
fn members_have_an_invite(after: &Memory, account: &Account) -> Result<(), String> {
    for member in after
        .members
        .values()
        .filter(|member| member.user != account.owner)
    {
        let accepted = after.invites.values().find(|invite| {
            let joined_at = match joined_at(after, invite, &member.user) {
                Ok(joined_at) => joined_at,
                Err(never) => match never {},
            };
            joined_at == Some(member.joined_at)
        });
        let added = after.events.iter().any(|event| {
            event.draft.action == Action::MemberJoin
                && event.draft.outcome == Outcome::Done
                && event.draft.actor.kind() == "service"
                && event.draft.resource.id == member.user.as_str()
                && event.draft.at == member.joined_at
        });
        // A former owner.
        let opened = member.joined_at == account.created_at && member.joined_seq == 0;
        if accepted.is_none() && !added && !opened {
            return Err(format!(
                "rule 1: {} is a member without an invite",
                member.user
            ));
        }
    }
    Ok(())
}

fn counters_agree(before: &Memory, after: &Memory, account: &Account) -> Result<(), String> {
    if usize::try_from(account.member_count) != Ok(after.members.len()) {
        return Err("the member count is wrong".to_string());
    }
    let (Some(old), true) = (before.account(), before.account().is_some()) else {
        return Ok(());
    };
    let roles = |memory: &Memory| -> Vec<_> {
        memory
            .members
            .values()
            .map(|member| {
                let end = (member.expires_at, member.suspended);
                (member.user.clone(), member.assignment.clone(), end)
            })
            .collect()
    };
    if roles(before) != roles(after) && account.epoch <= old.epoch {
        return Err("rule 12: members changed and the epoch did not".to_string());
    }
    if account.floor_epoch > account.epoch || account.epoch < old.epoch {
        return Err("rule 12: an epoch went back".to_string());
    }
    if before.invites != after.invites && account.sequence <= old.sequence {
        return Err("invites changed and the sequence did not".to_string());
    }
    Ok(())
}

/// Rule 12: for a token from before the step, the epochs of all members tell the same as the epochs of its member.
fn stale_tokens_are_listed(before: &Memory, after: &Memory, now: Timestamp) -> Result<(), String> {
    let Some(old) = before.account() else {
        return Ok(());
    };
    let epochs = |user: Option<&crate::UserId>| match epochs(after, now, user) {
        Ok(epochs) => epochs.ok_or("rule 12: an open account has no epochs"),
        Err(never) => match never {},
    };
    let all = epochs(None)?;
    // Tokens of members who have been suspended or past their end for that long have expired.
    let since = now.plus_seconds(-limits::CHANGED_SECONDS);
    let has_token =
        |member: &&Member| !member.suspended && member.expires_at.is_none_or(|end| end > since);
    for user in before
        .members
        .values()
        .filter(has_token)
        .map(|member| &member.user)
    {
        let token = TokenEpoch {
            user,
            project: None,
            epoch: old.epoch,
        };
        let one = epochs(Some(user))?.check_member(token, 0);
        if all.check_member(token, 0) != one {
            return Err(format!(
                "rule 12: {user} is {one:?}, but the epochs of all members do not tell"
            ));
        }
    }
    Ok(())
}

/// Rules 5 and 13: every pending invite has a grantor who may still grant its role.
fn pending_is_grantable(
    after: &Memory,
    account: &Account,
    policy: &Policy,
    now: Timestamp,
) -> Result<(), String> {
    for invite in after
        .invites
        .values()
        .filter(|invite| invite.status(now) == Status::Pending)
    {
        let grantor = after.members.get(&invite.inviter.user);
        // No command runs when a membership ends: those invites are refused when they are accepted.
        let held = grantor
            .filter(|grantor| !grantor.suspended)
            .map(|grantor| account.permissions_assigned_to(grantor, policy))
            .unwrap_or_default();
        if !can_grant(policy, held, invite) {
            return Err(format!(
                "rule 5 or 13: nobody may grant {} any more",
                invite.id
            ));
        }
        for grant in &invite.projects {
            let own = after
                .grants
                .get(&(invite.inviter.user.clone(), grant.project))
                .map(|(own, _)| own);
            let there = permissions_in_project(policy, held, own);
            if !grant.permissions_under(policy).is_subset_of(there) {
                return Err(format!(
                    "rule 5: its grantor may no longer grant {} in its projects",
                    invite.id
                ));
            }
        }
    }
    for (user, project) in after.grants.keys() {
        if !(after.members.contains_key(user) && after.projects.contains_key(project)) {
            return Err(format!("rule 8: a grant of {user} is left in {project}"));
        }
    }
    Ok(())
}

/// Rule 7.
fn one_pending_per_address(after: &Memory, now: Timestamp) -> Result<(), String> {
    let mut seen: BTreeMap<&crate::Address, InviteId> = BTreeMap::new();
    for invite in after
        .invites
        .values()
        .filter(|invite| invite.status(now) == Status::Pending)
    {
        if let Some(address) = &invite.address
            && let Some(other) = seen.insert(address, invite.id)
        {
            return Err(format!(
                "rule 7: {other} and {} are to one address",
                invite.id
            ));
        }
    }
    Ok(())
}

/// Rule 7: a user who became a member, or a member with a new address, has no pending invite to that address.
fn joining_revokes_invites(before: &Memory, after: &Memory, now: Timestamp) -> Result<(), String> {
    for (user, member) in &after.members {
        let known = before.members.get(user);
        if known.is_some_and(|known| known.address == member.address) {
            continue;
        }
        let left = after.invites.values().find(|invite| {
            invite.address.is_some()
                && invite.address == member.address
                && invite.status(now) == Status::Pending
        });
        if let Some(invite) = left {
            return Err(format!(
                "rule 7: {user} is a member, and {} is still pending",
                invite.id
            ));
        }
    }
    Ok(())
}
