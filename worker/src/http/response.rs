//! Answers: each leaves with the same protective headers, whatever it says.

use core::cell::RefCell;

use hallpass_core::Timestamp;
use hallpass_protocol::object::document::Document;
use serde::Serialize;
use wasm_bindgen::JsValue;
use worker::web_sys::{Headers, Response};

use crate::clock;
use crate::error::InternalError;
use crate::json;

use super::web::Body;
use super::{ApiError, Cors, web};

/// What an answer of the API may load or be framed by: nothing.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";
/// A year, and whatever lies under the host.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CacheControl {
    /// Not at all.
    NoStore,
    /// As long as its `ETag` is asked about each time.
    Revalidate,
    /// For five minutes.
    FiveMinutes,
    /// For ever: what is at this address never changes.
    Immutable,
}

impl CacheControl {
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::NoStore => "private, no-store",
            Self::Revalidate => "public, no-cache",
            Self::FiveMinutes => "public, max-age=300",
            Self::Immutable => "public, max-age=31536000, immutable",
        }
    }
}

/// A yes.
pub(crate) enum ApiResponse {
    /// A JSON document.
    Json {
        status: u16,
        body: String,
        cache: CacheControl,
        etag: Option<String>,
    },
    /// A body that is made while it is read.
    Pieces {
        media_type: &'static str,
        body: JsValue,
    },
    /// Done, and nothing to say.
    Nothing,
    /// What the caller has is still so.
    NotModified { etag: String },
    /// The page that a link leads to. The address carries a token: nobody may keep or pass it on.
    SeeOther { location: String },
    /// An answer that somebody else made, with its headers.
    Made(Response),
    /// What a preflight, or anybody who asks for options, is told: these methods are taken.
    Options { methods: String },
}

impl ApiResponse {
    /// A JSON document that nobody keeps.
    pub(crate) fn json<T: Serialize>(status: u16, value: &T) -> Self {
        Self::Json {
            status,
            body: json::written(value),
            cache: CacheControl::NoStore,
            etag: None,
        }
    }

    /// A document that an object wrote.
    pub(crate) fn document(status: u16, document: &Document) -> Self {
        Self::Json {
            status,
            body: document.as_str().into(),
            cache: CacheControl::NoStore,
            etag: None,
        }
    }

    /// 200 with a JSON document that nobody keeps.
    pub(crate) fn ok<T: Serialize>(value: &T) -> Self {
        Self::json(200, value)
    }
}

/// What every answer to one request has in common.
pub(crate) struct Frame<'a> {
    /// The request's id.
    pub(crate) request_id: &'a str,
    /// When the request arrived: its headers, or its body where one was read.
    pub(crate) now: Timestamp,
    /// What it says about other origins.
    pub(crate) cors: Cors,
    /// Whether the Worker is reached by `https`.
    pub(crate) secure: bool,
    /// Whether only the head is wanted.
    pub(crate) head_only: bool,
}

/// Headers: a line with a name, then one with its value.
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds a header. No value has a line break in it: none that came in has, and none is made here.
    pub(crate) fn add(&mut self, name: &str, value: &str) {
        for part in [name, "\n", value, "\n"] {
            self.0.push_str(part);
        }
    }
}

/// Headers that many answers have in common. They are made once.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    secure: bool,
    varies: bool,
    /// Of the API's own, or somebody else's that has its own.
    cache: Option<&'static str>,
    media_type: Option<&'static str>,
}

impl Kind {
    fn lines(self) -> Lines {
        let mut lines = Lines::default();
        lines.add("x-content-type-options", "nosniff");
        lines.add("referrer-policy", "no-referrer");
        if self.secure {
            lines.add("strict-transport-security", HSTS);
        }
        if self.varies {
            lines.add("vary", "Origin");
        }
        if let Some(cache) = self.cache {
            lines.add("content-security-policy", API_CSP);
            lines.add("cache-control", cache);
        }
        if let Some(media_type) = self.media_type {
            lines.add("content-type", media_type);
        }
        lines
    }

    /// The headers, made when they are first asked for. There are as many kinds as the code below names.
    fn headers(self) -> Result<Headers, InternalError> {
        thread_local! {
            static KEPT: RefCell<Vec<(Kind, Headers)>> = const { RefCell::new(Vec::new()) };
        }
        KEPT.with_borrow_mut(|kept| {
            if let Some((_, headers)) = kept.iter().find(|(kind, _)| *kind == self) {
                return Ok(headers.clone());
            }
            let headers = Headers::new()?;
            web::write(&headers, &self.lines().0)?;
            kept.push((self, headers.clone()));
            Ok(headers)
        })
    }
}

