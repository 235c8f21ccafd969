//! Mails that stay on this machine: a list, a page of each, and a sample to send. Like local sign-in, it exists only where both
//! the configured origin and the request's host are this machine.

use hallpass_core::mail::MailId;
use hallpass_core::{AccountId, Address, Code, FieldCode, FieldError, InviteId, Timestamp, limits};
use minijinja::{Environment, Value, context};
use serde::{Deserialize, Serialize};
use worker::{Env, ResponseBody};

use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, ApiResponse, CacheControl, is_below};
use crate::mail::{Outgoing, Rendered, SendError, local};
use crate::middleware::Exchange;
use crate::random;
use crate::state::AppState;

/// The path of the list. A mail is below it.
pub(crate) const PATH: &str = "/local/mail";
const LIST_METHODS: &str = "GET, HEAD, POST, OPTIONS";
const MAIL_METHODS: &str = "GET, HEAD, OPTIONS";

/// A page may have its own styles, and a frame with the mail.
const PAGE_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A mail's HTML may have its own styles, and open its links in place of the page around it. It runs and loads nothing.
const MAIL_CSP: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'; frame-ancestors 'self'; \
     sandbox allow-top-navigation-by-user-activation";

const LIST: &str = include_str!("../pages/mails.html");
const MAIL: &str = include_str!("../pages/mail.html");

/// The list as JSON.
#[derive(Serialize)]
struct Mails {
    mails: Vec<Mail>,
}

/// A mail as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    id: String,
    message_id: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    to: String,
    subject: String,
    language: String,
    sent_at: Timestamp,
    text: String,
    html: String,
    raw: String,
}

/// A sample to send: what an invite could hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Sample {
    to: String,
    locale: Option<String>,
    #[serde(default = "Sample::team")]
    team: String,
    #[serde(default = "Sample::inviter")]
    inviter: String,
    role_title: Option<String>,
    note: Option<String>,
    expires_at: Option<Timestamp>,
    /// Whose mail this is; by default a new one.
    invite: Option<InviteId>,
    #[serde(default = "Sample::first")]
    send: u32,
}

/// What became of a sample.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "outcome")]
enum Outcome {
    #[serde(rename_all = "camelCase")]
    Sent {
        id: String,
        provider_id: Option<String>,
    },
    Rejected {
        reason: &'static str,
    },
    Deferred {
        why: String,
    },
}

/// Answers a request below [`PATH`].
///
/// # Errors
/// `not_found` where the development edition does not answer, and for an unknown mail.
pub(crate) async fn answer(
    exchange: &mut Exchange,
    state: &AppState,
    request: &ApiRequest,
    env: &Env,
) -> Result<ApiResponse, ApiError> {
    state.local_identity(request).ok_or(Code::NotFound)?;
    let rest = request.path().strip_prefix(PATH).unwrap_or_default();
    let id = rest.trim_start_matches('/');
    match (request.method(), id) {
        ("OPTIONS", "") => Ok(ApiResponse::options(LIST_METHODS)),
        ("OPTIONS", _) => Ok(ApiResponse::options(MAIL_METHODS)),
        ("GET" | "HEAD", "") => list(request),
        ("GET" | "HEAD", id) => one(request, id),
        ("POST", "") => send(exchange, state, request, env).await,
        (_, "") => Err(ApiError::MethodNotAllowed(LIST_METHODS.into())),
        (_, _) => Err(ApiError::MethodNotAllowed(MAIL_METHODS.into())),
    }
}

/// Whether the path is this route's.
pub(crate) fn handles(path: &str) -> bool {
    is_below(PATH, path)
}

/// `GET /local/mail`: the mails, the newest first.
fn list(request: &ApiRequest) -> Result<ApiResponse, ApiError> {
    let mails: Vec<Mail> = local::collected().iter().map(Mail::of).collect();
    if request.accepts_page() {
        page(
            LIST,
            &context! { mails => Value::from_iter(mails.iter().map(Mail::to_value)) },
        )
    } else {
        ApiResponse::ok(&Mails { mails })
    }
}

