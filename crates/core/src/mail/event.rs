//! What transports report about mails that they accepted.

use alloc::string::{String, ToString as _};

use serde_json::Value;

use super::message::Report;
use crate::InviteId;

/// The name of the tag or metadata that a mail carries, and that reports of it repeat: its invite's id.
pub const INVITE_TAG: &str = "invite";

/// A report about a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailEvent {
    /// The invite.
    pub invite: InviteId,
    /// The transport's own id of the mail.
    pub transport_id: String,
    /// What happened.
    pub report: Report,
}

/// Reads an event of Resend. `None` for one that says nothing about a delivery, or is not about a mail of Hallpass's.
#[must_use]
pub fn resend_event(event: &Value) -> Option<MailEvent> {
    let report = match event.get("type")?.as_str()? {
        "email.bounced" | "email.suppressed" => Report::Bounced,
        "email.complained" => Report::Complained,
        "email.failed" => Report::Failed,
        _ => return None,
    };
    let data = event.get("data")?;
    Some(MailEvent {
        invite: resend_tag(data.get("tags")?)?.parse().ok()?,
        transport_id: data.get("email_id")?.as_str()?.to_string(),
        report,
    })
}

/// Resend repeats tags as an object, and did so as the list that it takes.
fn resend_tag(tags: &Value) -> Option<&str> {
    if let Some(list) = tags.as_array() {
        let mut list = list.iter();
        let tag = list.find(|tag| tag.get("name").and_then(Value::as_str) == Some(INVITE_TAG))?;
        return tag.get("value")?.as_str();
    }
    tags.get(INVITE_TAG)?.as_str()
}

/// Reads an event of Postmark. `None` for one that says nothing final, or is not about a mail of Hallpass's.
#[must_use]
pub fn postmark_event(event: &Value) -> Option<MailEvent> {
    let text = |field: &str| event.get(field).and_then(Value::as_str);
    let report = match (text("RecordType")?, text("Type")) {
        // Postmark tries again after a transient error, and passes the others on from the mailbox.
        (
            "Bounce",
            Some(
                "Transient"
                | "AutoResponder"
                | "AddressChange"
                | "Subscribe"
                | "Unsubscribe"
                | "OpenRelayTest"
                | "ChallengeVerification",
            ),
        ) => return None,
        ("Bounce", Some("SpamComplaint")) | ("SpamComplaint", _) => Report::Complained,
        ("Bounce", _) => Report::Bounced,
        _ => return None,
    };
    let metadata = event.get("Metadata")?;
    Some(MailEvent {
        invite: metadata.get(INVITE_TAG)?.as_str()?.parse().ok()?,
        transport_id: text("MessageID")?.to_string(),
        report,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;
    use serde_json::json;

    fn invite() -> InviteId {
        InviteId::new(AccountId::from_bytes([1; 16]), [2; 16])
    }

    fn event(report: Report) -> MailEvent {
        MailEvent {
            invite: invite(),
            transport_id: "m-1".into(),
            report,
        }
    }

    #[test]
    fn resend_reports_what_came_back() {
        let tags = json!({ "invite": invite(), "other": "x" });
        for (kind, report) in [
            ("email.bounced", Some(Report::Bounced)),
            ("email.suppressed", Some(Report::Bounced)),
            ("email.complained", Some(Report::Complained)),
            ("email.failed", Some(Report::Failed)),
            ("email.sent", None),
            ("email.delivered", None),
            ("email.delivery_delayed", None),
            ("email.opened", None),
            ("contact.created", None),
        ] {
            let body = json!({ "type": kind, "data": { "email_id": "m-1", "tags": tags } });
            assert_eq!(resend_event(&body), report.map(event), "{kind}");
        }
        let list =
            json!([{ "name": "other", "value": "x" }, { "name": "invite", "value": invite() }]);
        let body = json!({ "type": "email.bounced", "data": { "email_id": "m-1", "tags": list } });
        assert_eq!(resend_event(&body), Some(event(Report::Bounced)));
        for data in [
            json!({}),
            json!({ "email_id": "m-1" }),
            json!({ "email_id": "m-1", "tags": {} }),
            json!({ "email_id": "m-1", "tags": { "invite": "inv_x" } }),
            json!({ "email_id": 1, "tags": tags }),
            json!("text"),
        ] {
            assert_eq!(
                resend_event(&json!({ "type": "email.bounced", "data": data })),
                None,
                "{data}"
            );
        }
        for body in [
            json!(null),
            json!([]),
            json!({ "type": 1 }),
            json!({ "type": "email.bounced" }),
        ] {
            assert_eq!(resend_event(&body), None, "{body}");
        }
    }

    #[test]
    fn postmark_reports_what_came_back() {
        for (record, kind, report) in [
            ("Bounce", "HardBounce", Some(Report::Bounced)),
            ("Bounce", "SoftBounce", Some(Report::Bounced)),
            ("Bounce", "SpamNotification", Some(Report::Bounced)),
            ("Bounce", "Blocked", Some(Report::Bounced)),
            ("Bounce", "SpamComplaint", Some(Report::Complained)),
            ("SpamComplaint", "SpamComplaint", Some(Report::Complained)),
            ("Bounce", "Transient", None),
            ("Bounce", "AutoResponder", None),
            ("Delivery", "", None),
            ("Open", "", None),
        ] {
            let body = json!({
                "RecordType": record, "Type": kind, "MessageID": "m-1", "Metadata": { "invite": invite() },
            });
            assert_eq!(postmark_event(&body), report.map(event), "{record} {kind}");
        }
        let body = json!({ "RecordType": "Bounce", "Type": "HardBounce", "MessageID": "m-1" });
        assert_eq!(postmark_event(&body), None, "not of Hallpass");
    }
}
