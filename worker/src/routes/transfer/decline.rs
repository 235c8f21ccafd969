use hallpass_protocol::object::account::DeclineTransfer;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/transfer/decline`
pub(crate) async fn decline(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let account = context.call(DeclineTransfer { account }).await?;
    ApiResponse::ok(&account)
}
