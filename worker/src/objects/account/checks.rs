//! Handlers of calls that the Worker makes for itself, to check members and their tokens.

use hallpass_core::account::Store as _;
use hallpass_core::account::read::epochs;
use hallpass_core::freshness::Epochs;
use hallpass_protocol::object::account::{CheckMember, MemberStatus, ReadEpochs};

use super::explain::explain_member;
use super::operation::Operation;
use crate::objects::server::OperationResult;

/// Reads the epochs that membership tokens are checked against.
///
/// Takes a member, or none for all who changed recently; returns the epochs. Safe to retry.
pub(super) fn read_epochs(
    operation: &Operation<'_>,
    call: ReadEpochs,
) -> OperationResult<Option<Epochs>> {
    let store = &operation.store;
    Ok(epochs(store, store.now, call.user.as_ref())?)
}

/// Checks whether a user is a member, and which permissions they lack.
///
/// Takes the user and the permissions; returns their role and an explanation. Safe to retry.
pub(super) fn check_member(
    operation: &Operation<'_>,
    call: CheckMember,
) -> OperationResult<MemberStatus> {
    let account = operation.open_account()?;
    let member = operation.store.member(&call.user)?;
    let permissions: Vec<&str> = call.permissions.iter().map(String::as_str).collect();
    let explanation = explain_member(
        &operation.store,
        operation.config,
        &account,
        &call.user,
        member.as_ref(),
        &permissions,
    )?;
    let policy = &operation.config.policy;
    let now = operation.store.now;
    let held = member
        .as_ref()
        .map(|member| account.permissions_of(member, policy, now));
    Ok(MemberStatus {
        permissions: policy.names_of(held.unwrap_or_default()),
        role: member.map(|member| account.assignment_of(&member, policy).role_name()),
        epoch: account.epoch,
        spend_limit: account.spend_limit_cents_per_hour,
        explanation,
    })
}
