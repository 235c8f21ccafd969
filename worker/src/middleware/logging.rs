//! The log line of each request.

use crate::http::ApiError;
use crate::log::{self, AnsweredRequest};

use super::exchange::Exchange;

/// What the log line says of an error.
#[derive(Default)]
pub(super) struct Failure {
    code: Option<&'static str>,
    is_denied_to_non_member: bool,
    cause: Option<String>,
}

impl Failure {
    pub(super) fn of(error: &ApiError) -> Self {
        Self {
            code: Some(error.code().as_str()),
            is_denied_to_non_member: error.is_denied_to_non_member(),
            cause: error.internal().map(ToString::to_string),
        }
    }
}

/// Writes the line.
pub(super) fn log(exchange: &Exchange, status: u16, failure: Option<Failure>) {
    let failure = failure.unwrap_or_default();
    log::answered(&AnsweredRequest {
        request: exchange.id(),
        method: exchange.method,
        route: exchange.route,
        status,
        code: failure.code,
        user: exchange.user.as_deref(),
        stranger: failure.is_denied_to_non_member,
        fault: failure.cause.as_deref(),
        ms: exchange.elapsed_milliseconds(),
    });
}
