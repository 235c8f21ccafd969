use hallpass_core::AccountId;
use hallpass_core::account::Kind;
use hallpass_protocol::object::account::{IssueClaims, OpenAccount};
use hallpass_protocol::object::user::ReserveOwnAccount;
use hallpass_protocol::request;

use super::overview::{Overview, respond};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::random;

/// `PUT /v1/me`: opens the caller's own account, or refreshes what it knows about them. Each step is safe to repeat, so
/// the next request completes one that was interrupted.
pub(crate) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let identity = context.identity()?;
    let reserve = ReserveOwnAccount {
        user: identity.user.clone(),
        fresh: AccountId::from_bytes(random::bytes()?),
    };
    let account = context.call(reserve).await?;
    let open = OpenAccount {
        account,
        kind: Kind::Personal,
        name: identity.name.clone(),
        on_behalf: None,
    };
    context.call_without_key(open).await?;
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
