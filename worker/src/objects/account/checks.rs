//! Handlers of calls that the Worker makes for itself, to check members and their tokens.

use hallpass_core::PermissionSet;
use hallpass_core::account::read::epochs;
use hallpass_core::account::{Store as _, read_projects};
use hallpass_core::freshness::Epochs;
use hallpass_protocol::object::account::{CheckMember, MemberStatus, ReadEpochs};

use super::explain::explain_check;
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
/// Takes the user, the permissions and a project, if it is about one; returns what they hold and an explanation. Safe to
/// retry.
pub(super) fn check_member(
    operation: &Operation<'_>,
    call: CheckMember,
) -> OperationResult<MemberStatus> {
    let account = operation.open_account()?;
    let (store, policy) = (&operation.store, &operation.config.policy);
    let member = store.member(&call.user)?;
    let held = match (&member, &call.project) {
        (None, _) => PermissionSet::EMPTY,
        (Some(member), None) => account.permissions_of(member, policy, store.now),
        (Some(member), Some(project)) => {
            read_projects::held_in_project(store, policy, store.now, &account, member, project)?
        }
    };
    let explanation = explain_check(operation, &account, member.as_ref(), held, &call)?;
    Ok(MemberStatus {
        permissions: policy.names_of(held),
        role: member.map(|member| account.assignment_of(&member, policy).role_name()),
        epoch: account.epoch,
        spend_limit: account.spend_limit_cents_per_hour,
        explanation,
    })
}
