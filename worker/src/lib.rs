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
use worker::Env;
use worker::web_sys::{Headers, Request};

/// Answers one request: with the reply, or a promise of it where something is waited for. What `entry.mjs` calls; it
/// gives undefined where the body is to be read first.
#[wasm_bindgen]
pub fn answer(request: Request, env: Env, body: JsValue) -> Result<JsValue, JsValue> {
    let request = http::ApiRequest::new(request, body);
    let waits = |request: &http::ApiRequest| request.awaits_body() && serve::is_api(request.path());
    if request.as_ref().is_some_and(waits) {
        return Ok(JsValue::UNDEFINED);
    }
    at_once::given(async move {
        let reply = serve::serve(request, &env).await.or_else(|fault| {
            log::failed("serve", fault);
            http::web::reply(503, http::web::Body::Nothing, &Headers::new()?, "")
        });
        reply
            .map(JsValue::from)
            .map_err(|fault| fault.to_string().into())
    })
}
