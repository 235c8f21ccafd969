//! The platform's requests and answers as they are, where `worker`'s own types would weigh much.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::{Headers, Request, RequestCache, RequestInit, Response, ResponseInit};

use crate::error::InternalError;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn all(each: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(request: &Request) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_name = Response)]
    type Made;

    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsValue, init: &ResponseInit) -> Result<Made, JsValue>;

    type Fetcher;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Fetcher, url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

#[wasm_bindgen(module = "/src/http/crossing.js")]
extern "C" {
    /// A request's lines: method, address, path, query, then each header's name and its value; none where the address
    /// cannot be read.
    #[wasm_bindgen(js_name = linesOf)]
    pub(crate) fn lines_of(request: &Request) -> Option<String>;

    #[wasm_bindgen(catch, js_name = write)]
    fn write_lines(headers: &Headers, lines: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_name = reply)]
    fn reply_of(
        status: u16,
        body: Option<&str>,
        kept: &Headers,
        lines: &str,
    ) -> Result<Response, JsValue>;

    #[wasm_bindgen(catch, js_name = reply)]
    fn reply_with(
        status: u16,
        body: &JsValue,
        kept: &Headers,
        lines: &str,
    ) -> Result<Response, JsValue>;
}

/// What an answer says.
pub(crate) enum Body {
    Nothing,
    Text(String),
    Stream(JsValue),
}

/// Writes lines to headers: names, each with its value below it. What answers vary by is added to, the others are replaced.
///
/// # Errors
/// When a header cannot be written.
pub(crate) fn write(headers: &Headers, lines: &str) -> Result<(), InternalError> {
    Ok(write_lines(headers, lines)?)
}

/// An answer with the headers that are kept for its kind, and lines of its own.
///
/// # Errors
/// When the platform refuses to make it.
pub(crate) fn reply(
    status: u16,
    body: Body,
    kept: &Headers,
    lines: &str,
) -> Result<Response, InternalError> {
    Ok(match body {
        Body::Nothing => reply_of(status, None, kept, lines),
        Body::Text(text) => reply_of(status, Some(&text), kept, lines),
        Body::Stream(stream) => reply_with(status, &stream, kept, lines),
    }?)
}

/// The names of all headers.
///
/// # Errors
/// When they cannot be read.
pub(crate) fn names(headers: &Headers) -> Result<Vec<String>, InternalError> {
    let names = all(&headers.keys())?;
    Ok(names.iter().filter_map(|name| name.as_string()).collect())
}

/// Sends a request to another server. Every outgoing request of the Worker goes through here.
///
/// It is `no-store`: the runtime's HTTP cache is shared by all callers, and a response may depend on who asks.
///
/// # Errors
/// When the request is malformed or the server does not respond.
pub(crate) async fn fetch(url: &str, init: &RequestInit) -> Result<Response, InternalError> {
    init.set_cache(RequestCache::NoStore);
    let request = Request::new_with_str_and_init(url, init)?;
    answered(global_fetch(&request)?).await
}

/// What a service that is bound under a name answers; `None` when none is.
///
/// # Errors
/// When it does not answer.
pub(crate) async fn from_bound(
    env: &JsValue,
    name: &str,
    url: &str,
    init: &RequestInit,
) -> Result<Option<Response>, InternalError> {
    let bound = Reflect::get(env, &name.into())?;
    if !bound.is_object() {
        return Ok(None);
    }
    let bound: Fetcher = bound.unchecked_into();
    answered(bound.fetch(url, init)?).await.map(Some)
}

async fn answered(promise: Promise) -> Result<Response, InternalError> {
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// The text of an answer.
///
/// # Errors
/// When it cannot be read.
pub(crate) async fn text(reply: &Response) -> Result<String, InternalError> {
    let text = JsFuture::from(reply.text()?).await?;
    text.as_string()
        .ok_or_else(|| InternalError::new("an answer is no text"))
}

/// An answer with other headers. Its body streams on, and so does its socket if it is an upgrade.
///
/// # Errors
/// When the platform refuses to make it.
pub(crate) fn with_headers(reply: &Response, headers: &Headers) -> Result<Response, InternalError> {
    let init = ResponseInit::new();
    init.set_status(reply.status());
    init.set_headers(headers);
    for member in ["webSocket", "cf"] {
        let value = Reflect::get(reply, &member.into())?;
        if value.is_object() {
            Reflect::set(&init, &member.into(), &value)?;
        }
    }
    let body = reply.body().map_or(JsValue::NULL, Into::into);
    Ok(Made::new(&body, &init)?.unchecked_into())
}
