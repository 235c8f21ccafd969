use hallpass_core::Refusal;
use hallpass_protocol::object::account::DecideReview;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/accounts/{acc}/reviews/{rev}/decisions`
pub(crate) async fn decide(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let (account, review) = (context.account()?, context.review()?);
    let decision = request::review_decision(&context.body).map_err(ApiError::invalid_body)?;
    let decide = DecideReview {
        account,
        review,
        user: decision.user.ok_or(Refusal::NotFound)?,
        decision: decision.decision,
    };
    let review = context.call(decide).await?;
    ApiResponse::ok(&review)
}
