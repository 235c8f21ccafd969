//! What surrounds every request: its id and log line, panic confinement, CORS, the headers that all responses have,
//! identity and rate limits. One concern per file.

mod cors;
mod exchange;
mod headers;
mod identity;
mod logging;
mod page;
mod panics;
mod rate_limit;

use worker::web_sys;

use crate::error::InternalError;
use crate::http::ApiError;

use logging::Failure;

pub(crate) use cors::Cors;
pub(crate) use exchange::Exchange;
pub(crate) use headers::{API_CSP, Answer};
pub(crate) use identity::{authenticate, check_principal, with_current_user};
pub(crate) use panics::confine_panics;
pub(crate) use rate_limit::RateLimiter;

/// The response to a request, with its headers. Writes the log line.
///
/// # Errors
/// When the platform refuses a header, or an error has no JSON form.
pub(crate) fn finish(
    exchange: &Exchange,
    result: Result<Answer, ApiError>,
) -> Result<web_sys::Response, InternalError> {
    let failure = result.as_ref().err().map(Failure::of);
    let answer = match result {
        Ok(answer) => answer,
        Err(error) if exchange.is_page() => Answer::Api(page::of_error(error, exchange.id())?),
        Err(error) => Answer::Api(error.into_response(exchange.id())?),
    };
    let response = headers::apply(answer, exchange)?;
    logging::log(exchange, response.status(), failure);
    Ok(response)
}
