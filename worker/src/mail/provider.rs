//! Requests to the API of a mail provider.

use serde::Serialize;
use serde_json::Value;
use worker::web_sys::{RequestInit, RequestRedirect};
use worker::{ByteStream, Headers, ResponseBody};

use super::outcome::SendError;
use crate::error::InternalError;
use crate::http::{self, read_up_to};
use crate::json;

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
    exchange(url, headers, body)
        .await
        .map_err(|error| SendError::Deferred(format!("{provider}: {error}")))
}

async fn exchange(
    url: &str,
    headers: &[(&str, &str)],
    body: &impl Serialize,
) -> Result<Reply, InternalError> {
    let sent = Headers::new();
    sent.set("content-type", "application/json")?;
    for (name, value) in headers {
        sent.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&sent.0);
    init.set_redirect(RequestRedirect::Manual);
    init.set_body(&json::to_string(body)?.into());
    let response = http::fetch(url, &init).await?;
    let status = response.status_code();
    let bytes = match response.into_parts() {
        (_, ResponseBody::Stream(stream)) => {
            read_up_to(ByteStream::from(stream), REPLY_BYTES).await?
        }
        (_, ResponseBody::Body(_) | ResponseBody::Empty) => Vec::new(),
    };
    // A proxy on the way may answer with a page.
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(Reply { status, body })
}
