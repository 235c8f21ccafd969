//! Web addresses, read by the runtime's own `URL`: another reader beside it would weigh a lot, and might disagree.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type URLSearchParams;

    #[wasm_bindgen(method, js_name = get)]
    fn first(this: &URLSearchParams, name: &str) -> Option<String>;

    #[wasm_bindgen(js_name = URL)]
    type JsUrl;

    #[wasm_bindgen(constructor, catch, js_class = "URL")]
    fn new(text: &str) -> Result<JsUrl, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn href(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn protocol(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn hostname(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn origin(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn pathname(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn search(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn hash(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn username(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn password(this: &JsUrl) -> String;
    #[wasm_bindgen(method, getter, js_name = searchParams)]
    fn search_params(this: &JsUrl) -> URLSearchParams;
}

/// A web address (WHATWG URL).
pub(crate) struct Url(JsUrl);

impl Url {
    /// Reads an absolute address; `None` when it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        JsUrl::new(text).ok().map(Self)
    }

    /// The address, as it is written.
    pub(crate) fn text(&self) -> String {
        self.0.href()
    }

    /// The host, in its ASCII form; an IPv6 address in brackets.
    pub(crate) fn host(&self) -> String {
        self.0.hostname()
    }

    /// The origin, as browsers send it.
    pub(crate) fn origin(&self) -> String {
        self.0.origin()
    }

    /// The path, not decoded.
    pub(crate) fn path(&self) -> String {
        self.0.pathname()
    }

    /// The query with its question mark, not decoded; empty when there is none.
    pub(crate) fn search(&self) -> String {
        self.0.search()
    }

    /// The first value of a parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.0.search_params().first(name)
    }

    /// Whether there is nothing behind the host.
    pub(crate) fn is_bare(&self) -> bool {
        self.path() == "/" && self.search().is_empty() && !self.has_fragment()
    }

    /// Whether it ends in a fragment.
    pub(crate) fn has_fragment(&self) -> bool {
        !self.0.hash().is_empty()
    }

    /// Whether it is one of `https`, or of `http` on this machine, with nobody's password in it.
    pub(crate) fn is_web(&self) -> bool {
        let safe = match self.0.protocol().as_str() {
            "https:" => !self.host().is_empty(),
            "http:" => is_loopback(&self.host()),
            _ => false,
        };
        safe && self.0.username().is_empty() && self.0.password().is_empty()
    }
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}
