//! An object's answer to the Worker.

use serde::Serialize;
use worker::Response;

use crate::fault::Fault;
use crate::{json, log};

/// What an object says: its answer, or that it failed. Why it failed is for the log alone.
///
/// # Errors
/// When no response can be made at all.
pub(crate) fn said<R: Serialize>(
    object: &'static str,
    answer: Result<R, Fault>,
) -> worker::Result<Response> {
    match answer {
        Ok(reply) => Response::ok(json::written(&reply).map_err(|error| error.to_string())?),
        Err(fault) => {
            log::failed(object, fault);
            Response::error("fault", 500)
        }
    }
}
