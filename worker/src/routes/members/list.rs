use hallpass_core::limits;
use hallpass_protocol::object::account::{ListMembers, MemberSort};

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
        sort: request.read("sort", MemberSort::parse)?.unwrap_or_default(),
        inactive_for_days: request.read("inactiveForDays", inactive_days)?,
        page: request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}

fn inactive_days(text: &str) -> Option<u32> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let days: u32 = text.parse().ok().filter(|_| digits)?;
    (1..=limits::INACTIVE_DAYS).contains(&days).then_some(days)
}
