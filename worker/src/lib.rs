//! The edge of Hallpass. It owns input and output and decides nothing: rules are in `hallpass-core`.
//!
//! A request goes `serve` → `routes` → an object (`account`, `user`, `mailbox`) → core, and back.

mod account;
mod at_once;
mod clock;
mod confine;
mod context;
mod deadline;
mod error;
mod freshness;
mod gate;
mod http;
mod identity;
mod json;
mod log;
mod mailbox;
mod member;
mod object;
mod random;
mod rate_limiter;
mod routes;
mod serve;
mod settings;
mod state;
mod unicode;
mod url;
mod user;

use wasm_bindgen::prelude::*;
use worker::web_sys::{Headers, Request};
use worker::{Context, Env, worker_sys};

/// Answers one request for `entry.mjs`: with the reply, or with a promise of it where the reply must wait.
#[wasm_bindgen]
pub fn answer(
    request: Request,
    env: Env,
    execution: worker_sys::Context,
) -> Result<JsValue, JsValue> {
    let execution = Context::new(execution);
    let request = http::ApiRequest::new(request);
    at_once::given(async move {
        let reply = serve::serve(request, &env, &execution)
            .await
            .or_else(|fault| {
                log::failed("serve", fault);
                http::web::reply(503, http::web::Body::Nothing, &Headers::new()?, "")
            });
        reply
            .map(JsValue::from)
            .map_err(|fault| fault.to_string().into())
    })
}
