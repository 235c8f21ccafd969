//! Requests that carry what the edge has to say: events to webhooks, and mails to providers.

use core::fmt;
use core::time::Duration;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::{RequestInit, RequestRedirect};
use worker::{AbortController, ByteStream, Headers, Response, ResponseBody};

use super::{Network, read_up_to};
use crate::deadline;
use crate::error::InternalError;

/// A `POST` that the edge sends to a server of others: a webhook's receiver, or a mail provider. Redirects are not followed,
/// so that a server cannot send the request elsewhere.
pub(crate) struct OutboundPost<'a> {
    /// Where to: an [`OutboundUrl`](hallpass_core::outbound::OutboundUrl) if an operator names it.
    pub(crate) url: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
    /// How long the server may take to answer, its body included. The request is cancelled then.
    pub(crate) timeout: Duration,
    /// How much of the reply's body is read, in bytes; none of it with 0.
    pub(crate) reply_bytes: usize,
}

/// What a server answered.
pub(crate) struct OutboundReply {
    pub(crate) status: u16,
    /// The beginning of the body, at most as long as was asked for. Empty if it is not UTF-8.
    pub(crate) body: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum OutboundError {
    /// It did not come in time.
    TimedOut,
    /// The server cannot be reached, or broke the connection.
    Unreachable(InternalError),
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut => f.write_str("no answer in time"),
            Self::Unreachable(error) => error.fmt(f),
        }
    }
}

impl From<InternalError> for OutboundError {
    fn from(error: InternalError) -> Self {
        Self::Unreachable(error)
    }
}

impl OutboundPost<'_> {
    /// Sends the request.
    ///
    /// # Errors
    /// [`OutboundError`] when there is no answer. Whether the server got the request is unknown then.
    pub(crate) async fn send(&self) -> Result<OutboundReply, OutboundError> {
        let controller = AbortController::default();
        let exchange = Box::pin(self.exchange(&controller));
        match deadline::within(self.timeout, exchange).await {
            Some(reply) => Ok(reply?),
            None => {
                // Otherwise it would still be under way when the next attempt begins.
                controller.abort();
                Err(OutboundError::TimedOut)
            }
        }
    }

    async fn exchange(&self, controller: &AbortController) -> Result<OutboundReply, InternalError> {
        let headers = Headers::new();
        for (name, value) in self.headers {
            headers.set(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers.0);
        init.set_body(&JsValue::from_str(self.body));
        init.set_redirect(RequestRedirect::Manual);
        init.set_signal(Some(&controller.signal()));
        let response = Network::Public.fetch(self.url, &init).await?;
        let status = response.status();
        let body = if self.reply_bytes > 0 {
            read_body(Response::from(response), self.reply_bytes).await?
        } else {
            // An unread body would keep its connection. Cancelling it is no reason to send the request again.
            if let Some(body) = response.body() {
                drop(JsFuture::from(body.cancel()).await);
            }
            String::new()
        };
        Ok(OutboundReply { status, body })
    }
}

async fn read_body(response: Response, limit_bytes: usize) -> Result<String, InternalError> {
    let (_, body) = response.into_parts();
    let mut bytes = match body {
        ResponseBody::Stream(stream) => read_up_to(ByteStream::from(stream), limit_bytes).await?,
        ResponseBody::Body(_) | ResponseBody::Empty => Vec::new(),
    };
    bytes.truncate(limit_bytes);
    Ok(String::from_utf8(bytes).unwrap_or_default())
}
