use hallpass_core::account::{Kind, Service};
use hallpass_core::explain::{Question, Situation, explain};
use hallpass_core::{PermissionName, Refusal};

use crate::context::RequestContext;
use crate::http::ApiError;

/// Requires a permission of a service, before anything is looked up or written for it.
///
/// # Errors
/// `forbidden`, with what would help.
pub(super) fn require(
    context: &RequestContext<'_>,
    service: &Service,
    permission: &str,
) -> Result<(), ApiError> {
    let policy = &context.state.config.policy;
    let required = service.require(policy, permission);
    required.map_err(|refusal| explained(context, refusal))
}

/// Requires that a service may open accounts of this kind for users, before anything is looked up or reserved.
///
/// # Errors
/// `forbidden`, with what would help.
pub(super) fn require_opening(
    context: &RequestContext<'_>,
    service: &Service,
    kind: Kind,
) -> Result<(), ApiError> {
    let policy = &context.state.config.policy;
    let required = service.require_opening(policy, kind);
    required.map_err(|refusal| explained(context, refusal))
}

fn explained(context: &RequestContext<'_>, refusal: Refusal) -> ApiError {
    let config = &context.state.config;
    let permissions: Vec<&str> = if let Refusal::Forbidden { missing } = &refusal {
        missing.iter().map(PermissionName::as_str).collect()
    } else {
        Vec::new()
    };
    let question = Question {
        permissions: &permissions,
        situation: &Situation::Service,
        user: None,
        colleagues: &[],
        count: None,
        support_url: config.support_url.as_deref(),
    };
    let explanation = explain(&config.policy, &question).map(Box::new);
    ApiError::DeniedToMember(refusal, explanation)
}
