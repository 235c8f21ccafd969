//! Checks for a platform's servers: whether a member may do something, and whether the budget covers it.

use hallpass_core::account::Service;
use hallpass_core::{Code, required};
use hallpass_protocol::request::{self, Check, CheckCaller};
use hallpass_protocol::shape::Verdict;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::identity::Principal;
use crate::member::{AccessDecision, AccessRequest, Bearer, decide_for};
use crate::routes::service::require;

/// `POST /v1/check`: checks the member whose membership token comes with the request, or a user whom a service names.
pub(super) async fn check(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    match &context.principal {
        Principal::Service(service) => check_user(context, service).await,
        Principal::User(_) | Principal::Anonymous => check_bearer(context).await,
    }
}

async fn check_bearer(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let bearer = Bearer::of(context.state, context.request, context.now)?;
    let check =
        request::check(&context.body, CheckCaller::Bearer).map_err(ApiError::invalid_body)?;
    if bearer.claims().account != check.account {
        return Err(Code::AccountMismatch.into());
    }
    let permissions: Vec<&str> = check.permissions.iter().map(String::as_str).collect();
    let access = access_request(&check, &permissions);
    let decision = bearer.decide(context.env, context.state, &access).await?;
    verdict(&check, decision)
}

async fn check_user(
    context: &RequestContext<'_>,
    service: &Service,
) -> Result<ApiResponse, ApiError> {
    let check =
        request::check(&context.body, CheckCaller::Service).map_err(ApiError::invalid_body)?;
    let user = check.user.as_ref().ok_or(Code::NotSignedIn)?;
    require(context, service, required::TEAM_ACCESS)?;
    let permissions: Vec<&str> = check.permissions.iter().map(String::as_str).collect();
    let access = access_request(&check, &permissions);
    let member = (check.account, user);
    let decision = decide_for(context.env, context.state, member, &access).await?;
    verdict(&check, decision)
}

const fn access_request<'a>(check: &Check, permissions: &'a [&'a str]) -> AccessRequest<'a> {
    AccessRequest {
        permissions,
        project: check.project,
        freshness: check.freshness,
        spend: check.spend,
    }
}

fn verdict(check: &Check, decided: AccessDecision<'_>) -> Result<ApiResponse, ApiError> {
    ApiResponse::ok(&Verdict::new(
        (check.account, check.project),
        decided.decision,
        decided.explanation,
        decided.epoch,
    ))
}
