use hallpass_protocol::object::account::CloseReview;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::closed_review;

/// `POST /v1/accounts/{acc}/reviews/{rev}/close`
pub(crate) async fn close(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, review) = (context.account()?, context.review()?);
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let outcomes = context.call(CloseReview { account, review }).await?;
    ApiResponse::ok(&closed_review(context, outcomes))
}
