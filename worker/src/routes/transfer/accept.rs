use hallpass_protocol::object::account::AcceptTransfer;
use hallpass_protocol::request;

use super::former_owner::update_former_owner;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/transfer/accept`
pub(crate) async fn accept(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let transferred = context.call(AcceptTransfer { account }).await?;
    update_former_owner(context, account, transferred.former_owner).await;
    ApiResponse::ok(&transferred.account)
}
