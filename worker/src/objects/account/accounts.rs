//! Handlers for the account itself.

use hallpass_core::account::{Command, Done, Presence, Store as _};
use hallpass_core::required;
use hallpass_protocol::object::account::{
    ConvertAccount, ConvertResponse, OpenAccount, ReadAccount, RevertAccount, RevertResponse,
    UpdateAccount,
};
use hallpass_protocol::shape::{Account, AccountRow};

use super::operation::Operation;
use crate::error::InternalError;
use crate::objects::server::OperationResult;

/// Opens the account.
///
/// Takes its kind, name and owner; returns it as the owner sees it. Safe to retry: opening it again changes nothing.
pub(super) fn open_account(
    operation: &mut Operation<'_>,
    call: &OpenAccount,
) -> OperationResult<Account> {
    let command = Command::Open {
        kind: call.kind,
        name: call.name.clone(),
        on_behalf: call.on_behalf.clone(),
    };
    operation.execute(call.account, &command)?;
    // A service sees what it opened as the owner does.
    let view = match &call.on_behalf {
        Some(on_behalf) => operation.view_of(&on_behalf.owner.user)?,
        None => operation.view()?,
    };
    Ok(operation.show_changed_account(&view)?)
}

/// Reads the account.
///
/// Returns it as the caller sees it. Safe to retry.
pub(super) fn read_account(operation: &Operation<'_>, _: ReadAccount) -> OperationResult<Account> {
    let view = operation.require(required::TEAM_ACCESS)?;
    Ok(operation.show_account(&view)?)
}

/// Changes the account's name or settings.
///
/// Takes the new values; returns the account as the caller sees it. Safe to retry: it sets the same values again.
pub(super) fn update_account(
    operation: &mut Operation<'_>,
    call: &UpdateAccount,
) -> OperationResult<Account> {
    let command = Command::Update {
        name: call.name.clone(),
        spend_limit_cents_per_hour: call.spend_limit_cents_per_hour,
    };
    operation.execute(call.account, &command)?;
    Ok(operation.show_account(&operation.view()?)?)
}

/// Converts a personal account to a team.
///
/// Takes the team's name; returns the account, or what would change. Safe to retry with an idempotency key; without
/// one, a repeat is refused because the account is a team already.
pub(super) fn convert_account(
    operation: &mut Operation<'_>,
    call: &ConvertAccount,
) -> OperationResult<ConvertResponse> {
    let command = Command::Convert {
        name: call.name.clone(),
        run: call.run,
    };
    if let Done::Planned(plan) = operation.execute(call.account, &command)? {
        return Ok(ConvertResponse::Planned(plan));
    }
    let view = operation.view()?;
    let account = operation.show_changed_account(&view)?;
    Ok(ConvertResponse::Converted(Box::new(account)))
}

/// Reverts a team to a personal account, or closes it.
///
/// Takes the team's name as typed; returns the account, or what would change. Safe to retry with an idempotency key;
/// without one, a repeat is refused because the account is not a team any more.
pub(super) fn revert_account(
    operation: &mut Operation<'_>,
    call: &RevertAccount,
) -> OperationResult<RevertResponse> {
    let command = Command::Revert {
        confirm_name: call.confirm_name.clone(),
        run: call.run,
    };
    if let Done::Planned(plan) = operation.execute(call.account, &command)? {
        return Ok(RevertResponse::Planned(plan));
    }
    let account = if let Presence::Closed(_) = operation.store.presence()? {
        show_closed_account(operation)?
    } else {
        let view = operation.view()?;
        operation.show_changed_account(&view)?
    };
    Ok(RevertResponse::Reverted(Box::new(account)))
}

/// The account as its owner saw it last, after it was closed for good.
fn show_closed_account(operation: &mut Operation<'_>) -> Result<Account, InternalError> {
    let Presence::Closed(account) = operation.store.presence()? else {
        return Err(InternalError::new("a closed account is open"));
    };
    let caller = operation.principal()?;
    if let Some(user) = caller.user() {
        operation.deliver_account_row(user)?;
    }
    let role = operation.config.policy.owner_role().clone();
    let row = AccountRow::for_assignment(&account, &role.into(), caller.name());
    Ok(row.seen_by(
        caller.user(),
        &operation.config.policy,
        operation.store.now,
        operation.config.spend_limit_default,
    ))
}
