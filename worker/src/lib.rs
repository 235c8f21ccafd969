//! The edge of Hallpass. It owns input and output and decides nothing: rules are in `hallpass-core`.
//!
//! A request goes `serve` → `routes` → an object (`account`, `user`, `mailbox`) → core, and back.

mod account;
mod budgets;
mod call;
mod clock;
mod confine;
mod deadline;
mod edge;
mod fault;
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
mod routes;
mod serve;
mod settings;
mod unicode;
mod url;
mod user;

use worker::web_sys::{Headers, Request, Response};
use worker::{Context, Env, event};

/// Answers one request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    match serve::serve(request, &env).await {
        Ok(response) => Ok(response),
        Err(fault) => {
            log::failed("serve", fault);
            http::web::made(503, &Headers::new()?, None).map_err(|fault| fault.to_string().into())
        }
    }
}
