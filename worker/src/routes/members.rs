//! Members: listing, changing a role, removing, leaving.

use hallpass_core::Refusal;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::Ask;
use hallpass_protocol::request;

use crate::call::Call;
use crate::http::No;

use super::next::{Next, ask, document, nothing, run};

/// The longest words that are looked for, in bytes.
const WORDS_BYTES: usize = 256;

/// `GET /v1/accounts/{acc}/members`.
pub(super) fn list<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let question = Ask::Members {
        role: call.incoming.read("role", |text| text.parse().ok())?,
        q: call.incoming.read("q", |text| {
            (text.len() <= WORDS_BYTES).then(|| text.trim().to_owned())
        })?,
        page: call.incoming.paging()?,
    };
    Ok(ask(account, question, Box::new(document)))
}

/// `PATCH /v1/accounts/{acc}/members/{user}`.
pub(super) fn change_role<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    let role = request::role_only(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    let command = Command::ChangeRole { user, role };
    Ok(run(account, command, Box::new(document)))
}

/// `DELETE /v1/accounts/{acc}/members/{user}`: removes them; the caller themself leaves.
pub(super) fn remove<'c>(call: &'c Call<'_>) -> Result<Next<'c>, No> {
    let account = call.account()?;
    request::nothing(&call.body).map_err(No::body)?;
    let user = request::user(call.named()).ok_or(Refusal::NotFound)?;
    Ok(run(account, Command::Remove { user }, Box::new(nothing)))
}
