//! Members: listing, changing a role, removing, leaving.

use hallpass_core::Refusal;
use hallpass_core::account::Command;
use hallpass_protocol::object::account::Ask;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::ApiError;

use super::next::{Next, ask, document, nothing, run};

/// The longest words that are looked for, in bytes.
const WORDS_BYTES: usize = 256;

/// `GET /v1/accounts/{acc}/members`.
pub(super) fn list<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let question = Ask::Members {
        role: context.request.read("role", |text| text.parse().ok())?,
        q: context.request.read("q", |text| {
            (text.len() <= WORDS_BYTES).then(|| text.trim().to_owned())
        })?,
        page: context.request.paging()?,
    };
    Ok(ask(account, question, Box::new(document)))
}

/// `PATCH /v1/accounts/{acc}/members/{user}`.
pub(super) fn change_role<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let role = request::role_only(&context.body).map_err(ApiError::invalid_body)?;
    let user = request::user(context.named()).ok_or(Refusal::NotFound)?;
    let command = Command::ChangeRole { user, role };
    Ok(run(account, command, Box::new(document)))
}

/// `DELETE /v1/accounts/{acc}/members/{user}`: removes them; the caller themself leaves.
pub(super) fn remove<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let user = request::user(context.named()).ok_or(Refusal::NotFound)?;
    Ok(run(account, Command::Remove { user }, Box::new(nothing)))
}
