use hallpass_protocol::request;

use super::token_for::token_for;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/token`: a token for the account, and for one of its projects if the body names one.
pub(crate) async fn issue(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let project = request::token_project(&context.body).map_err(ApiError::invalid_body)?;
    ApiResponse::ok(&token_for(context, account, project).await?)
}
