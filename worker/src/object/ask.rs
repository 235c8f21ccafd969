//! Asking an object.

use hallpass_core::wire::{Read, Write};
use hallpass_protocol::object::{Envelope, Object};
use worker::{Env, Headers, Method, Request, RequestInit};

use crate::fault::Fault;
use crate::{deadline, json};

/// No answer came. Whether the object did what it was asked is unknown.
#[derive(Debug)]
pub(crate) struct Unanswered(pub(crate) Fault);

impl From<Fault> for Unanswered {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

/// Asks the object of this kind and name, and waits for its answer within `limit`.
///
/// # Errors
/// [`Unanswered`] when the object failed, panicked or took too long. A stub is used once, so a broken one
/// harms nobody else.
pub(crate) async fn ask<A: Write, R: Read>(
    env: &Env,
    object: Object,
    name: &str,
    envelope: &Envelope<A>,
    limit: core::time::Duration,
) -> Result<R, Unanswered> {
    let body = json::written(envelope);
    match deadline::within(limit, exchange(env, object, name, &body)).await {
        Some(answer) => Ok(json::read(&answer?).map_err(Fault::from)?),
        None => Err(Unanswered(Fault::new(format!(
            "{} did not answer in time",
            object.binding()
        )))),
    }
}

async fn exchange(env: &Env, object: Object, name: &str, body: &str) -> Result<String, Fault> {
    let stub = env.durable_object(object.binding())?.get_by_name(name)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(Headers::new())
        .with_body(Some(body.into()));
    let request = Request::new_with_init("https://object/", &init)?;
    // What is overloaded is not asked again: the caller is told when to.
    let failed = |error: worker::Error| {
        let overloaded = js_sys::Reflect::get(&error.to_js_value(), &"overloaded".into());
        match overloaded {
            Ok(flag) if flag.is_truthy() => {
                Fault::new(format!("{} is overloaded", object.binding()))
            }
            Ok(_) | Err(_) => error.into(),
        }
    };
    let mut reply = stub.fetch_with_request(request).await.map_err(failed)?;
    let text = reply.text().await?;
    if reply.status_code() == 200 {
        Ok(text)
    } else {
        Err(Fault::new(format!("{} failed", object.binding())))
    }
}
