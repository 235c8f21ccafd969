//! The policy files. `entry.mjs` hands them over as text.

use hallpass_core::Policy;
use hallpass_core::identity::settings::Mistake;
use wasm_bindgen::JsValue;

/// The policy in force: `policy.toml`.
///
/// # Errors
/// When it is missing or malformed.
pub(super) fn current() -> Result<Policy, Mistake> {
    const FILE: &str = "policy.toml";
    let text = text_module("hallpass.policy").ok_or_else(|| Mistake::new(FILE, "is missing"))?;
    parse(FILE, &text)
}

/// The policy before it: `policy.previous.toml`; `None` if there was none.
///
/// # Errors
/// When it is malformed.
pub(super) fn previous() -> Result<Option<Policy>, Mistake> {
    let text = text_module("hallpass.policy.previous").filter(|text| !text.trim().is_empty());
    text.map(|text| parse("policy.previous.toml", &text))
        .transpose()
}

fn parse(file: &'static str, text: &str) -> Result<Policy, Mistake> {
    Policy::from_toml(text).map_err(|error| Mistake::new(file, format!("is malformed: {error}")))
}

fn text_module(symbol: &str) -> Option<String> {
    let key = JsValue::from(js_sys::Symbol::for_(symbol));
    js_sys::Reflect::get(&js_sys::global(), &key)
        .ok()?
        .as_string()
}