/// `GET /local/mail/{id}`: one mail; with `?view=html` its HTML alone, as the page shows it in a frame.
fn one(request: &ApiRequest, id: &str) -> Result<ApiResponse, ApiError> {
    let mail = local::find(id).ok_or(Code::NotFound)?;
    if request.query("view").as_deref() == Some("html") {
        // A link leads out of the frame.
        let html = mail
            .html
            .replacen("<head>", "<head><base target=\"_top\">", 1);
        return Ok(html_response(html, MAIL_CSP));
    }
    let mail = Mail::of(&mail);
    if request.accepts_page() {
        page(MAIL, &context! { mail => mail.to_value() })
    } else {
        ApiResponse::ok(&mail)
    }
}

/// `POST /local/mail`: sends a sample by the transport that is set, and says what became of it.
async fn send(
    exchange: &mut Exchange,
    state: &AppState,
    request: &ApiRequest,
    env: &Env,
) -> Result<ApiResponse, ApiError> {
    let body = request.body(limits::BODY_BYTES).await?;
    exchange.body_arrived();
    let mailer = state.mailer.as_ref().ok_or(Code::NotFound)?;
    let sample: Sample =
        serde_json::from_slice(&body).map_err(|_| ApiError::invalid_body(Vec::new()))?;
    let invalid = |_| ApiError::invalid_body(vec![FieldError::new("to", FieldCode::Invalid)]);
    let to = Address::parse(&sample.to).map_err(invalid)?;
    let mail = sample.outgoing(to, &state.config.origin, exchange.received_at())?;
    let outcome = match mailer.send(env, &mail).await {
        Ok(sent) => Outcome::Sent {
            id: mail.id.to_string(),
            provider_id: sent.provider_id,
        },
        Err(SendError::Rejected(failure)) => Outcome::Rejected {
            reason: failure.as_str(),
        },
        Err(SendError::Deferred(why)) => Outcome::Deferred { why },
    };
    ApiResponse::ok(&outcome)
}

impl Sample {
    fn team() -> String {
        "Sample team".to_owned()
    }

    fn inviter() -> String {
        "Sample inviter".to_owned()
    }

    const fn first() -> u32 {
        1
    }

    fn outgoing(
        self,
        to: Address,
        origin: &str,
        now: Timestamp,
    ) -> Result<Outgoing, InternalError> {
        let invite = match self.invite {
            Some(invite) => invite,
            None => InviteId::new(AccountId::from_bytes(random::bytes()?), random::bytes()?),
        };
        Ok(Outgoing {
            id: MailId {
                invite,
                number: self.send,
            },
            to,
            locale: self.locale,
            sent_at: now,
            team: self.team,
            inviter: self.inviter,
            role_title: self.role_title,
            note: self.note,
            link: format!("{origin}/i/sample"),
            stop_link: format!("{origin}/stop/sample"),
            expires_at: self.expires_at,
        })
    }
}

impl Mail {
    fn of(mail: &Rendered) -> Self {
        Self {
            id: mail.id.to_string(),
            message_id: mail.message_id(),
            from: mail.from.to_string(),
            reply_to: mail.reply_to.as_ref().map(ToString::to_string),
            to: mail.to.to_string(),
            subject: mail.subject.clone(),
            language: mail.language.clone(),
            sent_at: mail.sent_at,
            text: mail.text.clone(),
            html: mail.html.clone(),
            raw: String::from_utf8_lossy(&mail.to_mime()).into_owned(),
        }
    }

    fn to_value(&self) -> Value {
        context! {
            id => &self.id,
            from => &self.from,
            to => &self.to,
            subject => &self.subject,
            sent_at => self.sent_at.to_string(),
            text => &self.text,
            raw => &self.raw,
        }
    }
}

fn page(template: &'static str, values: &Value) -> Result<ApiResponse, ApiError> {
    let mut pages = Environment::new();
    let rendered = pages
        .add_template("layout.html", include_str!("../pages/layout.html"))
        .and_then(|()| pages.add_template("page.html", template))
        .and_then(|()| pages.get_template("page.html")?.render(values));
    let html = rendered.map_err(|error| InternalError::new(error.to_string()))?;
    Ok(html_response(html, PAGE_CSP))
}

fn html_response(html: String, policy: &'static str) -> ApiResponse {
    ApiResponse::empty(200)
        .with_body(ResponseBody::Body(html.into_bytes()))
        .with_cache(CacheControl::NoStore)
        .with_header("content-type", "text/html; charset=utf-8")
        .with_header("content-security-policy", policy)
}
