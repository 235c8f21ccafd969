use hallpass_protocol::object::account::OpenReview;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/reviews`
pub(crate) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let review = context.call(OpenReview { account }).await?;
    ApiResponse::json(201, &review)
}
