//! What transports report about mails that they accepted: bounces and complaints.

use hallpass_core::Code;
use hallpass_core::mail::{
    MailEvent, SignedHeaders, has_password, is_signed, postmark_event, resend_event,
};
use hallpass_protocol::object::account::ReportMail;
use serde_json::Value;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::json;
use crate::mail::Transport;

/// `POST /v1/email/events/{transport}`: an event by the transport that `EMAIL` names, which proves itself by `webhookSecret`.
/// An event that is repeated, or about anything else than a mail that came back, changes nothing and is accepted: the
/// transport would send it again.
pub(super) async fn receive(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let mailer = context.state.mailer.as_ref();
    let mailer = mailer.filter(|mailer| mailer.transport().name() == context.last_parameter());
    let (mailer, secret) = mailer
        .and_then(|mailer| Some((mailer, mailer.webhook_secret()?)))
        .ok_or(Code::NotFound)?;
    let read: fn(&Value) -> Option<MailEvent> = match mailer.transport() {
        Transport::Resend(_) => {
            check(is_signed_event(context, secret.expose()))?;
            resend_event
        }
        Transport::Postmark(_) => {
            let authorization = context.request.header("authorization").unwrap_or_default();
            check(has_password(&authorization, secret.expose()))?;
            postmark_event
        }
        // Other transports report nothing.
        Transport::Binding | Transport::Smtp(_) => return Err(Code::NotFound.into()),
        #[cfg(feature = "dangerous-local-identity")]
        Transport::Local => return Err(Code::NotFound.into()),
    };
    let body = String::from_utf8_lossy(&context.body);
    let event = json::from_str::<Value>(&body).map_err(|_| ApiError::invalid_body(Vec::new()))?;
    if let Some(event) = read(&event) {
        let report = ReportMail {
            invite: event.invite,
            transport_id: event.transport_id,
            report: event.report,
        };
        context.call_without_key(report).await?;
    }
    Ok(ApiResponse::no_content())
}

fn check(is_authentic: bool) -> Result<(), ApiError> {
    if is_authentic {
        Ok(())
    } else {
        Err(Code::TokenInvalid.into())
    }
}

fn is_signed_event(context: &RequestContext<'_>, secret: &str) -> bool {
    let header = |standard, svix| {
        let header = context.request.header(standard);
        header.or_else(|| context.request.header(svix))
    };
    let (Some(id), Some(timestamp), Some(signatures)) = (
        header("webhook-id", "svix-id"),
        header("webhook-timestamp", "svix-timestamp"),
        header("webhook-signature", "svix-signature"),
    ) else {
        return false;
    };
    let headers = SignedHeaders {
        id: &id,
        timestamp: &timestamp,
        signatures: &signatures,
    };
    is_signed(secret, headers, &context.body, context.now)
}
