//! Accounts: opening teams, reading, changing, converting, reverting.

use hallpass_core::account::{Command, Kind, Run};
use hallpass_core::{AccountId, Refusal};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::Ask;
use hallpass_protocol::object::index::{UserAsk, UserReply};
use hallpass_protocol::request;

use crate::call::{Call, shown, unexpected};
use crate::http::{No, Reply};
use crate::random;
use crate::unicode::Runtime;

use super::next::{Next, ask, document, run};

/// `POST /v1/accounts`. The idempotency key belongs to the reservation: it names the id that was kept before.
pub(super) async fn open(call: &Call<'_>) -> Result<Reply, No> {
    let name = request::name_only(&call.body, &Runtime).map_err(No::body)?;
    let fresh = AccountId::from_bytes(random::bytes()?);
    let user = call.identity()?.user.as_str();
    let reserved: UserReply = call
        .ask(Object::User, user, UserAsk::Reserve { fresh })
        .await?;
    let account = match reserved {
        UserReply::Reserved { account } => account,
        UserReply::IdempotencyMismatch => return Err(Refusal::IdempotencyMismatch.into()),
        UserReply::Full => return Err(Refusal::MemberLimit.into()),
        UserReply::Taken | UserReply::Accounts { .. } => return Err(unexpected()),
    };
    let command = Command::Open {
        kind: Kind::Team,
        name,
    };
    shown(201, call.run_unkeyed(account, command).await?)
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
