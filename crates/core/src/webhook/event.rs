//! An event as webhooks and `GET …/events` give it.

use alloc::format;
use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use crate::audit::{self, Details, Hash, Outcome, Word};
use crate::{AccountId, Code, EventId, Timestamp};

/// An event of an account's log for other systems. It has ids, and neither names nor addresses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Its id, the same in every attempt to deliver it.
    pub id: EventId,
    /// The action, such as `member.join`; with `.refused` behind it if a rule refused it, so that no receiver takes an
    /// attempt for a change.
    #[serde(rename = "type")]
    pub kind: String,
    /// The account.
    pub account: AccountId,
    /// Its number in the account's log, from 1 without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// The event as the audit log has it.
    pub data: EventData,
}

/// An event of the audit log without its actor's name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventData {
    /// Its id.
    pub id: EventId,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: EventActor,
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
    /// Further details: numbers, words and ids.
    pub details: Details,
    /// The hash of the previous event.
    pub prev: Hash,
    /// Its hash.
    pub hash: Hash,
}

/// Who did it, by id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EventActor {
    /// `user`, `service` or `system`.
    pub kind: String,
    /// The id.
    pub id: String,
}

impl Event {
    /// The event with this number in an account's log.
    #[must_use]
    pub fn new(account: AccountId, seq: u64, event: audit::Event) -> Self {
        let draft = event.draft;
        Self {
            id: draft.id,
            kind: kind(&draft.action, draft.outcome),
            account,
            seq,
            at: draft.at,
            data: EventData {
                id: draft.id,
                at: draft.at,
                actor: EventActor {
                    kind: draft.actor.kind().into(),
                    id: draft.actor.id().into(),
                },
                outcome: draft.outcome_word().into(),
                code: draft.code().map(Code::as_str).map(ToString::to_string),
                action: draft.action,
                resource_type: draft.resource.kind,
                resource_id: draft.resource.id,
                details: draft.details,
                prev: event.prev,
                hash: event.hash,
            },
        }
    }
}

/// The type of an event.
fn kind(action: &Word, outcome: Outcome) -> String {
    match outcome {
        Outcome::Done => action.to_string(),
        Outcome::Refused(_) => format!("{action}.refused"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use crate::audit::{Action, Actor, Detail, Draft, Resource, ResourceType, chain};

    fn event(outcome: Outcome) -> Event {
        let account = AccountId::from_bytes([7; 16]);
        let user = UserId::derive("local", "owner@example.com");
        let draft = Draft {
            id: EventId::derive(&[1; 32], 0),
            at: Timestamp::from_milliseconds(1_795_324_067_000),
            resource: Resource::new(ResourceType::Member, &user),
            actor: Actor::User(user),
            action: Action::MemberRole.into(),
            outcome,
            details: Details::from([("to".into(), Detail::Text("dev".into()))]),
        };
        let (event, _) = draft.chained(chain::start(account));
        Event::new(account, 12, event)
    }

    #[test]
    fn an_event_has_a_stable_json() {
        let json = serde_json::to_string(&event(Outcome::Done)).unwrap();
        assert_eq!(json, JSON);
        let read: Event = serde_json::from_str(&json).unwrap();
        assert_eq!(read, event(Outcome::Done));
    }

    #[test]
    fn a_refused_event_has_a_type_of_its_own() {
        let refused = event(Outcome::Refused(Code::Forbidden));
        assert_eq!(refused.kind, "member.role.refused");
        assert_eq!(refused.data.action, Action::MemberRole);
        assert_eq!(refused.data.outcome, "refused");
        assert_eq!(refused.data.code.as_deref(), Some("forbidden"));
    }

    const JSON: &str = "{\"id\":\"evt_czIDd7S_wf7NfXNn7Gajyg\",\"type\":\"member.role\",\"account\":\"acc_BwcHBwcHBwcHBwcHBwcHBw\",\"seq\":12,\
        \"at\":\"2026-11-22T05:07:47.000Z\",\"data\":{\"id\":\"evt_czIDd7S_wf7NfXNn7Gajyg\",\"at\":\"2026-11-22T05:07:47.000Z\",\
        \"actor\":{\"kind\":\"user\",\"id\":\"usr_KxA7vQZDzwFhIsXz-NA8A0\"},\"action\":\"member.role\",\"resourceType\":\"member\",\
        \"resourceId\":\"usr_KxA7vQZDzwFhIsXz-NA8A0\",\"outcome\":\"done\",\"details\":{\"to\":\"dev\"},\
        \"prev\":\"x6n_kD-3DZYMxRhvpWUGmq4MgXeTgyG7Koyy7GTR9VM\",\"hash\":\"C5okhtv86jufnXgiMB5MjLpyU-Xu5Btv08KVn7yNSZ4\"}}";
}
