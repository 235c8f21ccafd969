//! Local sign-in: answers only where both the configured origin and the request's host are this machine.

use hallpass_core::{Code, Timestamp};
use hallpass_protocol::request;
use serde::Serialize;

use crate::http::{ApiError, ApiRequest, ApiResponse};
use crate::middleware::Exchange;
use crate::state::AppState;
use crate::unicode::Runtime;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    token: String,
    expires_at: Timestamp,
}

/// Answers the path of local sign-in.
///
/// # Errors
/// `not_found` where local identity is not there; `invalid_request` for a body that cannot be read.
pub(crate) async fn answer(
    exchange: &mut Exchange,
    state: &AppState,
    request: &mut ApiRequest,
) -> Result<ApiResponse, ApiError> {
    let local = state.local_identity(request).ok_or(Code::NotFound)?;
    let methods = || "POST, OPTIONS".to_owned();
    if request.method() == "OPTIONS" {
        return Ok(ApiResponse::options(methods()));
    }
    if request.method() != "POST" {
        return Err(ApiError::MethodNotAllowed(methods()));
    }
    let body = request.body().await?;
    exchange.body_arrived();
    let who = request::sign_in(&body, &Runtime).map_err(ApiError::invalid_body)?;
    let (token, expires_at) = local.sign_in(&who, exchange.received_at()).await?;
    Ok(ApiResponse::ok(&SignedIn { token, expires_at }))
}
