use hallpass_protocol::object::account::ListEventsAfter;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/events`: events after a number, oldest first, as webhooks get them; without a number, from the oldest
/// that is left.
pub(crate) async fn list_after(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let after = context.request.read("after", parse_number)?;
    let limit = context.request.paging()?.limit;
    let list = ListEventsAfter {
        account,
        after,
        limit,
    };
    ApiResponse::ok(&context.call(list).await?)
}

fn parse_number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}
