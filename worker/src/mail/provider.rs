//! Requests to the API of a mail provider.

use core::fmt;

use serde::Serialize;
use serde_json::Value;

use super::outcome::SendError;
use crate::http::OutboundPost;
use crate::{deadline, json};

/// The longest reply that is read, in bytes. A reply has an id or an error.
const REPLY_BYTES: usize = 16 * 1024;

/// A provider's reply.
pub(super) struct Reply {
    pub(super) status: u16,
    body: Value,
}

impl Reply {
    /// A text of the reply.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field)?.as_str()
    }

    /// A number of the reply.
    pub(super) fn number(&self, field: &str) -> Option<i64> {
        self.body.get(field)?.as_i64()
    }
}

/// Posts JSON. A failure says nothing about whether the provider got it.
pub(super) async fn post(
    provider: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &impl Serialize,
) -> Result<Reply, SendError> {
    let deferred = |error: &dyn fmt::Display| SendError::Deferred(format!("{provider}: {error}"));
    let body = json::to_string(body).map_err(|error| deferred(&error))?;
    let post = OutboundPost {
        url,
        headers: &[&[("content-type", "application/json")], headers].concat(),
        body: &body,
        timeout: deadline::MAIL,
        reply_bytes: REPLY_BYTES,
    };
    let reply = post.send().await.map_err(|error| deferred(&error))?;
    Ok(Reply {
        status: reply.status,
        // A proxy on the way may answer with a page.
        body: serde_json::from_str(&reply.body).unwrap_or_default(),
    })
}
