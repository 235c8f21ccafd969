use hallpass_protocol::object::account::ListReviews;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/reviews`
pub(crate) async fn list(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let list = ListReviews {
        account: context.account()?,
        page: context.request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}
