//! Structured logs: one JSON object per line. No token, code or address goes in.

use serde::Serialize;
use worker::{console_error, console_log};

/// The line of an answered request.
#[derive(Serialize)]
pub(crate) struct AnsweredRequest<'a> {
    /// The id that the response carries.
    pub(crate) request: &'a str,
    /// The method, if it is a known one.
    pub(crate) method: &'static str,
    /// The route's name; never the path.
    pub(crate) route: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<&'static str>,
    /// The caller's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<&'a str>,
    /// Whether a rule denied a caller who is not a member: no audit log records it.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub(crate) stranger: bool,
    /// The cause of a 503.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fault: Option<&'a str>,
    /// Milliseconds between request and response.
    pub(crate) ms: i64,
}

/// Logs an answered request.
pub(crate) fn answered(line: &AnsweredRequest<'_>) {
    let Ok(text) = serde_json::to_string(line) else {
        return;
    };
    if line.fault.is_some() {
        console_error!("{text}");
    } else {
        console_log!("{text}");
    }
}

/// The line of a failure outside of a request.
#[derive(Serialize)]
struct Failed<'a> {
    part: &'a str,
    fault: String,
}

/// Logs a failure that no response tells of.
pub(crate) fn failed(part: &str, error: impl core::fmt::Display) {
    let fault = error.to_string();
    if let Ok(text) = serde_json::to_string(&Failed { part, fault }) {
        console_error!("{text}");
    }
}
