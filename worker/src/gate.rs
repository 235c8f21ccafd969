//! The gate in front of the platform's own origin. Core decides who may pass; this file moves requests and responses.
//!
//! Bodies stream both ways and are never read, upgrades pass, and redirects are the client's to follow. The origin may
//! trust the headers `hallpass-*` as long as `hallpass-gate` holds the secret that it knows: none of them enters from
//! outside, whatever its spelling, and none leaves.

use hallpass_core::gate::Path;
use hallpass_core::{Code, FieldCode, Refusal};
use worker::web_sys::{self, RequestRedirect};
use worker::{Env, Headers, Response};

use crate::config::GateConfig;
use crate::error::InternalError;
use crate::http::{self, ApiError, ApiRequest, ApiResponse};
use crate::member::{AccessRequest, Bearer, TOKEN};
use crate::middleware::{Answer, Exchange};
use crate::state::AppState;

/// Headers that make a server see another method than the one that was checked.
const METHOD_OVERRIDES: [&str; 3] = [
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
];

/// A gate, and the path behind it that a request is for.
pub(crate) struct GatedPath<'a> {
    gate: &'a GateConfig,
    path: Path,
}

impl<'a> GatedPath<'a> {
    /// The path behind the gate; `None` if there is no gate before it.
    ///
    /// # Errors
    /// `invalid_request` for a path that two servers could read in two ways.
    pub(crate) fn of(state: &'a AppState, request: &ApiRequest) -> Result<Option<Self>, ApiError> {
        let Some(gate) = &state.config.gate else {
            return Ok(None);
        };
        let path = Path::normalised(raw_path(&request.raw_url()))
            .map_err(|_| Refusal::field("path", FieldCode::Invalid))?;
        Ok(gate.rules.covers(&path).then_some(Self { gate, path }))
    }

    /// Passes a request on to the origin if its bearer may, and returns the origin's response.
    ///
    /// # Errors
    /// The error of the membership token; `forbidden` without a rule or the rule's permissions; `account_mismatch` for
    /// another account's member; `unavailable` when the origin does not respond.
    pub(crate) async fn pass(
        &self,
        exchange: &mut Exchange,
        state: &AppState,
        request: &ApiRequest,
        env: &Env,
    ) -> Result<Answer, ApiError> {
        let method = request.method();
        if method == "OPTIONS" && request.header("access-control-request-method").is_some() {
            let methods = self.gate.rules.methods(&self.path).join(", ");
            return Ok(Answer::Api(ApiResponse::options(methods)));
        }
        let passage = self.gate.rules.find(method, &self.path);
        let passage = passage.ok_or(Code::Forbidden)?;
        let bearer = Bearer::of(state, request, exchange.received_at())?;
        exchange.user = Some(bearer.claims().user.to_string());
        if !passage.is_for(&bearer.claims().account) {
            return Err(Code::AccountMismatch.into());
        }
        let names = &passage.rule.require;
        let permissions: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let required = AccessRequest {
            permissions: &permissions,
            freshness: passage.rule.freshness,
            spend: None,
        };
        let decided = bearer.decide(env, state, &required).await?;
        if !decided.decision.allowed {
            let refusal = Refusal::Forbidden {
                missing: names.clone(),
            };
            let explanation = decided.explanation.map(Box::new);
            return Err(ApiError::DeniedToMember(refusal, explanation));
        }
        let response = self.forward(request, &bearer).await?;
        Ok(Answer::Origin(without_own_headers(response)?))
    }

    async fn forward(
        &self,
        request: &ApiRequest,
        bearer: &Bearer,
    ) -> Result<Response, InternalError> {
        let received = request.inner();
        let init = web_sys::RequestInit::new();
        init.set_method(&received.method());
        init.set_headers(&self.forwarded_headers(request, bearer)?.0);
        init.set_redirect(RequestRedirect::Manual);
        if let Some(body) = received.body() {
            init.set_body(&body);
        }
        let (origin, path, search) = (&self.gate.origin, self.path.as_str(), request.search());
        http::fetch(&format!("{origin}{path}{search}"), &init).await
    }

    fn forwarded_headers(
        &self,
        request: &ApiRequest,
        bearer: &Bearer,
    ) -> Result<Headers, InternalError> {
        let headers = request.headers().clone();
        for name in names(&headers) {
            if is_own(&name)
                || name == "host"
                || METHOD_OVERRIDES.contains(&with_dashes(&name).as_str())
            {
                headers.delete(&name)?;
            }
        }
        let claims = bearer.claims();
        headers.set("hallpass-account", &claims.account.to_string())?;
        headers.set("hallpass-user", claims.user.as_str())?;
        headers.set("hallpass-role", claims.role.as_str())?;
        headers.set("hallpass-epoch", &claims.epoch.to_string())?;
        headers.set("hallpass-gate", &self.gate.secret)?;
        headers.set(TOKEN, &request.header(TOKEN).unwrap_or_default())?;
        Ok(headers)
    }
}

/// The path of a URL as it was sent: dots and backslashes in it have not been resolved.
fn raw_path(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..));
    let path = path.unwrap_or("/").split(['?', '#']).next();
    path.unwrap_or_default()
}

/// The origin's response without headers that only the gate may set.
fn without_own_headers(response: Response) -> Result<Response, InternalError> {
    let headers = response.headers().clone();
    for name in names(&headers) {
        if is_own(&name) {
            headers.delete(&name)?;
        }
    }
    Ok(response.with_headers(headers))
}

fn names(headers: &Headers) -> Vec<String> {
    headers.keys().collect()
}

/// Whether a header is one of Hallpass's own. CGI servers turn dashes into underscores.
fn is_own(name: &str) -> bool {
    with_dashes(name).starts_with("hallpass-")
}

fn with_dashes(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}
