use hallpass_core::{FieldCode, Refusal};
use hallpass_protocol::object::account::ReadReview;

use super::export::export;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/reviews/{rev}`: the review with a page of whom it covers, or all of them as a table.
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let read = ReadReview {
        account: context.account()?,
        review: context.review()?,
        page: context.request.paging()?,
    };
    match context.request.query("format").as_deref() {
        None | Some("json") => ApiResponse::ok(&context.call(read).await?),
        Some("csv") => export(context, read).await,
        Some(_) => Err(Refusal::field("format", FieldCode::Unknown).into()),
    }
}
