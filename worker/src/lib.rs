//! The edge of Hallpass. It owns input and output and decides nothing: rules are in `hallpass-core`.
//!
//! A request goes from `fetch` through `middleware` to the `router`, which picks the `gate`, the console's `assets` or a
//! route in `routes`. Routes call the Durable Objects in `objects`. Below them are `identity`, `config` and `http`.

mod assets;
mod clock;
mod config;
mod context;
mod current_user;
mod deadline;
mod error;
mod freshness;
mod gate;
mod http;
mod identity;
mod json;
mod log;
mod mail;
mod member;
mod middleware;
mod objects;
#[cfg(feature = "dangerous-local-identity")]
mod panic_trigger;
mod random;
mod router;
mod routes;
mod state;

use worker::web_sys::{self, Request};
use worker::{Context, Env, Response, event};

use error::InternalError;
use http::ApiRequest;
use middleware::{Exchange, confine_panics, finish};
use objects::count_calls;

/// Answers one request. `worker::Request` would read the request's `cf` object, which nothing here uses.
#[event(fetch)]
async fn fetch(
    request: Request,
    env: Env,
    execution: Context,
) -> worker::Result<web_sys::Response> {
    match answer(request, &env, &execution).await {
        Ok(response) => Ok(response),
        Err(error) => {
            log::failed("serve", error);
            Ok(Response::empty()?.with_status(503).into())
        }
    }
}

/// Answers a request and logs it. Fails only if no response can be made.
async fn answer(
    request: Request,
    env: &Env,
    execution: &Context,
) -> Result<web_sys::Response, InternalError> {
    let request = ApiRequest::new(request);
    let mut exchange = Exchange::begin(request.as_ref().ok(), env)?;
    let calls = exchange.object_calls.clone();
    let answer = router::answer(&mut exchange, request, env, execution);
    let result = count_calls(&calls, confine_panics(answer)).await;
    finish(&exchange, result)
}
