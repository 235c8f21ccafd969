//! The audit log.

use hallpass_core::audit::{Details, Hash, Word};
use hallpass_core::webhook::Event;
use hallpass_core::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

/// An event of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: AuditActor,
    /// What was done.
    pub action: Word,
    /// The type of the resource.
    pub resource_type: Word,
    /// The resource's id.
    pub resource_id: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The error code, if it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Further details.
    pub details: Details,
    /// The hash of the previous event.
    pub prev: Hash,
    /// Its hash.
    pub hash: Hash,
}

/// An actor with their current name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditActor {
    /// `user`, `service` or `system`.
    pub kind: String,
    /// The id.
    pub id: String,
    /// The current name, which is not stored in the log.
    pub name: String,
}

/// Events as webhooks get them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventsAfter {
    /// The events, oldest first.
    pub items: Vec<Event>,
    /// The number to continue after, if there are more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A page of the audit log. An unfiltered page has the signed head.
#[derive(Clone, Debug, Serialize)]
pub struct AuditPage {
    /// The events, newest first.
    pub items: Vec<AuditEvent>,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The head of the chain, as a signed `audit-head+jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// Where the log begins, if its oldest events were removed, as a signed `audit-cut+jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
}
