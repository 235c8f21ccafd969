//! Cloudflare's own mail service, by the `send_email` binding.

use hallpass_core::mail::DeliveryFailure;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use worker::{EmailMessage, Env, SendEmail};

use super::{Rendered, SendError, Sent, refused_by_transport};

/// The binding's name.
pub(crate) const SEND_EMAIL: &str = "SEND_EMAIL";

pub(super) async fn send(env: &Env, mail: &Rendered) -> Result<Sent, SendError> {
    let binding: SendEmail = env
        .get_binding(SEND_EMAIL)
        .map_err(|_| refused_by_transport("binding: SEND_EMAIL is missing"))?;
    let raw = String::from_utf8(mail.to_mime())
        .map_err(|_| refused_by_transport("binding: the message is not ASCII"))?;
    let from = mail.from.address.as_str();
    let sent = async {
        let message = EmailMessage::new(from, mail.to.as_str(), &raw)?;
        binding.send(&message).await
    };
    match sent.await {
        Ok(result) => Ok(Sent {
            provider_id: message_id(&result),
        }),
        Err(error) => Err(refusal(&error)),
    }
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
