//! The texts that `entry.mjs` hands over.

use wasm_bindgen::JsValue;

/// The text under this symbol.
pub(super) fn text_module(symbol: &str) -> Option<String> {
    let key = JsValue::from(js_sys::Symbol::for_(symbol));
    js_sys::Reflect::get(&js_sys::global(), &key)
        .ok()?
        .as_string()
}
