//! From a request to its answer, and the line in the log that says what became of it.

use hallpass_core::{Code, Timestamp, base64url};
use hallpass_protocol::route::{self, Access, Matched, Method, Route};
use serde::Serialize;
use worker::web_sys::Response;
use worker::{Context, Env};

use crate::confine::confined;
#[cfg(feature = "dangerous-local-identity")]
use crate::confine::panic_if_asked;
use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, ApiResponse, Cors, Frame, asset, finish};
use crate::identity::{self, IdentityError, Principal, Provider};
use crate::log::{self, Answered};
use crate::member::TOKEN;
use crate::state::AppState;
use crate::{clock, gate, random, routes};

/// What is found out about a request on its way, for the log.
#[derive(Default)]
struct Trace {
    route: &'static str,
    user: Option<String>,
}

/// Answers a request, and logs it. There is none where its address could not be read.
///
/// # Errors
/// Only when no answer can be made at all.
pub(crate) async fn serve(
    request: Option<ApiRequest>,
    env: &Env,
    execution: &Context,
) -> Result<Response, InternalError> {
    let now = clock::now();
    let request_id = format!("req_{}", base64url::encode(&random::bytes::<16>()?));
    let method = known_method(request.as_ref().map_or("", ApiRequest::method));
    let head_only = method == "HEAD";
    let state = AppState::load(env);
    let mut trace = Trace::default();
    let mut frame = Frame {
        request_id: &request_id,
        now,
        cors: Cors::None,
        secure: state
            .as_ref()
            .is_ok_and(|state| state.origin.starts_with("https:")),
        head_only,
    };
    let outcome = match (request, &state) {
        (None, _) => Err(ApiError::invalid_body(Vec::new())),
        (Some(request), _) if request.path() == Route::Health.pattern() => {
            trace.route = Route::Health.name();
            health(&request)
        }
        (Some(_), Err(error)) => Err(InternalError::new(error.to_string()).into()),
        (Some(request), Ok(state)) => {
            frame.cors = Cors::of(state, &request);
            confined(async {
                if is_api(request.path()) {
                    answer(env, execution, state, &request, &mut frame, &mut trace).await
                } else {
                    elsewhere(env, state, &request, &mut frame, &mut trace).await
                }
            })
            .await
        }
    };
    let told = outcome
        .as_ref()
        .err()
        .map(|error| (error.is_denied_to_non_member(), error.internal().cloned()));
    let finished = finish(&frame, outcome)?;
    trace.log(&frame, method, finished.status, finished.code, told);
    Ok(finished.response)
}

impl Trace {
    fn log(
        &self,
        frame: &Frame<'_>,
        method: &'static str,
        status: u16,
        code: Option<&'static str>,
        told: Option<(bool, Option<InternalError>)>,
    ) {
        let (stranger, fault) = told.unwrap_or_default();
        let fault = fault.map(|fault| fault.to_string());
        log::answered(&Answered {
            request: frame.request_id,
            method,
            route: self.route,
            status,
            code,
            user: self.user.as_deref(),
            stranger,
            fault: fault.as_deref(),
            ms: clock::now()
                .milliseconds()
                .saturating_sub(frame.now.milliseconds()),
        });
    }
}

/// The description of this interface: a file among the assets.
const DESCRIPTION: &str = "/v1/openapi.yaml";

