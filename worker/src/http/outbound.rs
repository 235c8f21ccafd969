//! Requests to other servers. Each is `no-store`: the runtime's HTTP cache is shared by all callers, and a response may
//! depend on who asks.

use core::fmt;
use core::time::Duration;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::{self, RequestCache, RequestInit, RequestRedirect};
use worker::{AbortController, ByteStream, Headers, Response, ResponseBody};

use super::read_up_to;
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
        let response = fetch_response(self.url, &init).await?;
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

/// Sends a request of the Worker's own to another server. `init` is the platform's own type, because `worker::RequestInit`
/// has no room for methods that it does not know.
///
/// # Errors
/// When the request is malformed or the server does not respond.
pub(crate) async fn fetch(url: &str, init: &RequestInit) -> Result<Response, InternalError> {
    fetch_response(url, init).await.map(Response::from)
}

/// The same, with the platform's own response.
///
/// # Errors
/// As for [`fetch`].
pub(crate) async fn fetch_response(
    url: &str,
    init: &RequestInit,
) -> Result<web_sys::Response, InternalError> {
    init.set_cache(RequestCache::NoStore);
    send(&web_sys::Request::new_with_str_and_init(url, init)?).await
}

/// Passes a caller's request on to another URL, with its method and its body. `init` has the rest.
///
/// # Errors
/// When the server does not respond.
pub(crate) async fn forward(
    url: &str,
    received: &web_sys::Request,
    init: &RequestInit,
) -> Result<web_sys::Response, InternalError> {
    // A request is a dictionary, too. Only this constructor takes the body of a `GET` or `HEAD` along.
    let parts: &RequestInit = received.unchecked_ref();
    let moved = web_sys::Request::new_with_str_and_init(url, parts)?;
    init.set_cache(RequestCache::NoStore);
    send(&web_sys::Request::new_with_request_and_init(&moved, init)?).await
}

async fn send(request: &web_sys::Request) -> Result<web_sys::Response, InternalError> {
    let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_request(request)).await?;
    Ok(response.unchecked_into())
}
