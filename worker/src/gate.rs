//! The gate before the platform's own origin: who may pass is core's to say; here requests and answers go through.
//!
//! Bodies stream both ways and are never read, upgrades pass, and redirects are the caller's to follow. The origin may
//! believe what the headers `hallpass-*` say as long as `hallpass-gate` is the secret that it knows: none of them comes
//! in from outside, whatever its spelling, and none goes out.

use hallpass_core::gate::{Gate, Path};
use hallpass_core::{Code, FieldCode, Refusal};
use worker::Env;
use worker::web_sys::{self, Response};

use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, ApiResponse, Cors, Frame, web};
use crate::member::{AccessRequest, Bearer, TOKEN};
use crate::state::AppState;

/// Headers that would have an origin read another method than the one that was looked at.
const OVERRIDES: [&str; 3] = [
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// The settings of the gate.
pub(crate) struct GateConfig {
    /// `GATE`.
    pub(crate) rules: Gate,
    /// `ORIGIN`, without a slash at its end.
    pub(crate) origin: String,
    /// `ORIGIN_SECRET`.
    pub(crate) secret: String,
}

/// Lets a request through to the origin, if it may, and gives the origin's answer; none where no gate stands.
///
/// # Errors
/// `invalid_request` for a path that two readers might read in two ways; the no of the token or of the rule.
pub(crate) async fn answer(
    env: &Env,
    state: &AppState,
    request: &ApiRequest,
    frame: &mut Frame<'_>,
    user: &mut Option<String>,
) -> Result<Option<ApiResponse>, ApiError> {
    let Some(gated) = &state.gate else {
        return Ok(None);
    };
    let path = Path::normalised(request.raw_path())
        .map_err(|_| Refusal::field("path", FieldCode::Invalid))?;
    if !gated.rules.covers(&path) {
        return Ok(None);
    }
    frame.cors = Cors::gated(state, request);
    let method = request.method();
    if method == "OPTIONS" && request.header("access-control-request-method").is_some() {
        let methods = gated.rules.methods(&path).join(", ");
        return Ok(Some(ApiResponse::Options { methods }));
    }
    let passage = gated.rules.find(method, &path).ok_or(Code::Forbidden)?;
    let bearer = Bearer::of(state, request, frame.now)?;
    *user = Some(bearer.claims().user.to_string());
    if !passage.is_of(&bearer.claims().account) {
        return Err(Code::AccountMismatch.into());
    }
    let names = &passage.rule.require;
    let permissions: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let wanted = AccessRequest {
        permissions: &permissions,
        freshness: passage.rule.freshness,
        spend: None,
    };
    let decided = bearer.decide(env, state, &wanted).await?;
    if !decided.decision.allowed {
        let explanation = decided.explanation.map(Box::new);
        let missing = names.clone();
        return Err(ApiError::DeniedToMember(
            Refusal::Forbidden { missing },
            explanation,
        ));
    }
    let reply = forward(gated, request, &path, &bearer).await?;
    Ok(Some(ApiResponse::Made(passed_back(&reply, frame)?)))
}

/// Sends the request on to the origin and returns its response.
async fn forward(
    gated: &GateConfig,
    request: &ApiRequest,
    path: &Path,
    bearer: &Bearer,
) -> Result<Response, InternalError> {
    let given = request.request();
    let headers = web_sys::Headers::new_with_headers(&given.headers())?;
    for name in web::names(&given.headers())? {
        if is_ours(&name) || name == "host" || OVERRIDES.contains(&dashed(&name).as_str()) {
            headers.delete(&name)?;
        }
    }
    let claims = bearer.claims();
    headers.set("hallpass-account", &claims.account.to_string())?;
    headers.set("hallpass-user", claims.user.as_str())?;
    headers.set("hallpass-role", claims.role.as_str())?;
    headers.set("hallpass-epoch", &claims.epoch.to_string())?;
    headers.set("hallpass-gate", &gated.secret)?;
    headers.set(TOKEN, request.header(TOKEN).unwrap_or_default())?;
    let init = web_sys::RequestInit::new();
    init.set_method(&given.method());
    init.set_headers(&headers);
    init.set_redirect(web_sys::RequestRedirect::Manual);
    if let Some(body) = given.body() {
        init.set_body(&body);
    }
    let url = format!("{}{}{}", gated.origin, path.as_str(), request.search());
    web::fetch(&url, &init).await
}

/// The origin's answer as the caller gets it.
fn passed_back(reply: &Response, frame: &Frame<'_>) -> Result<Response, InternalError> {
    let headers = web_sys::Headers::new_with_headers(&reply.headers())?;
    for name in web::names(&reply.headers())? {
        if is_ours(&name) {
            headers.delete(&name)?;
        }
    }
    frame.write_around(&headers)?;
    web::with_headers(reply, &headers)
}

/// Whether a header is one of Hallpass's own. Servers that hand headers on as variables make one of dash and underscore.
fn is_ours(name: &str) -> bool {
    dashed(name).starts_with("hallpass-")
}

fn dashed(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}
