use core::time::Duration;

use hallpass_core::{AccountId, FieldCode, FieldError, Refusal};
use hallpass_protocol::Problem;
use hallpass_protocol::object::account::{CreateInvites, InviteRow, InviteWithGeneration};
use hallpass_protocol::object::{IdempotencyKey, ObjectError, RandomBytes};
use hallpass_protocol::request::{self, BulkInvite};
use hallpass_protocol::shape::{BulkInviteResult, BulkInviteResults};
use worker::Delay;

use super::create::{create_invite, with_link};
use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse};
use crate::objects::client::CallError;
use crate::{log, random};

/// Rows per call of the account, and so per transaction. The requests of others are handled between two calls.
const ROWS_PER_CALL: usize = 25;

/// The time between two calls.
const PAUSE: Duration = Duration::from_millis(1);

/// What became of a row that was sent to the account.
type RowOutcome = Result<InviteWithGeneration, Box<Problem>>;

/// `POST /v1/accounts/{acc}/invites/bulk`
///
/// What refuses every row, such as a missing permission, refuses the request. Each row has its own key, so a repeat of
/// the request creates only what is missing.
pub(crate) async fn create_several(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let key = context.key.as_ref().ok_or_else(key_required)?;
    let rows = request::bulk_invites(&context.body).map_err(ApiError::invalid_body)?;
    let mut valid = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if let Ok(new) = &row.invite {
            valid.push(InviteRow {
                random: RandomBytes(random::bytes()?),
                idempotency_key: row_key(context, key, index, row),
                invite: create_invite(context, account, new.clone()),
            });
        }
    }
    let mut outcomes = create(context, account, &valid).await?.into_iter();
    let items = rows.into_iter().map(|row| {
        let outcome = match row.invite {
            Ok(_) => outcomes
                .next()
                .ok_or_else(|| InternalError::new("a row of a bulk request has no outcome"))?,
            Err(errors) => Err(problem(context, ApiError::invalid_body(errors))),
        };
        result(context, outcome)
    });
    let items = items.collect::<Result<_, ApiError>>()?;
    ApiResponse::ok(&BulkInviteResults { items })
}

/// Creates the invites of all rows, a call at a time. Once a call has failed, the remaining rows have its problem.
///
/// # Errors
/// When the first call is refused or has no response.
async fn create(
    context: &RequestContext<'_>,
    account: AccountId,
    rows: &[InviteRow],
) -> Result<Vec<RowOutcome>, ApiError> {
    let mut batches = rows.chunks(ROWS_PER_CALL);
    // Without a single valid row, the account still says whether the caller may invite.
    let first = batches.next().unwrap_or_default();
    let mut outcomes = create_batch(context, account, first).await?;
    for batch in batches {
        // Where the account runs in the same process, a chain of calls would go before every new request.
        Delay::from(PAUSE).await;
        match create_batch(context, account, batch).await {
            Ok(created) => outcomes.extend(created),
            Err(error) => {
                if let Some(cause) = error.internal() {
                    log::failed("bulk", cause);
                }
                let problem = problem(context, error);
                outcomes.resize_with(rows.len(), || Err(problem.clone()));
                break;
            }
        }
    }
    Ok(outcomes)
}

async fn create_batch(
    context: &RequestContext<'_>,
    account: AccountId,
    rows: &[InviteRow],
) -> Result<Vec<RowOutcome>, ApiError> {
    let rows = rows.to_vec();
    let results = context
        .call_without_key(CreateInvites { account, rows })
        .await?;
    let refused = |error: ObjectError| problem(context, CallError::Refused(error).into());
    let outcomes = results.into_iter();
    Ok(outcomes.map(|result| result.map_err(refused)).collect())
}

/// The key of a row. A user's key contains no space, so no request for one invite has it.
fn row_key(
    context: &RequestContext<'_>,
    key: &IdempotencyKey,
    index: usize,
    row: &BulkInvite,
) -> IdempotencyKey {
    IdempotencyKey {
        key: format!("{} {index}", key.key),
        fingerprint: context.request.fingerprint(row.content.as_bytes()),
    }
}

fn key_required() -> ApiError {
    let error = FieldError {
        reason: Some(
            "this route requires the header, so that a retry creates nothing twice".into(),
        ),
        ..FieldError::new("idempotency-key", FieldCode::Required)
    };
    Refusal::InvalidRequest {
        errors: vec![error],
    }
    .into()
}

fn problem(context: &RequestContext<'_>, error: ApiError) -> Box<Problem> {
    Box::new(error.into_problem(context.request_id))
}

fn result(context: &RequestContext<'_>, outcome: RowOutcome) -> Result<BulkInviteResult, ApiError> {
    Ok(match outcome {
        Ok(created) => BulkInviteResult::Created {
            status: 201,
            created: Box::new(with_link(context, created)?),
        },
        Err(problem) => BulkInviteResult::Refused {
            status: problem.status,
            problem,
        },
    })
}
