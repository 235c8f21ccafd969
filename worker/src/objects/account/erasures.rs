//! Handlers for users who are erased, and for what the account has about a user.

use hallpass_core::account::{
    Erased, ErasedUser, Store as _, erase_invites as erase_invites_of, erase_user,
};
use hallpass_core::{Refusal, required};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{
    EraseInvites, EraseMember, ExportMember, ExportPosition, ExportedMember,
};
use hallpass_protocol::shape::AccountExport;

use super::operation::Operation;
use super::storage::ActorNames;
use crate::error::InternalError;
use crate::objects::server::OperationResult;

/// The number of invites and of events in a page of an export.
const EXPORT_PAGE: u32 = 500;

/// Erases a user.
///
/// Takes the user and their mailboxes; returns whether anything is left. Safe to retry: a repeat finds nothing to erase.
pub(super) fn erase_member(
    operation: &mut Operation<'_>,
    call: &EraseMember,
) -> OperationResult<Erased> {
    let context = operation.context(call.account)?;
    let erased = ErasedUser {
        user: &call.user,
        mailboxes: &call.mailboxes,
        erasure: call.erasure,
    };
    let outcome = erase_user(&mut operation.store, &context, erased)?;
    outcome.map_err(|refusal| operation.refuse(refusal))
}

/// Erases the invites to a mailbox.
///
/// Takes the mailbox; returns nothing. Safe to retry: a repeat finds nothing to erase.
pub(super) fn erase_invites(
    operation: &mut Operation<'_>,
    call: &EraseInvites,
) -> OperationResult<()> {
    let (now, random) = (operation.now, operation.random);
    erase_invites_of(
        &mut operation.store,
        &call.mailbox,
        call.erasure,
        now,
        random,
    )?;
    Ok(())
}

/// Reads what the account has about the caller, who is a member.
///
/// Takes where the previous page ended; returns a page of invites and events. Safe to retry.
pub(super) fn export_member(
    operation: &Operation<'_>,
    call: ExportMember,
) -> OperationResult<ExportedMember> {
    let not_found = || ObjectError::Refused(Refusal::NotFound);
    let user = operation.user().ok_or_else(not_found)?;
    let store = &operation.store;
    if store.member(user)?.is_none() {
        return Err(not_found().into());
    }
    let view = operation.view_of(user)?;
    let member = view.member.clone().ok_or_else(not_found)?;
    let invites = store.invites_about(user, call.mailbox, &call.after.invite, EXPORT_PAGE)?;
    let may_read = operation
        .config
        .policy
        .holds(view.permissions, required::AUDIT_READ);
    let events = if may_read {
        store.events_about(user, call.after.event, EXPORT_PAGE)?
    } else {
        Vec::new()
    };
    let is_last = invites.len().max(events.len()) < EXPORT_PAGE as usize;
    let next = ExportPosition {
        invite: invites
            .last()
            .map_or(call.after.invite, |invite| invite.id.to_string()),
        event: events.last().map_or(call.after.event, |event| event.number),
    };
    let mut names = ActorNames::new();
    let invites: Result<_, InternalError> = invites
        .into_iter()
        .map(|invite| operation.show_invite_and_delivery(invite))
        .collect();
    let events: Result<_, InternalError> = events
        .into_iter()
        .map(|found| store.with_actor_name(found.event, &mut names))
        .collect();
    let page = AccountExport {
        account: operation.show_account(&view)?,
        membership: operation.show_member(member, &view)?,
        invites: invites?,
        events: events?,
    };
    Ok(ExportedMember {
        page,
        next: (!is_last).then_some(next),
    })
}
