//! Members: listing, changing a role, removing, leaving.

use hallpass_core::Refusal;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::request;

use crate::call::{Call, unexpected};
use crate::http::{No, Reply};

/// The longest words that are looked for, in bytes.
const WORDS_BYTES: usize = 256;

/// `GET /v1/accounts/{acc}/members`.
pub(super) async fn list(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    let question = Ask::Members {
        role: call.incoming.read("role", |text| text.parse().ok())?,
        q: call.incoming.read("q", |text| {
            (text.len() <= WORDS_BYTES).then(|| text.trim().to_owned())
        })?,
        page: call.incoming.paging()?,
    };
    match call.ask_account(account, question).await? {
        Said::Members { page } => Reply::ok(&page),
        _ => Err(unexpected()),
    }
}

/// `PATCH /v1/accounts/{acc}/members/{user}`.
pub(super) async fn change_role(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    let role = request::role_only(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    let command = Command::ChangeRole { user, role };
    match call.run(account, command).await? {
        Said::Member { member } => Reply::ok(&member),
        _ => Err(unexpected()),
    }
}

/// `DELETE /v1/accounts/{acc}/members/{user}`: removes them; the caller themself leaves.
pub(super) async fn remove(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    request::nothing(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    match call.run(account, Command::Remove { user }).await? {
        Said::Done => Ok(Reply::Nothing),
        _ => Err(unexpected()),
    }
}
