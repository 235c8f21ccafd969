use hallpass_protocol::request;

use super::token_for::token_for;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/token`
pub(crate) async fn issue(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    ApiResponse::ok(&token_for(context, account).await?)
}
