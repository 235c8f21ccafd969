//! Structured logs: one JSON object a line. No token, code or address goes in.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = log)]
    fn say(line: &str);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn say_wrong(line: &str);
}

/// An answered request.
#[derive(Serialize)]
pub(crate) struct Answered<'a> {
    /// The id that the answer carries.
    pub(crate) request: &'a str,
    /// The method, where it is a known one.
    pub(crate) method: &'static str,
    /// The route's name; never the path.
    pub(crate) route: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<&'a str>,
    /// Whether a rule's no went to somebody who is no member: it is stored nowhere else.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(crate) stranger: bool,
    /// What failed, behind a 503.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<&'a str>,
    /// Milliseconds between request and answer.
    pub(crate) ms: i64,
}

/// Logs an answered request.
pub(crate) fn answered(line: &Answered<'_>) {
    let text = json::written(line);
    if line.fault.is_some() {
        say_wrong(&text);
    } else {
        say(&text);
    }
}

/// Something that failed outside of a request's answer.
#[derive(Serialize)]
struct Failed<'a> {
    part: &'a str,
    fault: String,
}

/// Logs a fault that nobody is told of.
pub(crate) fn failed(part: &str, fault: impl core::fmt::Display) {
    let fault = fault.to_string();
    say_wrong(&json::written(&Failed { part, fault }));
}
