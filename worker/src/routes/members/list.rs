use hallpass_protocol::object::account::ListMembers;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// The longest search query, in bytes.
const MAX_QUERY_BYTES: usize = 256;

/// `GET /v1/accounts/{acc}/members`
pub(crate) async fn list(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let request = context.request;
    let list = ListMembers {
        account: context.account()?,
        role: request.read("role", |text| text.parse().ok())?,
        query: request.read("q", |text| {
            (text.len() <= MAX_QUERY_BYTES).then(|| text.trim().to_owned())
        })?,
        page: request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}
