//! Requests to other servers.

use worker::web_sys::{self, RequestCache};
use worker::{Fetch, Request, Response};

use crate::error::InternalError;

/// Sends a request to another server. Every outgoing request of the Worker goes through here.
///
/// It is `no-store`: the runtime's HTTP cache is shared by all callers, and a response may depend on who asks. `init` is
/// the platform's own type, because `worker::RequestInit` has no room for methods that it does not know.
///
/// # Errors
/// When the request is malformed or the server does not respond.
pub(crate) async fn fetch(
    url: &str,
    init: &web_sys::RequestInit,
) -> Result<Response, InternalError> {
    init.set_cache(RequestCache::NoStore);
    let request = web_sys::Request::new_with_str_and_init(url, init)?;
    Ok(Fetch::Request(Request::from(request)).send().await?)
}
