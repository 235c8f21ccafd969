//! The origin's response, as the caller receives it.

use hallpass_core::gate::header;
use js_sys::Reflect;
use wasm_bindgen::JsCast as _;
use worker::{Headers, WebSocket, web_sys};

use crate::error::InternalError;
use crate::http::CacheControl;

/// The origin's response without headers that only the gate may set, and without leave for shared caches: it was made for
/// the bearer of one token.
///
/// # Errors
/// When the platform refuses a header or the status.
pub(super) fn for_caller(received: web_sys::Response) -> Result<web_sys::Response, InternalError> {
    // A response is its own dictionary of status, reason, headers and socket. The headers of the received one are immutable.
    let init: &web_sys::ResponseInit = received.unchecked_ref();
    let body = received.body();
    with_headers_for_caller(web_sys::Response::new_with_opt_readable_stream_and_init(
        body.as_ref(),
        init,
    )?)
}

/// The origin's socket, if it upgraded the connection.
pub(super) fn socket(received: &web_sys::Response) -> Option<WebSocket> {
    let socket = Reflect::get(received, &"webSocket".into()).ok()?;
    let socket: web_sys::WebSocket = socket.dyn_into().ok()?;
    Some(socket.into())
}

/// The response that upgrades the caller's connection, with the headers of the origin's.
///
/// # Errors
/// As for [`for_caller`].
pub(super) fn upgraded(
    received: &web_sys::Response,
    caller: WebSocket,
) -> Result<web_sys::Response, InternalError> {
    let response = worker::Response::from_websocket(caller)?;
    with_headers_for_caller(
        response
            .with_headers(Headers(received.headers()).clone())
            .into(),
    )
}

fn with_headers_for_caller(
    response: web_sys::Response,
) -> Result<web_sys::Response, InternalError> {
    let headers = Headers(response.headers());
    let names: Vec<String> = headers.keys().collect();
    for name in names
        .iter()
        .filter(|name| header::is_kept_from_caller(name))
    {
        headers.delete(name)?;
    }
    let cache_control = match headers.get("cache-control")? {
        Some(value) => header::without_shared_caches(&value),
        None => CacheControl::PrivateNoStore.as_str().into(),
    };
    headers.set("cache-control", &cache_control)?;
    // A cache may store what has no `private`, too, and a browser what has.
    headers.append("vary", crate::member::TOKEN)?;
    Ok(response)
}
