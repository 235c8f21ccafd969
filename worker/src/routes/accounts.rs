//! Accounts: opening teams, reading, changing, converting, reverting.

use hallpass_core::account::{Command, Kind, Run};
use hallpass_core::{AccountId, Refusal, UserId};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::Ask;
use hallpass_protocol::object::index::{UserAsk, UserReply};
use hallpass_protocol::request;

use crate::call::{Call, shown, unexpected};
use crate::http::{No, Reply};
use crate::identity::Who;
use crate::random;
use crate::unicode::Runtime;

use super::next::{Next, ask, document, run};
use super::services;

/// `POST /v1/accounts`.
pub(super) async fn open(call: &Call<'_>) -> Result<Reply, No> {
    match &call.who {
        Some(Who::Service(_)) => services::open(call).await,
        Some(Who::User(_)) | None => open_own(call).await,
    }
}

/// Another team of the caller's. The idempotency key belongs to the reservation: it names the id that was kept before.
async fn open_own(call: &Call<'_>) -> Result<Reply, No> {
    let name = request::name_only(&call.body, &Runtime).map_err(No::body)?;
    let account = reserved(call, &call.identity()?.user).await?;
    let command = Command::Open {
        kind: Kind::Team,
        name,
        on_behalf: None,
    };
    shown(201, call.run_unkeyed(account, command).await?)
}

/// An id that is kept for another account of this user's.
pub(super) async fn reserved(call: &Call<'_>, user: &UserId) -> Result<AccountId, No> {
    let fresh = AccountId::from_bytes(random::bytes()?);
    let reserve = UserAsk::Reserve { fresh };
    match call.ask(Object::User, user.as_str(), &reserve).await? {
        UserReply::Reserved { account } => Ok(account),
        UserReply::IdempotencyMismatch => Err(Refusal::IdempotencyMismatch.into()),
        UserReply::Full => Err(Refusal::MemberLimit.into()),
        UserReply::Taken | UserReply::Spent { .. } | UserReply::Accounts { .. } => {
            Err(unexpected())
        }
    }
}

/// `GET /v1/accounts/{acc}`.
pub(super) fn read<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    Ok(ask(call.account()?, Ask::Read, Box::new(document)))
}

/// `PATCH /v1/accounts/{acc}`.
pub(super) fn update<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let update = request::update(&call.body, &Runtime).map_err(No::body)?;
    let command = Command::Update {
        name: update.name,
        spend_limit_cents_per_hour: update.spend_limit_cents_per_hour,
    };
    Ok(run(account, command, Box::new(document)))
}

/// `POST /v1/accounts/{acc}/convert`.
pub(super) fn convert<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let how = dry_run(call)?;
    let name = request::convert(&call.body, how, &Runtime).map_err(No::body)?;
    let command = Command::Convert { name, run: how };
    Ok(run(account, command, Box::new(document)))
}

/// `POST /v1/accounts/{acc}/revert`.
pub(super) fn revert<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let how = dry_run(call)?;
    let confirm_name = request::revert(&call.body, how).map_err(No::body)?;
    let command = Command::Revert {
        confirm_name,
        run: how,
    };
    Ok(run(account, command, Box::new(document)))
}

fn dry_run(call: &Call<'_>) -> Result<Run, No> {
    let run = call.incoming.read("dryRun", |text| match text {
        "true" => Some(Run::Dry),
        "false" => Some(Run::Real),
        _ => None,
    })?;
    Ok(run.unwrap_or(Run::Real))
}
