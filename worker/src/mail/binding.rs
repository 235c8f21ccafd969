//! Cloudflare's own mail service, by the `send_email` binding. It takes a mail's parts and writes the message itself, with a
//! own Message-ID. (A message of ours would need the module `cloudflare:email`, which the runtime alone does not have.)

use hallpass_core::mail::DeliveryFailure;
use hallpass_mail::{Mailbox, Rendered};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use worker::{EmailAddress, Env, SendEmail, SendEmailBuilder};

use super::outcome::{SendError, Sent, refused_by_transport};

/// The binding's name.
pub(crate) const SEND_EMAIL: &str = "SEND_EMAIL";

pub(super) async fn send(env: &Env, mail: &Rendered) -> Result<Sent, SendError> {
    let binding: SendEmail = env
        .get_binding(SEND_EMAIL)
        .map_err(|_| refused_by_transport("binding: SEND_EMAIL is missing"))?;
    let message =
        message(mail).map_err(|_| refused_by_transport("binding: a malformed message"))?;
    match binding.send_with_builder(&message).await {
        Ok(result) => Ok(Sent {
            provider_id: message_id(&result),
        }),
        Err(error) => Err(refusal(&error)),
    }
}

fn message(mail: &Rendered) -> Result<SendEmailBuilder, JsValue> {
    let from = mail.from.address.as_str();
    let message = SendEmailBuilder::new(from, mail.to.as_str(), &mail.subject);
    if let Some(from) = named(&mail.from) {
        message.set_from_with_email_address(&from);
    }
    if let Some(reply_to) = &mail.reply_to {
        match named(reply_to) {
            Some(reply_to) => message.set_reply_to_with_email_address(&reply_to),
            None => message.set_reply_to(reply_to.address.as_str()),
        }
    }
    message.set_text(&mail.text);
    message.set_html(&mail.html);
    let headers = Object::new();
    for header in mail.headers() {
        Reflect::set(&headers, &header.name.into(), &header.value.into())?;
    }
    message.set_headers(headers.unchecked_ref());
    Ok(message)
}

/// An address with its name, as the service takes it.
fn named(mailbox: &Mailbox) -> Option<EmailAddress> {
    let name = mailbox.name.as_deref()?;
    Some(EmailAddress::new(name, mailbox.address.as_str()))
}

/// The id that the service gave, if it gave one: before there was a result, `send` gave `undefined`.
fn message_id(result: &JsValue) -> Option<String> {
    Reflect::get(result, &"messageId".into()).ok()?.as_string()
}

/// What an error of the binding means. Its `code` is from the service's list; what has none is of the runtime, and its text can
/// name an address, so it is not logged.
fn refusal(error: &JsValue) -> SendError {
    let text = |name: &str| {
        Reflect::get(error, &name.into())
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    };
    let (code, message) = (text("code"), text("message"));
    match code.as_str() {
        "E_RECIPIENT_SUPPRESSED" | "E_RECIPIENT_NOT_ALLOWED" => {
            SendError::Rejected(DeliveryFailure::AddressRejected)
        }
        "E_RATE_LIMIT_EXCEEDED"
        | "E_DAILY_LIMIT_EXCEEDED"
        | "E_DELIVERY_FAILED"
        | "E_INTERNAL_SERVER_ERROR" => SendError::Deferred(format!("binding: {code}")),
        code if code.starts_with("E_") => refused_by_transport(&format!("binding: {code}")),
        _ if message.contains("destination address") || message.starts_with("email to ") => {
            SendError::Rejected(DeliveryFailure::AddressRejected)
        }
        _ if message.contains("not allowed")
            || message.contains("not verified")
            || message.starts_with("email from ") =>
        {
            refused_by_transport("binding: the sender is not allowed")
        }
        _ => SendError::Deferred("binding: failed without a code".into()),
    }
}
