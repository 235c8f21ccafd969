use crate::context::RequestContext;
use crate::http::{ApiResponse, CacheControl};

/// `GET /.well-known/jwks.json`
pub(super) fn keys(context: &RequestContext<'_>) -> ApiResponse {
    ApiResponse::json_text(200, context.state.keys.jwks()).with_cache(CacheControl::FiveMinutes)
}
