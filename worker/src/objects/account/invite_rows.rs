//! The handler of bulk requests: many invites in one transaction.

use hallpass_core::account::{Context, check_inviter, execute_row};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{CreateInvites, InviteRow, InviteWithGeneration};

use super::invites::{created, invite_command};
use super::operation::{Operation, idempotency};
use crate::error::InternalError;
use crate::objects::server::{OperationResult, refusal_as_response};

/// Creates several invites.
///
/// Takes a row for each, each with its own key; returns what became of each row, in order. A row that is refused stops no
/// other; what refuses every row refuses the call. Safe to retry: a row that was created is answered again.
pub(super) fn create_invites(
    operation: &mut Operation<'_>,
    call: &CreateInvites,
) -> OperationResult<Vec<Result<InviteWithGeneration, ObjectError>>> {
    let context = operation.context(call.account)?;
    check_inviter(&mut operation.store, &context)?.map_err(|refusal| operation.refuse(refusal))?;
    let rows = call.rows.iter();
    let results = rows.map(|row| refusal_as_response(create_row(operation, row)));
    Ok(results.collect::<Result<_, InternalError>>()?)
}

fn create_row(
    operation: &mut Operation<'_>,
    row: &InviteRow,
) -> OperationResult<InviteWithGeneration> {
    let context = Context {
        random: &row.random.0,
        idempotency: Some(idempotency(&row.idempotency_key)),
        ..operation.context(row.invite.account)?
    };
    let command = invite_command(&row.invite);
    let done = execute_row(&mut operation.store, &context, &command)?
        .map_err(|refusal| operation.refuse(refusal))?;
    created(operation, &done)
}
