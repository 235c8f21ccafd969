//! An object's answer to the Worker.

use hallpass_core::wire::Write;
use worker::Response;

use crate::fault::Fault;
use crate::{json, log};

/// What an object says: its answer, or that it failed. Why it failed is for the log alone.
///
/// # Errors
/// When no response can be made at all.
pub(crate) fn said<R: Write>(
    object: &'static str,
    answer: Result<R, Fault>,
) -> worker::Result<Response> {
    match answer {
        Ok(reply) => Response::ok(json::written(&reply)),
        Err(fault) => {
            log::failed(object, fault);
            Response::error("fault", 500)
        }
    }
}
