use hallpass_core::Refusal;
use hallpass_protocol::object::account::UpdateMember;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PATCH /v1/accounts/{acc}/members/{user}`
pub(crate) async fn update(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let update = request::member_update(&context.body).map_err(ApiError::invalid_body)?;
    let update = UpdateMember {
        account,
        user: request::user(context.last_parameter()).ok_or(Refusal::NotFound)?,
        update,
    };
    let member = context.call(update).await?;
    ApiResponse::ok(&member)
}
