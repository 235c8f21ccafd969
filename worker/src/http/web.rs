//! The platform's requests and answers as they are, where `worker`'s own types would weigh much.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::{Headers, Request, RequestInit, Response, ResponseInit};

use crate::fault::Fault;

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

/// The names of all headers.
///
/// # Errors
/// When they cannot be read.
pub(crate) fn names(headers: &Headers) -> Result<Vec<String>, Fault> {
    let names = all(&headers.keys())?;
    Ok(names.iter().filter_map(|name| name.as_string()).collect())
}

/// What the outside answers to a request.
///
/// # Errors
/// When it does not answer.
pub(crate) async fn fetched(request: &Request) -> Result<Response, Fault> {
    answered(global_fetch(request)?).await
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
) -> Result<Option<Response>, Fault> {
    let bound = Reflect::get(env, &name.into())?;
    if !bound.is_object() {
        return Ok(None);
    }
    let bound: Fetcher = bound.unchecked_into();
    answered(bound.fetch(url, init)?).await.map(Some)
}

async fn answered(promise: Promise) -> Result<Response, Fault> {
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// The text of an answer.
///
/// # Errors
/// When it cannot be read.
pub(crate) async fn text(reply: &Response) -> Result<String, Fault> {
    let text = JsFuture::from(reply.text()?).await?;
    text.as_string()
        .ok_or_else(|| Fault::new("an answer is no text"))
}

/// An answer of this text or stream, or of none.
///
/// # Errors
/// When the platform refuses to make it.
pub(crate) fn made(
    status: u16,
    headers: &Headers,
    body: Option<&JsValue>,
) -> Result<Response, Fault> {
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers(headers);
    Ok(Made::new(body.unwrap_or(&JsValue::NULL), &init)?.unchecked_into())
}

/// An answer with other headers. Its body streams on, and so does its socket if it is an upgrade.
///
/// # Errors
/// When the platform refuses to make it.
pub(crate) fn with_headers(reply: &Response, headers: &Headers) -> Result<Response, Fault> {
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
