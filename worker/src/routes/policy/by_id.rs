use hallpass_core::Code;

use super::document::document;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse, CacheControl};

/// `GET /v1/policy/{id}`: the current policy, or the previous one.
pub(crate) fn by_id(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let id = context.last_parameter();
    let current = [&context.state.published_policy];
    let mut policies = current.into_iter().chain(&context.state.previous_policy);
    policies
        .find(|policy| policy.id.as_str() == id)
        .map(|policy| document(policy, CacheControl::Immutable))
        .ok_or(Code::NotFound.into())
}
