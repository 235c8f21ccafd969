//! Local sign-in. It exists only where both the configured origin and the request's host are this machine.
use hallpass_core::{Code, Timestamp, limits};
use hallpass_protocol::request;
use serde::Serialize;

use crate::http::{ApiError, ApiRequest, ApiResponse};
use crate::middleware::Exchange;
use crate::state::AppState;

/// The methods that the path supports.
const METHODS: &str = "POST, OPTIONS";

/// The response.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    token: String,
    expires_at: Timestamp,
}

/// `POST /local/sign-in`: signs a user in without a provider.
///
/// # Errors
/// `not_found` where local sign-in does not exist, `invalid_request` for a malformed body.
pub(crate) async fn answer(
    exchange: &mut Exchange,
    state: &AppState,
    request: &ApiRequest,
) -> Result<ApiResponse, ApiError> {
    let local = state.local_identity(request).ok_or(Code::NotFound)?;
    match request.method() {
        "POST" => {}
        "OPTIONS" => return Ok(ApiResponse::options(METHODS)),
        _ => return Err(ApiError::MethodNotAllowed(METHODS.into())),
    }
    let body = request.body(limits::BODY_BYTES).await?;
    exchange.body_arrived();
    let user = request::sign_in(&body).map_err(ApiError::invalid_body)?;
    let (token, expires_at) = local.sign_in(&user, exchange.received_at()).await?;
    ApiResponse::ok(&SignedIn { token, expires_at })
}