/// Paths that are the Worker's own; all others are files.
pub(crate) fn is_api(path: &str) -> bool {
    if path == DESCRIPTION {
        return false;
    }
    ["/v1", "/i", "/.well-known", "/local", "/healthz"]
        .iter()
        .any(|own| {
            path.strip_prefix(own)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let known = KNOWN.into_iter().find(|known| *known == method);
    known.unwrap_or("other")
}

/// What `/healthz` says.
#[derive(Serialize)]
struct Health {
    status: &'static str,
}

fn health(request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    match wanted(request, Route::Health)? {
        Wanted::Options(methods) => Ok(ApiResponse::Options { methods }),
        Wanted::Method(..) => Ok(ApiResponse::ok(&Health { status: "ok" })),
    }
}

/// The answer at a path that is not the Worker's own: the platform's origin has it, or the console.
async fn elsewhere(
    env: &Env,
    state: &AppState,
    request: &ApiRequest,
    frame: &mut Frame<'_>,
    trace: &mut Trace,
) -> Result<ApiResponse, ApiError> {
    trace.route = "Gate";
    if let Some(reply) = gate::answer(env, state, request, frame, &mut trace.user).await? {
        return Ok(reply);
    }
    trace.route = "Asset";
    if !matches!(request.method(), "GET" | "HEAD") {
        return Err(ApiError::MethodNotAllowed("GET, HEAD".into()));
    }
    let found = asset(env, request, frame).await?;
    found
        .map(ApiResponse::Made)
        .ok_or(ApiError::from(Code::NotFound))
}

/// What a request wants of a route.
enum Wanted {
    /// To know which methods it takes.
    Options(String),
    /// To be answered.
    Method(Method, Access),
}

/// The method of a route that a request is for. `HEAD` is answered as `GET`.
fn wanted(request: &ApiRequest, route: Route) -> Result<Wanted, ApiError> {
    let methods = || {
        let mut names: Vec<&str> = route
            .methods()
            .iter()
            .map(|(method, _)| method.as_str())
            .collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        names.push("OPTIONS");
        names.join(", ")
    };
    let asked = match known_method(request.method()) {
        "OPTIONS" => return Ok(Wanted::Options(methods())),
        "HEAD" => "GET",
        other => other,
    };
    let found = route
        .methods()
        .iter()
        .find(|(method, _)| method.as_str() == asked);
    found
        .map(|(method, access)| Wanted::Method(*method, *access))
        .ok_or_else(|| ApiError::MethodNotAllowed(methods()))
}

async fn answer(
    env: &Env,
    execution: &Context,
    state: &AppState,
    request: &ApiRequest,
    frame: &mut Frame<'_>,
    trace: &mut Trace,
) -> Result<ApiResponse, ApiError> {
    #[cfg(feature = "dangerous-local-identity")]
    panic_if_asked(request.header("x-test").unwrap_or_default());
    #[cfg(feature = "dangerous-local-identity")]
    if request.path() == identity::local::PATH {
        trace.route = "LocalSignIn";
        return routes::local::answer(state, request, frame).await;
    }
    let Some(Matched { route, parameters }) = route::find(request.path()) else {
        return Err(Code::NotFound.into());
    };
    let parameters = parameters.into_iter().map(Into::into).collect();
    trace.route = route.name();
    let (method, access) = match wanted(request, route)? {
        Wanted::Options(methods) => return Ok(ApiResponse::Options { methods }),
        Wanted::Method(method, access) => (method, access),
    };
    let body = match method {
        Method::Get => Vec::new(),
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            received_body(request, frame).await?
        }
    };
    let now = frame.now;
    let principal = identified(state, request, access, now, execution).await?;
    trace.user = principal.id().map(ToOwned::to_owned);
    let welcome = match &principal {
        Principal::User(_) => access.takes_users(),
        Principal::Service(_) => access.takes_services(),
        Principal::Anonymous => true,
    };
    if !welcome {
        return Err(Code::Forbidden.into());
    }
    let mut key = match method {
        Method::Get => None,
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            request.idempotency(&body)?
        }
    };
    if let (Some(key), Principal::Service(service)) = (&mut key, &principal) {
        // It may be kept in a user's own object, among that user's keys, which have no space in them.
        key.key = format!("{} {}", service.id, key.key);
    }
    let context = RequestContext {
        env,
        state,
        request,
        now,
        parameters,
        principal,
        body,
        key,
    };
    routes::answer(route, method, &context).await
}

/// The body. Only when it is there has the whole request arrived, so from here on that is the request's time: a token or
/// an invite that ended while the body was on its way has ended.
pub(crate) async fn received_body(
    request: &ApiRequest,
    frame: &mut Frame<'_>,
) -> Result<Vec<u8>, ApiError> {
    let body = request.body().await?;
    frame.now = clock::now();
    Ok(body)
}

/// The caller, as far as the route needs to know.
async fn identified(
    state: &AppState,
    request: &ApiRequest,
    access: Access,
    now: Timestamp,
    execution: &Context,
) -> Result<Principal, IdentityError> {
    let header = request.header("authorization");
    match access {
        Access::Public => return Ok(Principal::Anonymous),
        Access::Optional | Access::Membership if header.is_none() => {
            return Ok(Principal::Anonymous);
        }
        // A membership token comes in a header of its own, beside whatever the platform puts into this one.
        Access::Membership if request.header(TOKEN).is_some() => return Ok(Principal::Anonymous),
        Access::Optional
        | Access::Membership
        | Access::SignedIn
        | Access::Anybody
        | Access::Permission(_)
        | Access::Member(_)
        | Access::PermissionOrSelf(_)
        | Access::Owner
        | Access::Service(_) => {}
    }
    let token = identity::bearer(header)?;
    identity::identify(token, providers(state, request), now, execution).await
}

/// The providers whose users and services this request may be about.
pub(crate) fn providers<'a>(
    state: &'a AppState,
    request: &ApiRequest,
) -> impl Iterator<Item = &'a Provider> {
    let providers = state.providers.iter();
    #[cfg(feature = "dangerous-local-identity")]
    let providers = {
        let local = routes::local::for_request(state, request);
        providers.chain(local.map(|local| &local.provider))
    };
    #[cfg(not(feature = "dangerous-local-identity"))]
    let _ = request;
    providers
}
