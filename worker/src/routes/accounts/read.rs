use hallpass_protocol::object::account::ReadAccount;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}`
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let account = context.call(ReadAccount { account }).await?;
    ApiResponse::ok(&account)
}
