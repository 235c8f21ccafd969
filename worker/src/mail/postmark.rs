//! Postmark (`POST https://api.postmarkapp.com/email`). It has no idempotency key; two copies of a mail have one Message-ID.

use hallpass_core::mail::DeliveryFailure;
use hallpass_mail::Rendered;
use hallpass_mail::settings::Secret;
use serde::Serialize;

use super::outcome::{SendError, Sent, refused_by_transport};
use super::provider::{self, Reply};

const URL: &str = "https://api.postmarkapp.com/email";

/// A mail, as the API takes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Message<'a> {
    from: String,
    to: &'a str,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    html_body: &'a str,
    text_body: &'a str,
    /// A rewritten link would lead through Postmark's servers.
    track_opens: bool,
    track_links: &'static str,
    headers: Vec<MessageHeader>,
    metadata: Metadata,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MessageHeader {
    name: &'static str,
    value: String,
}

/// What Postmark repeats in its reports of this mail.
#[derive(Serialize)]
struct Metadata {
    invite: String,
}

pub(super) async fn send(api_key: &Secret, mail: &Rendered) -> Result<Sent, SendError> {
    let header = |name, value| MessageHeader { name, value };
    let mut headers: Vec<MessageHeader> = mail
        .headers()
        .into_iter()
        .map(|own| header(own.name, own.value))
        .collect();
    headers.push(header("Message-ID", format!("<{}>", mail.message_id())));
    headers.push(header("X-PM-KeepID", "true".to_owned()));
    let message = Message {
        from: mail.from.to_string(),
        to: mail.to.as_str(),
        subject: &mail.subject,
        reply_to: mail.reply_to.as_ref().map(ToString::to_string),
        html_body: &mail.html,
        text_body: &mail.text,
        track_opens: false,
        track_links: "None",
        headers,
        metadata: Metadata {
            invite: mail.id.invite.to_string(),
        },
    };
    let headers = [
        ("accept", "application/json"),
        ("user-agent", "hallpass"),
        ("x-postmark-server-token", api_key.expose()),
    ];
    outcome(&provider::post("postmark", URL, &headers, &message).await?)
}

/// What a reply means (<https://postmarkapp.com/developer/api/overview>).
fn outcome(reply: &Reply) -> Result<Sent, SendError> {
    let code = reply.number("ErrorCode");
    match (reply.status, code) {
        (200, Some(0) | None) => Ok(Sent {
            provider_id: reply.text("MessageID").map(str::to_owned),
        }),
        (408 | 425 | 429 | 500..=599, _) => Err(SendError::Deferred(format!(
            "postmark: status {}",
            reply.status
        ))),
        // 300: an invalid address; 406: one that bounced or complained before.
        (_, Some(300 | 406)) => Err(SendError::Rejected(DeliveryFailure::AddressRejected)),
        (status, code) => {
            let code = code.unwrap_or_default();
            Err(refused_by_transport(&format!(
                "postmark: status {status}, code {code}"
            )))
        }
    }
}
