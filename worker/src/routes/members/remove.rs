use hallpass_core::Refusal;
use hallpass_protocol::object::account::RemoveMember;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `DELETE /v1/accounts/{acc}/members/{user}`: removes a member, or lets the caller leave.
pub(crate) async fn remove(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let remove = RemoveMember {
        account,
        user: request::user(context.last_parameter()).ok_or(Refusal::NotFound)?,
    };
    context.call(remove).await?;
    Ok(ApiResponse::no_content())
}
