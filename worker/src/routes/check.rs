//! A platform's server asks: may they, and does the budget cover it?

use hallpass_core::account::Service;
use hallpass_core::{Code, Refusal, required};
use hallpass_protocol::request::{self, CheckCaller};
use hallpass_protocol::shape::Verdict;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::identity::Principal;
use crate::member::{AccessRequest, Bearer, decide_for};

/// `POST /v1/check`, about whoever the membership token is for, or about a user whom a service names.
pub(super) async fn check(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let service = match &context.principal {
        Principal::Service(service) => Some(service),
        Principal::User(_) | Principal::Anonymous => None,
    };
    let bearer = match service {
        Some(_) => None,
        None => Some(Bearer::of(context.state, context.request, context.now)?),
    };
    let asker = bearer
        .as_ref()
        .map_or(CheckCaller::Service, |_| CheckCaller::Bearer);
    let asked = request::check(&context.body, asker).map_err(ApiError::invalid_body)?;
    let permissions: Vec<&str> = asked.permissions.iter().map(String::as_str).collect();
    let wanted = AccessRequest {
        permissions: &permissions,
        freshness: asked.freshness,
        spend: asked.spend,
    };
    let decided = match (bearer, service, &asked.user) {
        (Some(bearer), ..) if bearer.claims().account != asked.account => {
            return Err(Code::AccountMismatch.into());
        }
        (Some(bearer), ..) => bearer.decide(context.env, context.state, &wanted).await?,
        (None, Some(service), Some(user)) => {
            may_look(service)?;
            decide_for(context.env, context.state, (asked.account, user), &wanted).await?
        }
        (None, ..) => return Err(Code::NotSignedIn.into()),
    };
    Ok(ApiResponse::ok(&Verdict::new(
        asked.account,
        decided.decision,
        decided.explanation,
        decided.epoch,
    )))
}

/// A service looks into accounts only where the operator lets it.
fn may_look(service: &Service) -> Result<(), ApiError> {
    let held = service.permissions.iter();
    if held
        .map(|name| name.as_str())
        .any(|name| name == required::TEAM_ACCESS)
    {
        return Ok(());
    }
    let missing = required::TEAM_ACCESS.parse().into_iter().collect();
    Err(Refusal::Forbidden { missing }.into())
}
