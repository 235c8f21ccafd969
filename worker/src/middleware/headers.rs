//! The headers that responses have whatever they say.

use core::cell::OnceCell;

use worker::{Headers, Response, ResponseBody, ResponseBuilder, web_sys};

use crate::error::InternalError;
use crate::http::ApiResponse;

use super::exchange::Exchange;

/// A document of the API may load nothing and be framed nowhere.
pub(crate) const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";
/// A page of the console may load its own files, and pictures of people. It connects to the edge, and to `origins`, with which
/// people sign in.
fn console_csp(origins: &[String]) -> String {
    let connect = ["'self'"]
        .into_iter()
        .chain(origins.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https:; \
         connect-src {connect}; font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    )
}

/// The page that shows a mail's HTML may have the mail's styles and pictures. It runs its own script, has no origin, and is
/// framed by the console alone.
const MAIL_FRAME_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: https:; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts";
/// A year, for every host below this one too.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// An answer, by who made it: each kind gets headers of its own.
pub(crate) enum Answer {
    /// A response of the API.
    Api(ApiResponse),
    /// A file of the console, or one with a well-known path.
    Asset(Response),
    /// A page of the console, and the origins with which people sign in.
    ConsolePage(Response, Vec<String>),
    /// The console's page that shows a mail's HTML.
    MailFrame(Response),
    /// A response of the gated origin. It is the platform's own type, which keeps what `Response` has no field for.
    Origin(web_sys::Response),
}

/// The response, with its headers.
///
/// # Errors
/// When the platform refuses a header.
pub(super) fn apply(
    answer: Answer,
    exchange: &Exchange,
) -> Result<web_sys::Response, InternalError> {
    match answer {
        Answer::Api(response) => api(response, exchange).map(Into::into),
        Answer::Asset(response) => asset(response, &console_csp(&[]), exchange).map(Into::into),
        Answer::ConsolePage(response, origins) => {
            asset(response, &console_csp(&origins), exchange).map(Into::into)
        }
        Answer::MailFrame(response) => asset(response, MAIL_FRAME_CSP, exchange).map(Into::into),
        Answer::Origin(response) => {
            write_beside_origin(&Headers(response.headers()), exchange)?;
            Ok(response)
        }
    }
}

fn asset(response: Response, policy: &str, exchange: &Exchange) -> Result<Response, InternalError> {
    let headers = response.headers().clone();
    write_common(&headers, exchange)?;
    headers.set("content-security-policy", policy)?;
    headers.set("cross-origin-opener-policy", "same-origin")?;
    Ok(response.with_headers(headers))
}

/// Adds the headers of every response to those of a gated origin, whose own ones stay.
fn write_beside_origin(headers: &Headers, exchange: &Exchange) -> Result<(), InternalError> {
    let common = Headers::new();
    write_common(&common, exchange)?;
    for (name, value) in common.entries() {
        match name.as_str() {
            "vary" | "server-timing" | "access-control-expose-headers" => {
                headers.append(&name, &value)?;
            }
            "referrer-policy" | "strict-transport-security" if headers.has(&name)? => {}
            _ => headers.set(&name, &value)?,
        }
    }
    Ok(())
}

fn api(response: ApiResponse, exchange: &Exchange) -> Result<Response, InternalError> {
    let headers = API_HEADERS.with(|headers| match headers.get() {
        Some(headers) => Ok(headers.clone()),
        None => constant_headers(exchange).map(|made| headers.get_or_init(|| made).clone()),
    })?;
    write_own(&headers, exchange)?;
    headers.set("cache-control", response.cache.as_str())?;
    for (name, value) in &response.headers {
        headers.set(name, value)?;
    }
    if let Some(methods) = response.header("allow").filter(|_| response.status == 204) {
        exchange.cors.write_preflight(&headers, methods)?;
    }
    let body = if exchange.is_head() {
        ResponseBody::Empty
    } else {
        response.body
    };
    Ok(ResponseBuilder::new()
        .with_status(response.status)
        .with_headers(headers)
        .body(body))
}

thread_local! {
    /// The constant headers of the API's responses. An isolate has one set, and copying it costs one call of the platform.
    static API_HEADERS: OnceCell<Headers> = const { OnceCell::new() };
}

fn constant_headers(exchange: &Exchange) -> Result<Headers, InternalError> {
    let headers = Headers::new();
    write_constant(&headers, exchange)?;
    headers.set("content-security-policy", API_CSP)?;
    Ok(headers)
}

/// The headers of every response, including the console's files and the responses of a gated origin.
fn write_common(headers: &Headers, exchange: &Exchange) -> Result<(), InternalError> {
    write_constant(headers, exchange)?;
    write_own(headers, exchange)
}

fn write_constant(headers: &Headers, exchange: &Exchange) -> Result<(), InternalError> {
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("referrer-policy", "no-referrer")?;
    if exchange.is_https() {
        headers.set("strict-transport-security", HSTS)?;
    }
    Ok(())
}

/// The headers that differ from response to response.
fn write_own(headers: &Headers, exchange: &Exchange) -> Result<(), InternalError> {
    headers.set("hallpass-request", exchange.id())?;
    let received_at = exchange.received_at().milliseconds().to_string();
    headers.set("hallpass-time", &received_at)?;
    let elapsed = exchange.elapsed_milliseconds();
    headers.set("server-timing", &format!("edge;dur={elapsed}"))?;
    exchange.cors.write(headers)
}
