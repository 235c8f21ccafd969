//! Resend (`POST https://api.resend.com/emails`).

use std::collections::BTreeMap;

use hallpass_core::mail::DeliveryFailure;
use hallpass_mail::Rendered;
use hallpass_mail::settings::Secret;
use serde::Serialize;

use super::outcome::{SendError, Sent, refused_by_transport};
use super::provider::{self, Reply};

const URL: &str = "https://api.resend.com/emails";

/// A mail, as the API takes it.
#[derive(Serialize)]
struct Email<'a> {
    from: String,
    headers: BTreeMap<&'static str, String>,
    html: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    subject: &'a str,
    tags: [Tag; 1],
    text: &'a str,
    to: &'a str,
}

/// What Resend repeats in its reports of this mail.
#[derive(Serialize)]
struct Tag {
    name: &'static str,
    value: String,
}

pub(super) async fn send(api_key: &Secret, mail: &Rendered) -> Result<Sent, SendError> {
    let headers = mail.headers().into_iter();
    let mut headers: BTreeMap<_, _> = headers.map(|header| (header.name, header.value)).collect();
    headers.insert("X-Entity-Ref-ID", mail.id.to_string());
    let email = Email {
        from: mail.from.to_string(),
        headers,
        html: &mail.html,
        reply_to: mail.reply_to.as_ref().map(ToString::to_string),
        subject: &mail.subject,
        tags: [Tag {
            name: "invite",
            value: mail.id.invite.to_string(),
        }],
        text: &mail.text,
        to: mail.to.as_str(),
    };
    let authorization = format!("Bearer {}", api_key.expose());
    // Resend delivers one mail per key within a day.
    let key = mail.id.to_string();
    let headers = [
        ("authorization", authorization.as_str()),
        ("idempotency-key", key.as_str()),
        ("user-agent", "hallpass"),
    ];
    outcome(&provider::post("resend", URL, &headers, &email).await?)
}

/// What a reply means (<https://resend.com/docs/api-reference/errors>).
fn outcome(reply: &Reply) -> Result<Sent, SendError> {
    let name = reply.text("name").unwrap_or_default();
    let message = reply.text("message").unwrap_or_default();
    match (reply.status, name) {
        (200..=299, _) => Ok(Sent {
            provider_id: reply.text("id").map(str::to_owned),
        }),
        // The mail was taken under this key before, and its text has changed since, such as the team's name.
        (409, "invalid_idempotent_request") => Ok(Sent { provider_id: None }),
        (429, "daily_quota_exceeded" | "monthly_quota_exceeded") => {
            Err(SendError::Deferred(format!("resend: {name}")))
        }
        (408 | 409 | 425 | 429 | 500..=599, _) => Err(SendError::Deferred(format!(
            "resend: status {}",
            reply.status
        ))),
        (400 | 422, "validation_error" | "invalid_parameter") if message.contains("`to`") => {
            Err(SendError::Rejected(DeliveryFailure::AddressRejected))
        }
        (status, name) => {
            let name: String = name
                .chars()
                .filter(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            Err(refused_by_transport(&format!(
                "resend: status {status} {name}"
            )))
        }
    }
}
