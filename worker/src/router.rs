//! The router: which part of the Worker answers a request.

use hallpass_core::Code;
use hallpass_protocol::object::IdempotencyKey;
use hallpass_protocol::route::{self, Access, Endpoint, Matched, Method, Route};
use serde::Serialize;
use worker::{Context, Env};

use crate::context::RequestContext;
use crate::current_user::forget_user;
use crate::error::InternalError;
use crate::gate::{self, GatedPath};
use crate::http::{ApiError, ApiRequest, ApiResponse, is_below};
use crate::identity::Principal;
use crate::middleware::{
    Answer, Cors, Exchange, RateLimiter, authenticate, check_principal, with_current_user,
};
use crate::state::AppState;
use crate::{assets, routes};

/// A file among the assets, although its path is below the API's: the description of the API.
const DESCRIPTION: &str = "/v1/openapi.yaml";
/// The console's page that shows a mail's HTML.
const MAIL_FRAME: &str = "/mail-frame/";
/// The paths that belong to the API.
const API_PATHS: [&str; 6] = ["/v1", "/i", "/stop", WELL_KNOWN, "/local", "/healthz"];
/// Where the API has its keys, and the site has files for other programs (RFC 8615).
const WELL_KNOWN: &str = "/.well-known";

/// Answers a request.
///
/// # Errors
/// The error for the caller. `unavailable` while a setting is missing or malformed, except for `/healthz`.
pub(crate) async fn answer(
    exchange: &mut Exchange,
    request: Result<ApiRequest, ApiError>,
    env: &Env,
    execution: &Context,
) -> Result<Answer, ApiError> {
    let request = request?;
    if request.path() == Route::Health.pattern() {
        return health(exchange, &request).map(Answer::Api);
    }
    let state = AppState::load(env)
        .map_err(|errors| ApiError::Misconfigured(InternalError::new(errors.to_string())))?;
    exchange.cors = Cors::of_path(&state, &request);
    if is_api_path(request.path()) {
        return api(exchange, &state, request, env, execution)
            .await
            .map(Answer::Api);
    }
    if is_below(WELL_KNOWN, request.path()) {
        return well_known(exchange, &state, &request, env).await;
    }
    exchange.route = "Gate";
    if let Some(gated) = GatedPath::of(&state, &request)? {
        exchange.cors = Cors::of_gate(&state, &request);
        return gated.pass(exchange, &state, &request, env, execution).await;
    }
    exchange.route = "Asset";
    if !is_reading(&request) {
        return Err(ApiError::MethodNotAllowed("GET, HEAD".into()));
    }
    let file = assets::fetch(env, &request).await?;
    let file = file.ok_or(Code::NotFound)?;
    if request.path() == MAIL_FRAME {
        return Ok(Answer::MailFrame(file));
    }
    match &state.console {
        Some(console) if assets::is_page(&file)? => {
            let origins = console.origins(execution).await;
            Ok(Answer::ConsolePage(file, origins))
        }
        Some(_) | None => Ok(Answer::Asset(file)),
    }
}

/// Answers a request for a file with a well-known path: the site's, or the gated origin's.
async fn well_known(
    exchange: &mut Exchange,
    state: &AppState,
    request: &ApiRequest,
    env: &Env,
) -> Result<Answer, ApiError> {
    exchange.route = "Asset";
    if !is_reading(request) {
        return Err(Code::NotFound.into());
    }
    if let Some(file) = assets::fetch_well_known(env, request).await? {
        return Ok(Answer::Asset(file));
    }
    exchange.route = "Gate";
    let file = gate::fetch_well_known(state, request).await?;
    file.map(Answer::Origin).ok_or(Code::NotFound.into())
}

fn is_reading(request: &ApiRequest) -> bool {
    matches!(request.method(), "GET" | "HEAD")
}

/// Whether the API answers this path. Files of the site that have a well-known path are no part of it.
fn is_api_path(path: &str) -> bool {
    let is_files =
        path == DESCRIPTION || (is_below(WELL_KNOWN, path) && route::find(path).is_none());
    !is_files && API_PATHS.into_iter().any(|parent| is_below(parent, path))
}

/// The body of `/healthz`.
#[derive(Serialize)]
struct Health {
    status: &'static str,
}

fn health(exchange: &mut Exchange, request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    exchange.route = Route::Health.name();
    match matched_method(request, Route::Health)? {
        MatchedMethod::Options(allow) => Ok(ApiResponse::options(allow)),
        MatchedMethod::Handled(..) => ApiResponse::ok(&Health { status: "ok" }),
    }
}

