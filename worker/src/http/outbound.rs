//! Requests to other servers. Each is `no-store`: the runtime's HTTP cache is shared by all callers, and a response may
//! depend on who asks.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use worker::Response;
use worker::web_sys::{self, RequestCache};

use crate::error::InternalError;

/// Sends a request of the Worker's own to another server. `init` is the platform's own type, because `worker::RequestInit`
/// has no room for methods that it does not know.
///
/// # Errors
/// When the request is malformed or the server does not respond.
pub(crate) async fn fetch(
    url: &str,
    init: &web_sys::RequestInit,
) -> Result<Response, InternalError> {
    fetch_response(url, init).await.map(Response::from)
}

/// The same, with the platform's own response.
///
/// # Errors
/// As for [`fetch`].
pub(crate) async fn fetch_response(
    url: &str,
    init: &web_sys::RequestInit,
) -> Result<web_sys::Response, InternalError> {
    init.set_cache(RequestCache::NoStore);
    send(&web_sys::Request::new_with_str_and_init(url, init)?).await
}

/// Passes a caller's request on to another URL, with its method and its body. `init` has the rest.
///
/// # Errors
/// When the server does not respond.
pub(crate) async fn forward(
    url: &str,
    received: &web_sys::Request,
    init: &web_sys::RequestInit,
) -> Result<web_sys::Response, InternalError> {
    // A request is a dictionary, too. Only this constructor takes the body of a `GET` or `HEAD` along.
    let parts: &web_sys::RequestInit = received.unchecked_ref();
    let moved = web_sys::Request::new_with_str_and_init(url, parts)?;
    init.set_cache(RequestCache::NoStore);
    send(&web_sys::Request::new_with_request_and_init(&moved, init)?).await
}

async fn send(request: &web_sys::Request) -> Result<web_sys::Response, InternalError> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_request(request)).await?;
    Ok(response.unchecked_into())
}
