//! The request that the origin receives.

use hallpass_core::gate::{RuleMatch, header};
use hallpass_core::{FieldCode, Refusal, limits};
use worker::Headers;
use worker::web_sys::{self, RequestRedirect};

use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, Network};
use crate::member::{Bearer, TOKEN};

use super::GatedPath;

impl GatedPath<'_> {
    /// Sends the request to the origin in the name of its bearer.
    ///
    /// # Errors
    /// `unavailable` when the origin does not respond, and as for [`has_empty_stream`].
    pub(super) async fn forward(
        &self,
        network: &Network,
        request: &ApiRequest,
        passage: &RuleMatch<'_>,
        bearer: &Bearer,
    ) -> Result<web_sys::Response, ApiError> {
        let init = web_sys::RequestInit::new();
        let headers = headers_for_origin(&self.gate.secret, request, passage, bearer)?;
        init.set_headers(&headers.0);
        init.set_redirect(RequestRedirect::Manual);
        let (origin, path, query) = (&self.gate.origin, self.path.as_str(), &self.query);
        let url = format!("{origin}{path}{query}");
        if has_empty_stream(request).await? {
            init.set_method(request.method());
            return Ok(network.fetch(&url, &init).await?);
        }
        Ok(network.forward(&url, request.inner(), &init).await?)
    }
}

/// The caller's headers without those that are kept from the origin, and with those that only the gate sets.
fn headers_for_origin(
    secret: &str,
    request: &ApiRequest,
    passage: &RuleMatch<'_>,
    bearer: &Bearer,
) -> Result<Headers, InternalError> {
    let headers = request.headers().clone();
    if let Some(connection) = headers.get("connection")? {
        for name in header::named_by_connection(&connection) {
            // What is no name of a header names none.
            let _ = headers.delete(name);
        }
    }
    let names: Vec<String> = headers.keys().collect();
    for name in names
        .iter()
        .filter(|name| header::is_kept_from_origin(name))
    {
        headers.delete(name)?;
    }
    let claims = bearer.claims();
    headers.set("hallpass-account", &claims.account.to_string())?;
    headers.set("hallpass-user", claims.user.as_str())?;
    headers.set("hallpass-role", claims.role.as_str())?;
    headers.set("hallpass-epoch", &claims.epoch.to_string())?;
    if let Some(project) = bearer.project().filter(|_| passage.rule.is_for_project()) {
        headers.set("hallpass-project", &project.to_string())?;
    }
    headers.set("hallpass-gate", secret)?;
    headers.set(TOKEN, &request.header(TOKEN).unwrap_or_default())?;
    Ok(headers)
}

/// Whether the body of a `GET` or `HEAD` is a stream without content. The runtime sends the body of such a request only if
/// its length is known, and would drop another one.
///
/// # Errors
/// `invalid_request` for a stream with content: it must come with `content-length`.
async fn has_empty_stream(request: &ApiRequest) -> Result<bool, ApiError> {
    let is_stream = matches!(request.method(), "GET" | "HEAD")
        && request.inner().body().is_some()
        && request.header("content-length").is_none();
    if is_stream && !request.body(limits::BODY_BYTES).await?.is_empty() {
        return Err(Refusal::field("content-length", FieldCode::Required).into());
    }
    Ok(is_stream)
}
