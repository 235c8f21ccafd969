//! The audit log's shapes.

use hallpass_core::audit::{Details, Hash, Word};
use hallpass_core::{EventId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::object::document::Embedded;

/// An event of the audit log.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: AuditActor,
    /// What was done.
    pub action: Word,
    /// The kind of thing that it was done to.
    pub resource_type: Word,
    /// That thing's id.
    pub resource_id: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The code of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What else.
    pub details: Details,
    /// The hash of the event before it.
    pub prev: Hash,
    /// Its own.
    pub hash: Hash,
}

/// Who did something, with the name that they have now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuditActor {
    /// `user`, `service` or `system`.
    pub kind: String,
    /// The id.
    pub id: String,
    /// The name, joined at reading.
    pub name: String,
}

/// A page of the audit log; unfiltered ones carry the signed head.
#[derive(Clone, Debug, Serialize)]
pub struct AuditPage {
    /// The events, newest first.
    pub items: Embedded,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The head of the chain, as a signed `audit-head+jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
}
