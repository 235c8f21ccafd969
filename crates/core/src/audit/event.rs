//! Audit events.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::action::ResourceType;
use super::hash::{Hash, Head};
use super::word::Word;
use crate::id::IdError;
use crate::token::json::Object;
use crate::{Code, EventId, ServiceId, Timestamp, UserId, limits};

/// The resource that an event is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// Its type.
    pub kind: Word,
    /// Its id.
    pub id: String,
}

impl Resource {
    /// A resource of Hallpass itself.
    #[must_use]
    pub fn new(kind: ResourceType, id: &impl ToString) -> Self {
        Self {
            kind: kind.into(),
            id: id.to_string(),
        }
    }
}

/// Who did it. Names are not stored: they are joined when events are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A user.
    User(UserId),
    /// A machine of the platform.
    Service(ServiceId),
    /// Hallpass itself, when it adopts a new policy or revokes the other invites of a member. Its id is `system`.
    System,
}

impl Actor {
    /// `user`, `service` or `system`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Service(_) => "service",
            Self::System => "system",
        }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::User(user) => user.as_str(),
            Self::Service(service) => service.as_str(),
            Self::System => "system",
        }
    }

    /// The actor of this kind with this id.
    ///
    /// # Errors
    /// [`IdError`] for an unknown kind, or an id that is not of this kind.
    pub fn parse(kind: &str, id: &str) -> Result<Self, IdError> {
        match kind {
            "user" => id.parse().map(Self::User),
            "service" => id.parse().map(Self::Service),
            "system" if id == "system" => Ok(Self::System),
            _ => Err(IdError),
        }
    }
}

/// Whether it was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was done.
    Done,
    /// A rule refused it.
    Refused(Code),
}

/// A value in an event's details. Never a name or an address.
///
/// Variants are tried in this order when one is read, and in the browser each failure makes a JavaScript error with its
/// stack, so the most frequent one is first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Detail {
    /// A word or an id.
    Text(String),
    /// A number.
    Number(u64),
    /// A list of words or ids.
    List(Vec<String>),
}

/// An event's details.
pub type Details = BTreeMap<String, Detail>;

/// Adds the ids of affected resources under `field`: the first hundred of them, and their number if there are more.
pub fn cascade<T: ToString>(details: &mut Details, field: &str, ids: &[T]) {
    if ids.is_empty() {
        return;
    }
    let named = ids
        .iter()
        .take(limits::DETAIL_IDS)
        .map(ToString::to_string)
        .collect();
    details.insert(field.into(), Detail::List(named));
    if ids.len() > limits::DETAIL_IDS {
        let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        details.insert(alloc::format!("{field}Count"), Detail::Number(count));
    }
}

/// An event that is not yet in the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The action.
    pub action: Word,
    /// The resource.
    pub resource: Resource,
    /// Whether it was done.
    pub outcome: Outcome,
    /// Further details.
    pub details: Details,
}

/// An event in the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The event.
    pub draft: Draft,
    /// The hash of the previous event; of the account id for the first one.
    pub prev: Hash,
    /// SHA-256 of this event's canonical JSON without this field.
    pub hash: Hash,
}

impl Draft {
    /// The code, if the event was refused.
    #[must_use]
    pub const fn code(&self) -> Option<Code> {
        match self.outcome {
            Outcome::Done => None,
            Outcome::Refused(code) => Some(code),
        }
    }

    /// `done` or `refused`.
    #[must_use]
    pub const fn outcome_word(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "done",
            Outcome::Refused(_) => "refused",
        }
    }

    /// Appends the event to a chain, and returns it with the new head.
    #[must_use]
    pub fn chained(self, head: Head) -> (Event, Head) {
        let hash = self.hash_after(head.hash);
        let event = Event {
            draft: self,
            prev: head.hash,
            hash,
        };
        (
            event,
            Head {
                count: head.count.saturating_add(1),
                hash,
            },
        )
    }

    /// The hash of this event after the one with hash `prev`.
    #[must_use]
    pub fn hash_after(&self, prev: Hash) -> Hash {
        Hash::of(&self.hashed(prev))
    }

    /// The JSON that is hashed.
    fn hashed(&self, prev: Hash) -> Object {
        let mut details = Object::default();
        for (field, detail) in &self.details {
            details = match detail {
                Detail::Number(number) => details.with(field, *number),
                Detail::Text(text) => details.with(field, text.as_str()),
                Detail::List(items) => details.with(field, items.clone()),
            };
        }
        let actor = Object::default()
            .with("kind", self.actor.kind())
            .with("id", self.actor.id());
        Object::default()
            .with("id", self.id.to_string())
            .with("at", self.at.to_string())
            .with("actor", actor)
            .with("action", self.action.as_str())
            .with("resourceType", self.resource.kind.as_str())
            .with("resourceId", self.resource.id.as_str())
            .with("outcome", self.outcome_word())
            .with_optional("code", self.code().map(Code::as_str))
            .with("details", details)
            .with("prev", prev.to_string())
    }
}
