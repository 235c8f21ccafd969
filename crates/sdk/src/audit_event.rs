//! Audit events as the edge's JSON has them.

use hallpass_core::audit::{
    Actor, Detail, Details, Draft, Event, Hash, Head, Outcome, Resource, Word,
};
use hallpass_core::{Code, EventId, Timestamp};
use serde::{Deserialize, Serialize};
use tsify::Tsify;

use crate::SdkError;

/// The head of an audit chain: how many events there are, and the hash of the last one.
#[derive(Clone, Copy, Serialize, Deserialize, Tsify)]
pub struct AuditHead {
    pub(crate) count: u64,
    #[tsify(type = "string")]
    pub(crate) hash: Hash,
}

impl From<Head> for AuditHead {
    fn from(Head { count, hash }: Head) -> Self {
        Self { count, hash }
    }
}

impl From<AuditHead> for Head {
    fn from(AuditHead { count, hash }: AuditHead) -> Self {
        Self { count, hash }
    }
}

/// An event of an audit log. Names are not part of the chain and are ignored.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct LoggedEvent {
    #[tsify(type = "string")]
    id: EventId,
    #[tsify(type = "string")]
    at: Timestamp,
    actor: LoggedActor,
    #[tsify(type = "string")]
    action: Word,
    #[tsify(type = "string")]
    resource_type: Word,
    resource_id: String,
    outcome: LoggedOutcome,
    #[serde(default)]
    code: Option<String>,
    #[tsify(type = "Readonly<Record<string, unknown>>")]
    details: std::collections::BTreeMap<String, Detail>,
    #[tsify(type = "string")]
    prev: Hash,
    #[tsify(type = "string")]
    hash: Hash,
}

/// Who an event's actor is.
#[derive(Deserialize, Tsify)]
pub struct LoggedActor {
    kind: String,
    id: String,
}

/// Whether an event was carried out.
#[derive(Deserialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum LoggedOutcome {
    /// It was.
    Done,
    /// A rule refused it.
    Refused,
}

impl TryFrom<LoggedEvent> for Event {
    type Error = SdkError;

    fn try_from(logged: LoggedEvent) -> Result<Self, SdkError> {
        let not_an_event = || SdkError::invalid_argument("not an audit event");
        let outcome = match (logged.outcome, logged.code) {
            (LoggedOutcome::Done, None) => Outcome::Done,
            (LoggedOutcome::Refused, Some(code)) => {
                Outcome::Refused(Code::parse(&code).ok_or_else(not_an_event)?)
            }
            (LoggedOutcome::Done, Some(_)) | (LoggedOutcome::Refused, None) => {
                return Err(not_an_event());
            }
        };
        let actor = Actor::parse(&logged.actor.kind, &logged.actor.id);
        let mut details = Details::new();
        for (key, value) in logged.details {
            details.insert(key, value);
        }
        let draft = Draft {
            id: logged.id,
            at: logged.at,
            actor: actor.map_err(|_| not_an_event())?,
            action: logged.action,
            resource: Resource {
                kind: logged.resource_type,
                id: logged.resource_id,
            },
            outcome,
            details,
        };
        Ok(Self {
            draft,
            prev: logged.prev,
            hash: logged.hash,
        })
    }
}

/// Reads a list of events.
///
/// # Errors
/// `invalid_request` when one of them is not an event.
pub(crate) fn events(logged: Vec<LoggedEvent>) -> Result<Vec<Event>, SdkError> {
    logged.into_iter().map(Event::try_from).collect()
}
