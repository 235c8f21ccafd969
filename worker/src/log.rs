//! Structured logs: one JSON object per line. No token, code or address goes in.

use serde::Serialize;
use worker::{console_error, console_log, console_warn};

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
    /// Why the identity token was refused, or why its address is not verified where that was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<IdentityProblem>,
    /// Milliseconds between request and response.
    pub(crate) ms: i64,
    /// Calls of objects that it made.
    pub(crate) objects: u32,
}

/// What is wrong with an identity token. Its texts are bounded, and none is an address, a name or a token.
#[derive(Serialize)]
pub(crate) struct IdentityProblem {
    /// The check that failed: `issuer`, `audience`, `signature` and so on.
    pub(crate) check: &'static str,
    /// The provider that the token is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<String>,
    /// What the setting says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<String>,
    /// What the token says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) actual: Option<String>,
    /// Both in a sentence, and what would help.
    pub(crate) message: String,
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

/// What a part of the edge did by itself.
#[derive(Serialize)]
#[serde(tag = "part", rename_all = "lowercase")]
pub(crate) enum Report<'a> {
    /// A run of an account's queue of mails.
    Mail {
        account: &'a str,
        sent: u32,
        /// To be tried again.
        deferred: u32,
        failed: u32,
        /// How many wait in the queue after the run.
        waiting: u32,
    },
    /// A run of an account's queue of events for a webhook.
    Webhook {
        webhook: &'a str,
        account: &'a str,
        delivered: u32,
        failed: u32,
        /// How many events the webhook has not got after the run.
        behind: u64,
        /// Whether the webhook is paused, after days of failures.
        paused: bool,
    },
    /// A fetch of a provider's keys.
    Identity {
        provider: &'a str,
        outcome: KeyFetch,
    },
}

/// What a fetch of keys led to.
#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyFetch {
    Fetched,
    Failed,
}

/// Logs what a part did. A failure among it has another line, which says why.
pub(crate) fn reported(report: &Report<'_>) {
    if let Ok(text) = serde_json::to_string(report) {
        console_log!("{text}");
    }
}

/// The line of a failure outside of a request.
#[derive(Serialize)]
struct Failed<'a> {
    part: &'a str,
    fault: String,
}

/// Logs a failure that no response reports.
pub(crate) fn failed(part: &str, error: impl core::fmt::Display) {
    let fault = error.to_string();
    write_error(&Failed { part, fault });
}

/// The line of settings with which the edge does not start.
#[derive(Serialize)]
struct InvalidSettings {
    part: &'static str,
    /// All mistakes.
    fault: String,
    mistakes: Vec<String>,
}

/// Logs why the edge does not start: all mistakes in one text, and each by itself.
pub(crate) fn invalid_settings(error: impl core::fmt::Display, mistakes: Vec<String>) {
    write_error(&InvalidSettings {
        part: "settings",
        fault: error.to_string(),
        mistakes,
    });
}

fn write_error(line: &impl Serialize) {
    if let Ok(text) = serde_json::to_string(line) {
        console_error!("{text}");
    }
}

/// The line of something that works, but not as the operator may want it.
#[derive(Serialize)]
struct Warned<'a> {
    part: &'a str,
    warning: String,
}

/// Logs a warning that belongs to no request.
pub(crate) fn warned(part: &str, warning: impl core::fmt::Display) {
    let warning = warning.to_string();
    if let Ok(text) = serde_json::to_string(&Warned { part, warning }) {
        console_warn!("{text}");
    }
}
