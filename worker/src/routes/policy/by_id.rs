use hallpass_core::Code;

use super::document::document;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse, CacheControl};

/// `GET /v1/policy/{id}`: the current policy, or the previous one.
pub(crate) fn by_id(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let id = context.last_parameter();
    if id == context.state.config.policy.id().as_str() {
        return Ok(document(context, CacheControl::Immutable));
    }
    match &context.state.previous_policy {
        Some(previous) if id == previous.id.as_str() => {
            Ok(ApiResponse::json_text(200, previous.json.as_str())
                .with_cache(CacheControl::Immutable)
                .with_header("etag", format!("\"{}\"", previous.id)))
        }
        Some(_) | None => Err(Code::NotFound.into()),
    }
}
