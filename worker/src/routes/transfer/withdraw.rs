use hallpass_protocol::object::account::WithdrawTransfer;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `DELETE /v1/accounts/{acc}/transfer`
pub(crate) async fn withdraw(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let account = context.call(WithdrawTransfer { account }).await?;
    ApiResponse::ok(&account)
}