async fn api(
    exchange: &mut Exchange,
    state: &AppState,
    request: ApiRequest,
    env: &Env,
    execution: &Context,
) -> Result<ApiResponse, ApiError> {
    #[cfg(feature = "dangerous-local-identity")]
    {
        let test = request.header("x-test").unwrap_or_default();
        crate::panic_trigger::panic_if_asked(&test);
        if request.path() == crate::identity::local::PATH {
            exchange.route = "LocalSignIn";
            return routes::local::answer(exchange, state, &request).await;
        }
        if routes::local_mail::handles(request.path()) {
            exchange.route = "LocalMail";
            return routes::local_mail::answer(exchange, state, &request, env).await;
        }
    }
    let Matched { route, parameters } = route::find(request.path()).ok_or(Code::NotFound)?;
    let parameters = parameters.into_iter().map(Into::into).collect();
    exchange.route = route.name();
    let (method, endpoint, access) = match matched_method(&request, route)? {
        MatchedMethod::Options(allow) => return Ok(ApiResponse::options(allow)),
        MatchedMethod::Handled(method, endpoint, access) => (method, endpoint, access),
    };
    let body = read_body(exchange, &request, method, route.body_bytes()).await?;
    let now = exchange.received_at();
    let limiter = RateLimiter::new(route, state, &request);
    let principal = match authenticate(state, &request, access, now, execution).await {
        Ok(principal) => principal,
        Err(error) => return Err(limiter.record(env, now, error.into()).await),
    };
    exchange.identified(&principal);
    check_principal(&principal, access)?;
    let principal = with_current_user(env, principal, endpoint, now).await?;
    exchange.identified(&principal);
    let limiter = limiter.admit(&principal, state, now)?;
    let key = idempotency_key(&request, method, &body, &principal)?;
    let context = RequestContext {
        env,
        state,
        request: &request,
        request_id: exchange.id(),
        now,
        parameters,
        principal,
        body,
        key,
    };
    match routes::answer(endpoint, &context).await {
        Ok(response) => Ok(response),
        Err(error) => {
            if let (Code::UserErased, Principal::User(identity)) =
                (error.code(), &context.principal)
            {
                forget_user(&identity.user);
            }
            Err(limiter.record(env, now, error).await)
        }
    }
}

/// The body of a request that may have one. From here on the request has the time at which it arrived completely.
async fn read_body(
    exchange: &mut Exchange,
    request: &ApiRequest,
    method: Method,
    most_bytes: usize,
) -> Result<Vec<u8>, ApiError> {
    if method == Method::Get {
        return Ok(Vec::new());
    }
    let body = request.body(most_bytes).await?;
    exchange.body_arrived();
    Ok(body)
}

/// The idempotency key of a request that changes something.
fn idempotency_key(
    request: &ApiRequest,
    method: Method,
    body: &[u8],
    principal: &Principal,
) -> Result<Option<IdempotencyKey>, ApiError> {
    if method == Method::Get {
        return Ok(None);
    }
    let mut key = request.idempotency(body)?;
    if let (Some(key), Principal::Service(service)) = (&mut key, principal) {
        // It may be stored in a user's object, among that user's keys, which contain no space.
        key.key = format!("{} {}", service.id, key.key);
    }
    Ok(key)
}

/// What a request's method means to a route.
enum MatchedMethod {
    /// `OPTIONS`, with the value of `Allow`.
    Options(String),
    /// One that the route handles.
    Handled(Method, Endpoint, Access),
}

/// Looks the request's method up. `HEAD` is answered like `GET`.
///
/// # Errors
/// 405 for a method that the route does not handle.
fn matched_method(request: &ApiRequest, route: Route) -> Result<MatchedMethod, ApiError> {
    let wanted = match request.method() {
        "OPTIONS" => return Ok(MatchedMethod::Options(allow(route))),
        "HEAD" => "GET",
        other => other,
    };
    let mut methods = route.methods().iter();
    methods
        .find(|(method, ..)| method.as_str() == wanted)
        .map(|&(method, endpoint, access)| MatchedMethod::Handled(method, endpoint, access))
        .ok_or_else(|| ApiError::MethodNotAllowed(allow(route)))
}

/// The value of `Allow`.
fn allow(route: Route) -> String {
    let methods = route.methods().iter().map(|(method, ..)| method.as_str());
    let mut names: Vec<&str> = methods.collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    names.join(", ")
}
