//! The gate in front of the platform's own origin. Core decides who may pass; this module moves requests and responses.
//!
//! Bodies stream both ways and are never read, and redirects are the client's to follow. The origin may trust the headers
//! `hallpass-*` as long as `hallpass-gate` holds the secret that it knows: none of them enters from outside, whatever its
//! spelling, and none leaves.

mod forward;
mod response;
mod socket;
mod well_known;

use hallpass_core::gate::{Path, RuleMatch};
use hallpass_core::{Code, FieldCode, Refusal};
use worker::{Context, Env};

use crate::config::GateConfig;
use crate::http::{ApiError, ApiRequest, ApiResponse};
use crate::member::{AccessRequest, Bearer};
use crate::middleware::{Answer, Exchange};
use crate::state::AppState;

use socket::Relay;

pub(crate) use well_known::fetch_well_known;

/// A gate, and the path behind it that a request is for.
pub(crate) struct GatedPath<'a> {
    gate: &'a GateConfig,
    path: Path,
    /// The query with its question mark, as it was sent; empty when there is none.
    query: String,
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
        let ambiguous = || Refusal::field("path", FieldCode::Invalid);
        let url = request.raw_url();
        let (path, query) = path_and_query(&url).ok_or_else(ambiguous)?;
        let path = Path::normalised(path).map_err(|_| ambiguous())?;
        let query = query.to_owned();
        Ok(gate
            .rules
            .covers(&path)
            .then_some(Self { gate, path, query }))
    }

    /// Passes a request on to the origin if its bearer may, and returns the origin's response.
    ///
    /// # Errors
    /// The error of the membership token; `forbidden` without a rule or the rule's permissions; `account_mismatch` and
    /// `project_mismatch` for a token of another account or project; `unavailable` when the origin does not respond.
    pub(crate) async fn pass(
        &self,
        exchange: &mut Exchange,
        state: &AppState,
        request: &ApiRequest,
        env: &Env,
        execution: &Context,
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
        authorize(state, env, &passage, &bearer).await?;
        let network = &state.private_network;
        let response = self.forward(network, request, &passage, &bearer).await?;
        let Some(socket) = response::socket(&response) else {
            return Ok(Answer::Origin(response::for_caller(response)?));
        };
        let (relay, caller) = Relay::of(socket)?;
        let response = response::upgraded(&response, caller)?;
        execution.wait_until(relay.run(env.clone(), bearer, passage.rule.freshness));
        Ok(Answer::Origin(response))
    }
}

/// Checks that the bearer may do what the rule is about.
///
/// # Errors
/// `account_mismatch` for another account's member, `project_mismatch` for a token that is not for the path's project,
/// `forbidden` without the rule's permissions; `stale_epoch` or `unavailable` as in [`Bearer::decide`].
async fn authorize(
    state: &AppState,
    env: &Env,
    passage: &RuleMatch<'_>,
    bearer: &Bearer,
) -> Result<(), ApiError> {
    if !passage.is_for(&bearer.claims().account) {
        return Err(Code::AccountMismatch.into());
    }
    let project = bearer.project();
    if !passage.is_for_project(project.as_ref()) {
        return Err(Code::ProjectMismatch.into());
    }
    let names = &passage.rule.require;
    let permissions: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let required = AccessRequest {
        permissions: &permissions,
        project: project.filter(|_| passage.rule.is_for_project()),
        freshness: passage.rule.freshness,
        spend: None,
    };
    let decided = bearer.decide(env, state, &required).await?;
    if decided.decision.allowed {
        return Ok(());
    }
    let refusal = Refusal::Forbidden {
        missing: names.clone(),
    };
    let explanation = decided.explanation.map(Box::new);
    Err(ApiError::DeniedToMember(refusal, explanation))
}

/// The path and the query of a URL as they were sent: nothing in them has been resolved. `None` without a path.
fn path_and_query(url: &str) -> Option<(&str, &str)> {
    let (_, after_scheme) = url.split_once("://")?;
    let target = after_scheme.get(after_scheme.find('/')?..)?;
    match target.find('?') {
        Some(at) => target.split_at_checked(at),
        None => Some((target, "")),
    }
}
