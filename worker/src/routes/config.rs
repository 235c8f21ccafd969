use serde::Serialize;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// The response.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConfigResponse<'a> {
    /// Absent where `CONSOLE` is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    console: Option<ConsoleResponse<'a>>,
    local_identity: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConsoleResponse<'a> {
    issuer: &'a str,
    client_id: &'a str,
    scopes: &'a [String],
}

/// `GET /v1/config`: how people sign in to the console.
pub(super) fn config(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let console = context.state.console.as_ref().map(|console| {
        let sign_in = &console.sign_in;
        ConsoleResponse {
            issuer: &sign_in.issuer,
            client_id: &sign_in.client_id,
            scopes: &sign_in.scopes,
        }
    });
    let response = ConfigResponse {
        console,
        local_identity: context.state.has_local_identity(context.request),
    };
    ApiResponse::ok(&response)
}
