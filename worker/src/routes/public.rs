//! What anybody may read: the policy and the public keys.

use hallpass_core::Code;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse, CacheControl};

/// `GET /v1/policy`.
pub(super) fn policy(context: &RequestContext<'_>) -> ApiResponse {
    let etag = etag(context);
    let known = context.request.header("if-none-match").unwrap_or_default();
    let same = known
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*");
    if same {
        return ApiResponse::not_modified(etag);
    }
    document(context, CacheControl::Revalidate)
}

/// `GET /v1/policy/{id}`: today's, and the one before.
pub(super) fn policy_by_id(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let asked = context.named();
    if asked == context.state.config.policy.id().as_str() {
        return Ok(document(context, CacheControl::Immutable));
    }
    match &context.state.previous_policy {
        Some(previous) if asked == previous.id.as_str() => {
            Ok(ApiResponse::json_text(200, previous.json.as_str())
                .with_cache(CacheControl::Immutable)
                .with_header("etag", format!("\"{}\"", previous.id)))
        }
        Some(_) | None => Err(Code::NotFound.into()),
    }
}

/// `GET /.well-known/jwks.json`.
pub(super) fn keys(context: &RequestContext<'_>) -> ApiResponse {
    ApiResponse::json_text(200, context.state.keys.jwks()).with_cache(CacheControl::FiveMinutes)
}

fn document(context: &RequestContext<'_>, cache: CacheControl) -> ApiResponse {
    ApiResponse::json_text(200, context.state.policy_json.as_str())
        .with_cache(cache)
        .with_header("etag", etag(context))
}

fn etag(context: &RequestContext<'_>) -> String {
    format!("\"{}\"", context.state.config.policy.id())
}
