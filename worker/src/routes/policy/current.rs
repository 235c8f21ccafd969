use super::document::{document, etag};
use crate::context::RequestContext;
use crate::http::{ApiResponse, CacheControl};

/// `GET /v1/policy`
pub(crate) fn current(context: &RequestContext<'_>) -> ApiResponse {
    let policy = &context.state.published_policy;
    let etag = etag(policy);
    let known = context.request.header("if-none-match").unwrap_or_default();
    let is_current = known
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*");
    if is_current {
        return ApiResponse::not_modified(etag);
    }
    document(policy, CacheControl::Revalidate)
}
