//! Audit events: who did what, in a chain that shows when one was changed or left out.

pub mod chain;
pub mod walk;
mod word;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::{IdError, as_text};
use crate::token::json::Object;
use crate::{Code, EventId, ServiceId, Timestamp, UserId, base64url, limits};

pub use word::Word;

/// A SHA-256 digest in the chain. Its JSON form is base64url.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// A digest from its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl FromStr for Hash {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        base64url::decode_array(text).map(Self).map_err(|_| IdError)
    }
}

as_text!(Hash);

/// Where the chain stands: how many events there are, and the hash of the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Events so far.
    pub count: u64,
    /// The last one's hash; before the first, the hash of the account id.
    pub hash: Hash,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

        }

        impl From<$name> for Word {
            fn from(own: $name) -> Self {
                Self::own(own.as_str())
            }
        }

        impl PartialEq<$name> for Word {
            fn eq(&self, own: &$name) -> bool {
                self.as_str() == own.as_str()
            }
        }
    };
}

words! {
    /// What Hallpass itself did, or was asked for and refused.
    Action {
        /// An account was opened.
        AccountCreate "account.create",
        /// A personal account became a team.
        AccountConvert "account.convert",
        /// A team became a personal account again, or was closed.
        AccountRevert "account.revert",
        /// An account's name, settings or policy changed.
        AccountUpdate "account.update",
        /// Somebody became a member.
        MemberJoin "member.join",
        /// A member's role changed.
        MemberRole "member.role",
        /// A member was removed by another.
        MemberRemove "member.remove",
        /// A member left.
        MemberLeave "member.leave",
        /// An invite was created.
        InviteCreate "invite.create",
        /// An invite was sent again, by its old link or a new one.
        InviteResend "invite.resend",
        /// An invite was taken back.
        InviteRevoke "invite.revoke",
        /// An invite was accepted.
        InviteAccept "invite.accept",
        /// An invite was declined.
        InviteDecline "invite.decline",
    }
}

words! {
    /// What kind of thing of Hallpass's own it was done to.
    ResourceType {
        /// The account itself.
        Account "account",
        /// A member, by user id.
        Member "member",
        /// An invite.
        Invite "invite",
    }
}

/// What an event is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// The kind of thing.
    pub kind: Word,
    /// Its id.
    pub id: String,
}

impl Resource {
    /// A thing of Hallpass's own, of this kind with this id.
    #[must_use]
    pub fn new(kind: ResourceType, id: &impl ToString) -> Self {
        Self {
            kind: kind.into(),
            id: id.to_string(),
        }
    }
}

/// Who did it, without a name: names are joined when events are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// A user.
    User(UserId),
    /// A machine of the platform's.
    Service(ServiceId),
    /// Hallpass itself, when it takes over a new policy. Its id is `system`.
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
    /// When there is no such kind, or it has no such ids.
    pub fn from_words(kind: &str, id: &str) -> Result<Self, IdError> {
        match kind {
            "user" => id.parse().map(Self::User),
            "service" => id.parse().map(Self::Service),
            "system" if id == "system" => Ok(Self::System),
            _ => Err(IdError),
        }
    }
}

/// How it went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It was done.
    Done,
    /// A rule said no.
    Refused(Code),
}

/// One value among an event's details: never a name or an address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Detail {
    /// A number.
    Number(u64),
    /// A word or an id.
    Text(String),
    /// Several of them.
    List(Vec<String>),
}

/// What else is to be known of an event.
pub type Details = BTreeMap<String, Detail>;

/// Puts a cascade's ids under `field`: the first hundred, and their number when there are more.
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

/// An event that is about to be chained.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Word,
    /// To what.
    pub resource: Resource,
    /// How it went.
    pub outcome: Outcome,
    /// What else.
    pub details: Details,
}

/// An event in its chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What happened.
    pub draft: Draft,
    /// The hash of the event before it; of the account id, for the first.
    pub prev: Hash,
    /// SHA-256 of this event's canonical JSON without this field.
    pub hash: Hash,
}

impl Draft {
    /// The code of a refusal.
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

    /// Links the event to the chain's head, and gives the new head.
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

    /// The hash that this event has behind `prev`.
    #[must_use]
    pub fn hash_after(&self, prev: Hash) -> Hash {
        chain::hash(&self.hashed(prev))
    }

    /// The JSON that is hashed: ids, times, outcome and details.
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
