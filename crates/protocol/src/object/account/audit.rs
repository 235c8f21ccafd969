//! The audit log of an account.

use hallpass_core::audit::{Cut, Details, Head, Word};
use hallpass_core::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass, Paging};
use crate::shape::{AuditEvent, EventsAfter};

/// Which events to list. All fields that are present must match.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditFilter {
    /// At or after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// By this actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// About a resource of this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// About this resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// With this action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

/// Lists events, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListEvents {
    /// The account.
    pub account: AccountId,
    /// Which events.
    pub filter: AuditFilter,
    /// The page.
    pub page: Paging,
}

/// The response to [`ListEvents`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventPage {
    /// The events.
    pub items: Vec<AuditEvent>,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The head of the hash chain.
    pub head: Head,
    /// Where the log begins, if its oldest events were removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

impl ObjectCall for ListEvents {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-events";
    const IS_REPEATABLE: bool = true;
    type Response = EventPage;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Lists events as webhooks get them, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListEventsAfter {
    /// The account.
    pub account: AccountId,
    /// The number of the event before the first one; `None` for the oldest that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u64>,
    /// The maximum number of events.
    pub limit: u32,
}

impl ObjectCall for ListEventsAfter {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-events-after";
    const IS_REPEATABLE: bool = true;
    type Response = EventsAfter;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// The format of an export.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// One JSON document per line.
    Ndjson,
    /// A table for spreadsheets.
    Csv,
}

/// Exports a part of the log, oldest event first. An export is a series of these calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportEvents {
    /// The account.
    pub account: AccountId,
    /// Which events.
    pub filter: AuditFilter,
    /// The format.
    pub format: ExportFormat,
    /// The number of the last event of the previous part; 0 in the first call.
    pub after: u64,
    /// The number of the last event when the export began; absent in the first call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
}

/// The response to [`ExportEvents`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportedEvents {
    /// The lines.
    pub text: String,
    /// The number of the last event in it.
    pub after: u64,
    /// Whether another part may follow.
    pub more: bool,
    /// The head of the hash chain.
    pub head: Head,
    /// Where the log begins, if its oldest events were removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

impl ObjectCall for ExportEvents {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "export-events";
    const IS_REPEATABLE: bool = true;
    type Response = ExportedEvents;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Records an event of the host platform. For services.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordEvent {
    /// The account.
    pub account: AccountId,
    /// What was done.
    pub action: Word,
    /// The type of the resource.
    pub resource_type: Word,
    /// The id of the resource.
    pub resource_id: String,
    /// Further details.
    pub details: Details,
}

impl ObjectCall for RecordEvent {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "record-event";
    type Response = AuditEvent;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
