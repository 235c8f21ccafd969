//! Accounts: opening teams, reading, changing, converting, reverting.

use hallpass_core::account::{Command, Kind, Run};
use hallpass_core::{AccountId, Refusal, UserId};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::Ask;
use hallpass_protocol::object::index::{UserAsk, UserReply};
use hallpass_protocol::request;

use crate::context::{RequestContext, shown, unexpected};
use crate::http::{ApiError, ApiResponse};
use crate::identity::Principal;
use crate::random;
use crate::unicode::Runtime;

use super::next::{Next, ask, document, run};
use super::services;

/// `POST /v1/accounts`.
pub(super) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    match &context.principal {
        Principal::Service(_) => services::open(context).await,
        Principal::User(_) | Principal::Anonymous => open_own(context).await,
    }
}

/// Another team of the caller's. The idempotency key belongs to the reservation: it names the id that was kept before.
async fn open_own(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let name = request::name_only(&context.body, &Runtime).map_err(ApiError::invalid_body)?;
    let account = reserved(context, &context.identity()?.user).await?;
    let command = Command::Open {
        kind: Kind::Team,
        name,
        on_behalf: None,
    };
    shown(201, context.run_unkeyed(account, command).await?)
}

/// An id that is kept for another account of this user's.
pub(super) async fn reserved(
    context: &RequestContext<'_>,
    user: &UserId,
) -> Result<AccountId, ApiError> {
    let fresh = AccountId::from_bytes(random::bytes()?);
    let reserve = UserAsk::Reserve { fresh };
    match context.ask(Object::User, user.as_str(), &reserve).await? {
        UserReply::Reserved { account } => Ok(account),
        UserReply::IdempotencyMismatch => Err(Refusal::IdempotencyMismatch.into()),
        UserReply::Full => Err(Refusal::MemberLimit.into()),
        UserReply::Taken | UserReply::Spent { .. } | UserReply::Accounts { .. } => {
            Err(unexpected())
        }
    }
}

/// `GET /v1/accounts/{acc}`.
pub(super) fn read<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    Ok(ask(context.account()?, Ask::Read, Box::new(document)))
}

/// `PATCH /v1/accounts/{acc}`.
pub(super) fn update<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let update = request::update(&context.body, &Runtime).map_err(ApiError::invalid_body)?;
    let command = Command::Update {
        name: update.name,
        spend_limit_cents_per_hour: update.spend_limit_cents_per_hour,
    };
    Ok(run(account, command, Box::new(document)))
}

/// `POST /v1/accounts/{acc}/convert`.
pub(super) fn convert<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let how = dry_run(context)?;
    let name = request::convert(&context.body, how, &Runtime).map_err(ApiError::invalid_body)?;
    let command = Command::Convert { name, run: how };
    Ok(run(account, command, Box::new(document)))
}

/// `POST /v1/accounts/{acc}/revert`.
pub(super) fn revert<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let how = dry_run(context)?;
    let confirm_name = request::revert(&context.body, how).map_err(ApiError::invalid_body)?;
    let command = Command::Revert {
        confirm_name,
        run: how,
    };
    Ok(run(account, command, Box::new(document)))
}

fn dry_run(context: &RequestContext<'_>) -> Result<Run, ApiError> {
    let run = context.request.read("dryRun", |text| match text {
        "true" => Some(Run::Dry),
        "false" => Some(Run::Real),
        _ => None,
    })?;
    Ok(run.unwrap_or(Run::Real))
}
