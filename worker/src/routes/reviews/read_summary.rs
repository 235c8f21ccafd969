use hallpass_protocol::object::account::ReadReviewOutcomes;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::closed_review;

/// `GET /v1/accounts/{acc}/reviews/{rev}/summary`
pub(crate) async fn read_summary(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, review) = (context.account()?, context.review()?);
    let outcomes = context.call(ReadReviewOutcomes { account, review }).await?;
    ApiResponse::ok(&closed_review(context, outcomes))
}
