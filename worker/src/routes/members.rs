//! Members: listing, changing a role, removing, leaving.

use hallpass_core::Refusal;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::request;

use crate::call::{Call, shown, unexpected};
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
    call.document(account, question).await
}

/// `PATCH /v1/accounts/{acc}/members/{user}`.
pub(super) async fn change_role(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    let role = request::role_only(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    let command = Command::ChangeRole { user, role };
    shown(200, call.run(account, command).await?)
}

/// `DELETE /v1/accounts/{acc}/members/{user}`: removes them; the caller themself leaves.
pub(super) async fn remove(call: &Call<'_>) -> Result<Reply, No> {
    let account = call.account()?;
    request::nothing(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    let Said::Done = call.run(account, Command::Remove { user }).await? else {
        return Err(unexpected());
    };
    Ok(Reply::Nothing)
}
