use hallpass_core::{Code, UserId};
use hallpass_protocol::object::account::IssueClaims;
use hallpass_protocol::request;

use super::overview::{Overview, respond};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::own_account::{OpenedBy, open_own_account};

/// `PUT /v1/me`: opens the caller's own account, or refreshes what it knows about them. Each step is safe to repeat, so
/// the next request completes one that was interrupted. `user` is whom the client shows: no account is opened for another.
pub(crate) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let identity = context.identity()?;
    let expected = context
        .request
        .read("user", |text| text.parse::<UserId>().ok())?;
    if expected.is_some_and(|user| user != identity.user) {
        return Err(Code::UserErased.into());
    }
    let opened = open_own_account(context, &identity.person(), OpenedBy::Themself).await?;
    let account = opened.id;
    let claims = IssueClaims {
        account,
        project: None,
    };
    let issued = context.call_without_key(claims).await?;
    let Overview { list, inbox_count } = Overview::load(context).await?;
    respond(
        context,
        account,
        Some(issued.account),
        list.rows,
        inbox_count,
    )
}
