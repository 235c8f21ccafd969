use hallpass_core::Refusal;
use hallpass_protocol::object::account::ChangeRole;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PATCH /v1/accounts/{acc}/members/{user}`
pub(crate) async fn change_role(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let role = request::role_only(&context.body).map_err(ApiError::invalid_body)?;
    let change = ChangeRole {
        account,
        user: request::user(context.last_parameter()).ok_or(Refusal::NotFound)?,
        role,
    };
    let member = context.call(change).await?;
    ApiResponse::ok(&member)
}
