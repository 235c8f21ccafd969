//! An object's answer to the Worker.

use serde::Serialize;
use wasm_bindgen_futures::JsFuture;
use worker::{Request, Response};

use crate::error::InternalError;
use crate::{json, log};

/// What an object is asked.
///
/// # Errors
/// When it cannot be read.
pub(crate) async fn asked(request: Request) -> worker::Result<String> {
    let text = JsFuture::from(request.inner().text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// What an object says: its answer, or that it failed. Why it failed is for the log alone.
///
/// # Errors
/// When no response can be made at all.
pub(crate) fn said<R: Serialize>(
    object: &'static str,
    answer: Result<R, InternalError>,
) -> worker::Result<Response> {
    told(object, answer.map(|answer| json::written(&answer)))
}

fn told(object: &'static str, answer: Result<String, InternalError>) -> worker::Result<Response> {
    match answer {
        Ok(text) => Response::ok(text),
        Err(fault) => {
            log::failed(object, fault);
            Response::error("fault", 500)
        }
    }
}
