//! Answers: each leaves with the same protective headers, whatever it says.

use hallpass_core::Timestamp;
use hallpass_core::wire::Write;
use hallpass_protocol::object::document::Document;
use wasm_bindgen::JsValue;
use worker::web_sys::{Headers, Response};

use crate::clock;
use crate::fault::Fault;
use crate::json;

use super::{Cors, No, web};

/// What an answer of the API may load or be framed by: nothing.
const API_CSP: &str = "default-src 'none'; frame-ancestors 'none'";
/// A year, and whatever lies under the host.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Not at all.
    Never,
    /// As long as its `ETag` is asked about each time.
    WhileSame,
    /// For five minutes.
    Minutes,
    /// For ever: what is at this address never changes.
    Forever,
}

impl Keep {
    pub(crate) const fn header(self) -> &'static str {
        match self {
            Self::Never => "private, no-store",
            Self::WhileSame => "public, no-cache",
            Self::Minutes => "public, max-age=300",
            Self::Forever => "public, max-age=31536000, immutable",
        }
    }
}

/// A yes.
pub(crate) enum Reply {
    /// A JSON document.
    Json {
        status: u16,
        body: String,
        keep: Keep,
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

impl Reply {
    /// A JSON document that nobody keeps.
    pub(crate) fn json(status: u16, value: &dyn Write) -> Self {
        Self::Json {
            status,
            body: json::written(value),
            keep: Keep::Never,
            etag: None,
        }
    }

    /// A document that an object wrote.
    pub(crate) fn document(status: u16, document: &Document) -> Self {
        Self::Json {
            status,
            body: document.as_str().into(),
            keep: Keep::Never,
            etag: None,
        }
    }

    /// 200 with a JSON document that nobody keeps.
    pub(crate) fn ok(value: &dyn Write) -> Self {
        Self::json(200, value)
    }
}

/// What every answer to one request has in common.
pub(crate) struct Frame<'a> {
    /// The request's id.
    pub(crate) request_id: &'a str,
    /// The moment.
    pub(crate) now: Timestamp,
    /// What it says about other origins.
    pub(crate) cors: Cors,
    /// Whether the Worker is reached by `https`.
    pub(crate) secure: bool,
    /// Whether only the head is wanted.
    pub(crate) head_only: bool,
}

impl Frame<'_> {
    /// Headers that every answer has, a console's page too.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub(crate) fn write(&self, headers: &Headers) -> Result<(), Fault> {
        headers.set("hallpass-request", self.request_id)?;
        headers.set("hallpass-time", &self.now.milliseconds().to_string())?;
        let spent = clock::now()
            .milliseconds()
            .saturating_sub(self.now.milliseconds());
        headers.set("server-timing", &format!("edge;dur={spent}"))?;
        headers.set("x-content-type-options", "nosniff")?;
        headers.set("referrer-policy", "no-referrer")?;
        if self.secure {
            headers.set("strict-transport-security", HSTS)?;
        }
        self.cors.write(headers)
    }
}

impl Frame<'_> {
    /// Headers around an answer of the platform's own origin: what that says for itself stays as it is.
    ///
    /// # Errors
    /// When a header cannot be written.
    pub(crate) fn write_around(&self, headers: &Headers) -> Result<(), Fault> {
        let referrers = headers.get("referrer-policy")?;
        self.write(headers)?;
        if let Some(own) = referrers {
            headers.set("referrer-policy", &own)?;
        }
        // It was made for whoever holds one token.
        if !headers.has("cache-control")? {
            headers.set("cache-control", Keep::Never.header())?;
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
pub(crate) fn finish(frame: &Frame<'_>, outcome: Result<Reply, No>) -> Result<Finished, Fault> {
    let headers = Headers::new()?;
    if let Ok(Reply::Made(response)) = outcome {
        return Ok(Finished {
            status: response.status(),
            code: None,
            response,
        });
    }
    frame.write(&headers)?;
    headers.set("content-security-policy", API_CSP)?;
    headers.set("cache-control", Keep::Never.header())?;
    let (mut code, mut stream) = (None, None);
    let (status, body) = match outcome {
        Ok(Reply::Pieces { media_type, body }) => {
            headers.set("content-type", media_type)?;
            headers.set("content-disposition", "attachment")?;
            stream = Some(body);
            (200, None)
        }
        Ok(reply) => write_reply(frame, &headers, reply)?,
        Err(no) => {
            if let No::Method(allowed) = &no {
                headers.set("allow", allowed)?;
            }
            let problem = no.problem(frame.request_id);
            if let Some(seconds) = problem.retry_after {
                headers.set("retry-after", &seconds.to_string())?;
            }
            if problem.status == 401 {
                headers.set("www-authenticate", "Bearer")?;
            }
            headers.set("content-type", "application/problem+json")?;
            code = Some(problem.code);
            (problem.status, Some(json::written(&problem)))
        }
    };
    let body = match (body, stream) {
        _ if frame.head_only => None,
        (_, Some(stream)) => Some(stream),
        (Some(body), None) => Some(body.into()),
        (None, None) => None,
    };
    Ok(Finished {
        response: web::made(status, &headers, body.as_ref())?,
        status,
        code,
    })
}

fn write_reply(
    frame: &Frame<'_>,
    headers: &Headers,
    reply: Reply,
) -> Result<(u16, Option<String>), Fault> {
    match reply {
        Reply::Json {
            status,
            body,
            keep,
            etag,
        } => {
            headers.set("content-type", "application/json")?;
            headers.set("cache-control", keep.header())?;
            if let Some(etag) = etag {
                headers.set("etag", &etag)?;
            }
            Ok((status, Some(body)))
        }
        Reply::Nothing => Ok((204, None)),
        Reply::Pieces { .. } | Reply::Made(_) => Err(Fault::new("an answer that is made already")),
        Reply::NotModified { etag } => {
            headers.set("cache-control", Keep::WhileSame.header())?;
            headers.set("etag", &etag)?;
            Ok((304, None))
        }
        Reply::SeeOther { location } => {
            headers.set("location", &location)?;
            headers.set("cache-control", "no-store")?;
            headers.set("x-robots-tag", "noindex")?;
            Ok((303, None))
        }
        Reply::Options { methods } => {
            headers.set("allow", &methods)?;
            frame.cors.write_preflight(headers, &methods)?;
            Ok((204, None))
        }
    }
}
