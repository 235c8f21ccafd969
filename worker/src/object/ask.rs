//! Asking an object. One future for all kinds of objects and questions: what is asked and answered is text here.

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use hallpass_protocol::object::Object;
use js_sys::{Promise, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::{Env, web_sys};

use crate::error::InternalError;
use crate::http::ApiError;
use crate::{deadline, json};

#[wasm_bindgen]
extern "C" {
    type Namespace;
    type Stub;

    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Namespace, name: &str) -> Result<Stub, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn fetch(this: &Stub, url: &str, init: &web_sys::RequestInit) -> Result<Promise, JsValue>;
}

/// A future of a type that nobody needs to know.
pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// No answer came. Whether the object did what it was asked is unknown.
#[derive(Debug)]
pub(crate) struct ObjectUnavailable(pub(crate) InternalError);

impl From<InternalError> for ObjectUnavailable {
    fn from(fault: InternalError) -> Self {
        Self(fault)
    }
}

impl From<ObjectUnavailable> for ApiError {
    fn from(unavailable: ObjectUnavailable) -> Self {
        unavailable.0.into()
    }
}

/// Asks the object of this kind and name, and waits for its answer within `limit`. The question is an envelope's JSON,
/// the answer is for [`answer`] to read.
///
/// # Errors
/// [`ObjectUnavailable`] when the object failed, panicked or took too long. A stub is used once, so a broken one
/// harms nobody else.
pub(crate) fn ask(
    env: &Env,
    object: Object,
    name: String,
    question: String,
    limit: Duration,
) -> Later<'_, Result<String, ObjectUnavailable>> {
    Box::pin(async move {
        let exchange = Box::pin(exchange(env, object.binding(), name, question));
        match deadline::within(limit, exchange).await {
            Some(answer) => Ok(answer?),
            None => Err(ObjectUnavailable(failed(
                object.binding(),
                "did not answer in time",
            ))),
        }
    })
}

/// Reads what an object answered.
///
/// # Errors
/// [`ObjectUnavailable`] when it cannot be read.
pub(crate) fn answer<R: DeserializeOwned>(text: &str) -> Result<R, ObjectUnavailable> {
    Ok(json::read(text).map_err(InternalError::from)?)
}

#[cold]
#[inline(never)]
fn failed(binding: &str, what: &str) -> InternalError {
    InternalError::new([binding, what].join(" "))
}

async fn exchange(
    env: &Env,
    binding: &'static str,
    name: String,
    question: String,
) -> Result<String, InternalError> {
    let namespace: Namespace = Reflect::get(env, &binding.into())?.unchecked_into();
    let stub = namespace.get_by_name(&name)?;
    let init = web_sys::RequestInit::new();
    init.set_method("POST");
    init.set_body(&question.into());
    // What is overloaded is not asked again: the caller is told when to.
    let refused = |error: JsValue| match Reflect::get(&error, &"overloaded".into()) {
        Ok(flag) if flag.is_truthy() => failed(binding, "is overloaded"),
        Ok(_) | Err(_) => error.into(),
    };
    let reply = JsFuture::from(stub.fetch("https://object/", &init)?).await;
    let reply: web_sys::Response = reply.map_err(refused)?.unchecked_into();
    let text = JsFuture::from(reply.text()?).await?;
    let text = text
        .as_string()
        .ok_or_else(|| failed(binding, "answered with no text"))?;
    if reply.status() == 200 {
        Ok(text)
    } else {
        Err(failed(binding, "failed"))
    }
}
