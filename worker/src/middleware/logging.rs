//! The log line of each request.

use hallpass_core::Code;
use hallpass_core::identity::{RejectedToken, Unverified};

use crate::http::ApiError;
use crate::log::{self, AnsweredRequest, IdentityProblem};

use super::exchange::Exchange;

/// What the log line says of an error.
#[derive(Default)]
pub(super) struct Failure {
    code: Option<Code>,
    is_denied_to_non_member: bool,
    cause: Option<String>,
    identity: Option<IdentityProblem>,
}

impl Failure {
    pub(super) fn of(error: &ApiError) -> Self {
        Self {
            code: Some(error.code()),
            is_denied_to_non_member: error.is_denied_to_non_member(),
            cause: error.internal().map(ToString::to_string),
            identity: error.rejected_token().map(rejected),
        }
    }
}

/// Writes the line.
pub(super) fn log(exchange: &Exchange, status: u16, failure: Option<Failure>) {
    let failure = failure.unwrap_or_default();
    // Elsewhere an address that is not verified is the user's own business.
    let unverified = exchange
        .unverified
        .as_ref()
        .filter(|_| failure.code == Some(Code::EmailUnverified));
    log::answered(&AnsweredRequest {
        request: exchange.id(),
        method: exchange.method,
        route: exchange.route,
        status,
        code: failure.code.map(Code::as_str),
        user: exchange.user.as_deref(),
        stranger: failure.is_denied_to_non_member,
        fault: failure.cause.as_deref(),
        identity: failure
            .identity
            .or_else(|| unverified.map(self::unverified)),
        ms: exchange.elapsed_milliseconds(),
        objects: exchange.object_calls.get(),
    });
}

fn rejected(token: &RejectedToken) -> IdentityProblem {
    let rejection = &token.rejection;
    IdentityProblem {
        check: rejection.check().as_str(),
        provider: token.provider.clone(),
        expected: rejection.expected(),
        actual: rejection.actual(),
        message: rejection.to_string(),
    }
}

fn unverified(unverified: &Unverified) -> IdentityProblem {
    IdentityProblem {
        check: unverified.check().as_str(),
        provider: None,
        expected: None,
        actual: None,
        message: unverified.to_string(),
    }
}
