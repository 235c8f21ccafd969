//! From a request to its answer, and the line in the log that says what became of it.

use hallpass_core::wire::WireWrite;
use hallpass_core::{Code, Timestamp, base64url};
use hallpass_protocol::route::{self, Access, Matched, Method, Route};
use worker::Env;
use worker::web_sys::Response;

use crate::call::Call;
use crate::confine::confined;
#[cfg(feature = "dangerous-local-identity")]
use crate::confine::panic_if_asked;
use crate::edge::{self, Edge};
use crate::fault::Fault;
use crate::http::{Cors, Frame, Incoming, No, Reason, Reply, asset, finish};
use crate::identity::{self, IdentityError, Provider, Who};
use crate::log::{self, Answered};
use crate::member::TOKEN;
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
pub(crate) async fn serve(incoming: Option<Incoming>, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let request_id = format!("req_{}", base64url::encode(&random::bytes::<16>()?));
    let method = known_method(incoming.as_ref().map_or("", Incoming::method));
    let head_only = method == "HEAD";
    let edge = edge::of(env);
    let mut trace = Trace::default();
    let mut frame = Frame {
        request_id: &request_id,
        now,
        cors: Cors::None,
        secure: edge
            .as_ref()
            .is_ok_and(|edge| edge.origin.starts_with("https:")),
        head_only,
    };
    let outcome = match (incoming, &edge) {
        (None, _) => Err(No::body(Vec::new())),
        (Some(incoming), _) if incoming.path() == Route::Health.pattern() => {
            trace.route = Route::Health.name();
            health(&incoming)
        }
        (Some(_), Err(error)) => Err(Fault::new(error.to_string()).into()),
        (Some(mut incoming), Ok(edge)) => {
            frame.cors = Cors::of(edge, &incoming);
            confined(async {
                if is_api(incoming.path()) {
                    answer(env, edge, &mut incoming, now, &mut trace).await
                } else {
                    elsewhere(env, edge, &incoming, &mut frame, &mut trace).await
                }
            })
            .await
        }
    };
    let told = outcome
        .as_ref()
        .err()
        .map(|no| (no.is_to_stranger(), no.fault().cloned()));
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
        told: Option<(bool, Option<Fault>)>,
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
#[derive(WireWrite)]
struct Health {
    status: &'static str,
}

fn health(incoming: &Incoming) -> Result<Reply, No> {
    match wanted(incoming, Route::Health)? {
        Wanted::Options(methods) => Ok(Reply::Options { methods }),
        Wanted::Method(..) => Ok(Reply::ok(&Health { status: "ok" })),
    }
}

/// The answer at a path that is not the Worker's own: the platform's origin has it, or the console.
async fn elsewhere(
    env: &Env,
    edge: &Edge,
    incoming: &Incoming,
    frame: &mut Frame<'_>,
    trace: &mut Trace,
) -> Result<Reply, No> {
    trace.route = "Gate";
    if let Some(reply) = gate::answer(env, edge, incoming, frame, &mut trace.user).await? {
        return Ok(reply);
    }
    trace.route = "Asset";
    if !matches!(incoming.method(), "GET" | "HEAD") {
        return Err(Reason::Method("GET, HEAD".into()).into());
    }
    let found = asset(env, incoming, frame).await?;
    found.map(Reply::Made).ok_or(No::from(Code::NotFound))
}

/// What a request wants of a route.
enum Wanted {
    /// To know which methods it takes.
    Options(String),
    /// To be answered.
    Method(Method, Access),
}

/// The method of a route that a request is for. `HEAD` is answered as `GET`.
fn wanted(incoming: &Incoming, route: Route) -> Result<Wanted, No> {
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
    let asked = match known_method(incoming.method()) {
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
        .ok_or_else(|| Reason::Method(methods()).into())
}

async fn answer(
    env: &Env,
    edge: &Edge,
    incoming: &mut Incoming,
    now: Timestamp,
    trace: &mut Trace,
) -> Result<Reply, No> {
    #[cfg(feature = "dangerous-local-identity")]
    panic_if_asked(incoming.header("x-test").unwrap_or_default());
    #[cfg(feature = "dangerous-local-identity")]
    if incoming.path() == identity::local::PATH {
        trace.route = "LocalSignIn";
        return routes::local::answer(edge, incoming, now).await;
    }
    let Some(Matched { route, parameters }) = route::find(incoming.path()) else {
        return Err(Code::NotFound.into());
    };
    let parameters = parameters.into_iter().map(Into::into).collect();
    trace.route = route.name();
    let (method, access) = match wanted(incoming, route)? {
        Wanted::Options(methods) => return Ok(Reply::Options { methods }),
        Wanted::Method(method, access) => (method, access),
    };
    let who = identified(edge, incoming, access, now).await?;
    trace.user = who.as_ref().map(|who| who.id().to_owned());
    let welcome = match &who {
        Some(Who::User(_)) => access.takes_users(),
        Some(Who::Service(_)) => access.takes_services(),
        None => true,
    };
    if !welcome {
        return Err(Code::Forbidden.into());
    }
    let (body, key) = match method {
        Method::Get => (Vec::new(), None),
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            let body = incoming.body().await?;
            let mut key = incoming.idempotency(&body)?;
            if let (Some(key), Some(Who::Service(service))) = (&mut key, &who) {
                // It may be kept in a user's own object, among that user's keys, which have no space in them.
                key.key = format!("{} {}", service.id, key.key);
            }
            (body, key)
        }
    };
    let call = Call {
        env,
        edge,
        incoming,
        now,
        parameters,
        who,
        body,
        key,
    };
    routes::answer(route, method, &call).await
}

/// Who asks, as far as the route wants to know.
async fn identified(
    edge: &Edge,
    incoming: &Incoming,
    access: Access,
    now: Timestamp,
) -> Result<Option<Who>, IdentityError> {
    let header = incoming.header("authorization");
    match access {
        Access::Public => return Ok(None),
        Access::Optional | Access::Membership if header.is_none() => return Ok(None),
        // A membership token comes in a header of its own, beside whatever the platform puts into this one.
        Access::Membership if incoming.header(TOKEN).is_some() => return Ok(None),
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
    identity::identify(token, providers(edge, incoming), now)
        .await
        .map(Some)
}

/// The providers whose users and services this request may be about.
pub(crate) fn providers<'a>(
    edge: &'a Edge,
    incoming: &Incoming,
) -> impl Iterator<Item = &'a Provider> {
    let providers = edge.providers.iter();
    #[cfg(feature = "dangerous-local-identity")]
    let providers = {
        let local = routes::local::for_request(edge, incoming);
        providers.chain(local.map(|local| &local.provider))
    };
    #[cfg(not(feature = "dangerous-local-identity"))]
    let _ = incoming;
    providers
}
