use crate::context::RequestContext;
use crate::http::{ApiResponse, CacheControl};

/// The current policy.
pub(super) fn document(context: &RequestContext<'_>, cache: CacheControl) -> ApiResponse {
    ApiResponse::json_text(200, context.state.policy_json.as_str())
        .with_cache(cache)
        .with_header("etag", etag(context))
}

/// The `ETag` of the current policy.
pub(super) fn etag(context: &RequestContext<'_>) -> String {
    format!("\"{}\"", context.state.config.policy.id())
}
