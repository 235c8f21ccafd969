//! Files of the gated origin with a well-known path (RFC 8615). They are for anybody, so no token is required, and nothing of
//! the caller's is passed on.

use hallpass_core::gate::Path;
use worker::web_sys::{self, RequestRedirect};

use crate::error::InternalError;
use crate::http::ApiRequest;
use crate::middleware::API_CSP;
use crate::state::AppState;

use super::{path_and_query, response};

/// The origin's response to a request for such a file; `None` without a gate, or if the origin has no such file.
///
/// # Errors
/// When the origin does not respond.
pub(crate) async fn fetch_well_known(
    state: &AppState,
    request: &ApiRequest,
) -> Result<Option<web_sys::Response>, InternalError> {
    let Some(gate) = &state.config.gate else {
        return Ok(None);
    };
    let url = request.raw_url();
    let path = path_and_query(&url).and_then(|(path, _)| Path::normalised(path).ok());
    let Some(path) = path else {
        return Ok(None);
    };
    let init = web_sys::RequestInit::new();
    init.set_method(request.method());
    init.set_redirect(RequestRedirect::Manual);
    let url = format!("{}{}", gate.origin, path.as_str());
    let received = state.private_network.fetch(&url, &init).await?;
    if received.status() >= 400 {
        return Ok(None);
    }
    let response = response::for_caller(received)?;
    // It is data. As a page it could do nothing to the console, which has the same origin.
    response.headers().set("content-security-policy", API_CSP)?;
    Ok(Some(response))
}
