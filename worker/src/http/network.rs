//! The networks that requests to other servers go to. Each request is `no-store`: the runtime's HTTP cache is shared by all
//! callers, and a response may depend on who asks.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::web_sys::{self, RequestCache, RequestInit};
use worker::worker_sys::Fetcher;

use crate::error::InternalError;

/// The binding of the network that may hold private addresses. Only `npx hallpass start` has it.
const PRIVATE_NETWORK: &str = "PRIVATE_NETWORK";

/// A network, by the addresses that can be reached in it.
#[derive(Clone)]
pub(crate) enum Network {
    /// The one that the platform gives to every Worker: public addresses.
    Public,
    /// One with private addresses, for servers of the operator's own.
    Private(Fetcher),
}

impl Network {
    /// The network of the operator's own servers: identity providers, and the API behind the gate. It is the public one
    /// where no other is bound.
    pub(crate) fn of_operator(env: &Env) -> Self {
        let binding = Reflect::get(env, &PRIVATE_NETWORK.into()).ok();
        match binding.filter(JsValue::is_object) {
            Some(binding) => Self::Private(binding.unchecked_into()),
            None => Self::Public,
        }
    }

    /// Sends a request of the Worker's own. `init` and the response are the platform's own types, because those of `worker`
    /// have no room for methods and fields that they do not know.
    ///
    /// # Errors
    /// When the request is malformed or the server does not respond.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        init: &RequestInit,
    ) -> Result<web_sys::Response, InternalError> {
        init.set_cache(RequestCache::NoStore);
        let request = web_sys::Request::new_with_str_and_init(url, init)?;
        self.send(&request).await
    }

    /// Passes a caller's request on to another URL, with its method and its body. `init` has the rest.
    ///
    /// # Errors
    /// When the server does not respond.
    pub(crate) async fn forward(
        &self,
        url: &str,
        received: &web_sys::Request,
        init: &RequestInit,
    ) -> Result<web_sys::Response, InternalError> {
        // A request is a dictionary, too. Only this constructor takes the body of a `GET` or `HEAD` along.
        let parts: &RequestInit = received.unchecked_ref();
        let moved = web_sys::Request::new_with_str_and_init(url, parts)?;
        init.set_cache(RequestCache::NoStore);
        let request = web_sys::Request::new_with_request_and_init(&moved, init)?;
        self.send(&request).await
    }

    async fn send(&self, request: &web_sys::Request) -> Result<web_sys::Response, InternalError> {
        let response = match self {
            Self::Public => {
                let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
                scope.fetch_with_request(request)
            }
            Self::Private(network) => network.fetch(request)?,
        };
        Ok(JsFuture::from(response).await?.unchecked_into())
    }
}
