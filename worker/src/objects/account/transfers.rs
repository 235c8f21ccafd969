//! Handlers for the transfer of the account's ownership.

use hallpass_core::UserId;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{
    AcceptTransfer, DeclineTransfer, FormerOwner, TransferOwnership, Transferred, WithdrawTransfer,
};
use hallpass_protocol::shape::Account;

use super::index_rows::account_row;
use super::operation::Operation;
use crate::error::InternalError;
use crate::objects::server::OperationResult;

/// Offers a member the ownership, or makes them the owner for a service.
///
/// Takes the member and the typed name; returns the account, and the former owner where it has another owner now. Safe to
/// retry with an idempotency key; without one, a second offer is a conflict.
pub(super) fn transfer_ownership(
    operation: &mut Operation<'_>,
    call: &TransferOwnership,
) -> OperationResult<Transferred> {
    let command = Command::Transfer {
        user: call.user.clone(),
        confirm_name: call.confirm_name.clone(),
    };
    let before = operation.store.account()?.map(|account| account.owner);
    operation.execute(call.account, &command)?;
    respond(operation, before)
}

/// Accepts the ownership.
///
/// Returns the account and its former owner. Safe to retry: the new owner gets the same response.
pub(super) fn accept_transfer(
    operation: &mut Operation<'_>,
    call: &AcceptTransfer,
) -> OperationResult<Transferred> {
    let before = operation.store.account()?.map(|account| account.owner);
    operation.execute(call.account, &Command::AcceptTransfer)?;
    respond(operation, before)
}

/// Declines the ownership.
///
/// Returns the account. Safe to retry.
pub(super) fn decline_transfer(
    operation: &mut Operation<'_>,
    call: &DeclineTransfer,
) -> OperationResult<Account> {
    operation.execute(call.account, &Command::DeclineTransfer)?;
    Ok(show_account(operation)?)
}

/// Withdraws the offer.
///
/// Returns the account. Safe to retry.
pub(super) fn withdraw_transfer(
    operation: &mut Operation<'_>,
    call: &WithdrawTransfer,
) -> OperationResult<Account> {
    operation.execute(call.account, &Command::WithdrawTransfer)?;
    Ok(show_account(operation)?)
}

fn respond(
    operation: &mut Operation<'_>,
    owner_before: Option<UserId>,
) -> OperationResult<Transferred> {
    Ok(Transferred {
        account: show_account(operation)?,
        former_owner: former_owner(operation, owner_before)?,
    })
}

/// The account as the caller sees it: a member, whose index row has changed, or a service.
fn show_account(operation: &mut Operation<'_>) -> Result<Account, InternalError> {
    let view = operation.view()?;
    if view.member.is_some() {
        operation.show_changed_account(&view)
    } else {
        operation.show_account(&view)
    }
}

/// Who owned the account before this request, if another user owns it now.
fn former_owner(
    operation: &Operation<'_>,
    owner_before: Option<UserId>,
) -> Result<Option<FormerOwner>, InternalError> {
    let store = &operation.store;
    let owner = store.account()?.map(|account| account.owner);
    let Some(user) = owner_before.filter(|user| Some(user) != owner.as_ref()) else {
        return Ok(None);
    };
    let waiting = store.former_owner(&user)?;
    Ok(account_row(store, &user)?.map(|row| FormerOwner {
        row,
        without_own_account: waiting.map(|waiting| waiting.person),
    }))
}
