//! Local sign-in: answers only where both the configured origin and the request's host are this machine.

use hallpass_core::{Code, Timestamp};
use hallpass_protocol::request;
use serde::Serialize;

use crate::http::{ApiError, ApiRequest, ApiResponse, Frame};
use crate::identity::local::LocalIdentity;
use crate::serve::received_body;
use crate::state::AppState;
use crate::unicode::Runtime;
use crate::url::is_loopback;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    token: String,
    expires_at: Timestamp,
}

/// Local identity, if it is there for this request.
pub(crate) fn for_request<'a>(
    state: &'a AppState,
    request: &ApiRequest,
) -> Option<&'a LocalIdentity> {
    state
        .local
        .as_ref()
        .filter(|_| is_loopback(&request.host()))
}

/// Answers the path of local sign-in.
///
/// # Errors
/// `not_found` where local identity is not there; `invalid_request` for a body that cannot be read.
pub(crate) async fn answer(
    state: &AppState,
    request: &ApiRequest,
    frame: &mut Frame<'_>,
) -> Result<ApiResponse, ApiError> {
    let local = for_request(state, request).ok_or(Code::NotFound)?;
    let methods = || "POST, OPTIONS".to_owned();
    if request.method() == "OPTIONS" {
        return Ok(ApiResponse::Options { methods: methods() });
    }
    if request.method() != "POST" {
        return Err(ApiError::MethodNotAllowed(methods()));
    }
    let body = received_body(request, frame).await?;
    let who = request::sign_in(&body, &Runtime).map_err(ApiError::invalid_body)?;
    let (token, expires_at) = local.sign_in(&who, frame.now).await?;
    Ok(ApiResponse::ok(&SignedIn { token, expires_at }))
}