impl Frame<'_> {
    fn kind(&self, cache: Option<&'static str>) -> Kind {
        Kind {
            secure: self.secure,
            varies: self.cors.varies(),
            cache,
            media_type: None,
        }
    }

    /// What every answer says of itself, and no other one does.
    fn own(&self) -> Lines {
        let mut lines = Lines::default();
        lines.add("hallpass-request", self.request_id);
        lines.add("hallpass-time", &self.now.milliseconds().to_string());
        let spent = clock::now()
            .milliseconds()
            .saturating_sub(self.now.milliseconds());
        lines.add("server-timing", &format!("edge;dur={spent}"));
        self.cors.say(&mut lines);
        lines
    }

    /// Headers that every answer has, a console's page too.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub(crate) fn write(&self, headers: &Headers) -> Result<(), InternalError> {
        let mut lines = self.kind(None).lines();
        lines.0.push_str(&self.own().0);
        web::write(headers, &lines.0)
    }

    /// Headers around an answer of the platform's own origin: what that says for itself stays as it is.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub(crate) fn write_around(&self, headers: &Headers) -> Result<(), InternalError> {
        let referrers = headers.get("referrer-policy")?;
        self.write(headers)?;
        if let Some(own) = referrers {
            headers.set("referrer-policy", &own)?;
        }
        // It was made for whoever holds one token.
        if !headers.has("cache-control")? {
            headers.set("cache-control", CacheControl::NoStore.header())?;
        }
        Ok(())
    }
}

/// The answer to a request, its status, and the code of a refusal.
pub(crate) struct Finished {
    pub(crate) response: Response,
    pub(crate) status: u16,
    pub(crate) code: Option<&'static str>,
}

/// Makes the answer.
///
/// # Errors
/// When a header cannot be written.
pub(crate) fn finish(
    frame: &Frame<'_>,
    outcome: Result<ApiResponse, ApiError>,
) -> Result<Finished, InternalError> {
    let mut kind = frame.kind(Some(CacheControl::NoStore.header()));
    let mut lines = frame.own();
    let mut code = None;
    let (status, body) = match outcome {
        Ok(ApiResponse::Made(response)) => {
            return Ok(Finished {
                status: response.status(),
                code: None,
                response,
            });
        }
        Ok(reply) => say(frame, &mut kind, &mut lines, reply),
        Err(error) => {
            if let ApiError::MethodNotAllowed(allowed) = &error {
                lines.add("allow", allowed);
            }
            let problem = error.into_problem(frame.request_id);
            if let Some(seconds) = problem.retry_after {
                lines.add("retry-after", &seconds.to_string());
            }
            if problem.status == 401 {
                lines.add("www-authenticate", "Bearer");
            }
            kind.media_type = Some("application/problem+json");
            code = Some(problem.code);
            (problem.status, Body::Text(json::written(&problem)))
        }
    };
    let body = if frame.head_only { Body::Nothing } else { body };
    Ok(Finished {
        response: web::reply(status, body, &kind.headers()?, &lines.0)?,
        status,
        code,
    })
}

/// The status and body of a yes; what it says in its headers goes into `kind` and `lines`.
fn say(frame: &Frame<'_>, kind: &mut Kind, lines: &mut Lines, reply: ApiResponse) -> (u16, Body) {
    match reply {
        ApiResponse::Json {
            status,
            body,
            cache,
            etag,
        } => {
            kind.media_type = Some("application/json");
            kind.cache = Some(cache.header());
            if let Some(etag) = etag {
                lines.add("etag", &etag);
            }
            (status, Body::Text(body))
        }
        ApiResponse::Pieces { media_type, body } => {
            kind.media_type = Some(media_type);
            lines.add("content-disposition", "attachment");
            (200, Body::Stream(body))
        }
        // What is made already is not made again.
        ApiResponse::Nothing | ApiResponse::Made(_) => (204, Body::Nothing),
        ApiResponse::NotModified { etag } => {
            kind.cache = Some(CacheControl::Revalidate.header());
            lines.add("etag", &etag);
            (304, Body::Nothing)
        }
        ApiResponse::SeeOther { location } => {
            kind.cache = Some("no-store");
            lines.add("location", &location);
            lines.add("x-robots-tag", "noindex");
            (303, Body::Nothing)
        }
        ApiResponse::Options { methods } => {
            lines.add("allow", &methods);
            frame.cors.say_preflight(lines, &methods);
            (204, Body::Nothing)
        }
    }
}
