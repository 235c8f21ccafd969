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
        return ApiResponse::NotModified { etag };
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
        Some(previous) if asked == previous.id.as_str() => Ok(ApiResponse::Json {
            status: 200,
            body: previous.json.clone(),
            cache: CacheControl::Immutable,
            etag: Some(format!("\"{}\"", previous.id)),
        }),
        Some(_) | None => Err(Code::NotFound.into()),
    }
}

/// `GET /.well-known/jwks.json`.
pub(super) fn keys(context: &RequestContext<'_>) -> ApiResponse {
    ApiResponse::Json {
        status: 200,
        body: context.state.keys.jwks(),
        cache: CacheControl::FiveMinutes,
        etag: None,
    }
}

fn document(context: &RequestContext<'_>, cache: CacheControl) -> ApiResponse {
    ApiResponse::Json {
        status: 200,
        body: context.state.policy_json.clone(),
        cache,
        etag: Some(etag(context)),
    }
}

fn etag(context: &RequestContext<'_>) -> String {
    format!("\"{}\"", context.state.config.policy.id())
}
