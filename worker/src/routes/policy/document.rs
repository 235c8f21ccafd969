use crate::http::{ApiResponse, CacheControl};
use crate::state::PublishedPolicy;

/// A policy and its `ETag`.
pub(super) fn document(policy: &PublishedPolicy, cache: CacheControl) -> ApiResponse {
    ApiResponse::json_text(200, policy.json.as_str())
        .with_cache(cache)
        .with_header("etag", etag(policy))
}

/// The `ETag` of a policy.
pub(super) fn etag(policy: &PublishedPolicy) -> String {
    format!("\"{}\"", policy.id)
}
