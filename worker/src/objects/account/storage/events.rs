//! The audit log, and the names of actors.

use std::collections::HashMap;

use hallpass_core::account::Store as _;
use hallpass_core::audit::{Action, Actor, Details, Draft, Event, Hash, Outcome, Resource, Word};
use hallpass_core::{Code, EventId, FORMER_MEMBER, Timestamp, UserId};
use hallpass_protocol::object::account::AuditFilter;
use hallpass_protocol::shape::{AuditActor, AuditEvent};
use serde::Deserialize;
use worker::SqlStorageValue;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{IntoSql, params};

/// The events that change a membership: those of core's `Action::changes_membership`. The index `events_membership` has no
/// others, and SQLite uses it only for a statement with the same words.
macro_rules! membership_changes {
    () => {
        "outcome = 'done' AND action IN ('member.role', 'member.end', 'member.suspend', 'member.restore', \
         'member.remove', 'member.leave', 'hallpass.grant.put', 'hallpass.grant.remove')"
    };
}
pub(super) use membership_changes;

/// The events that budgets count, see [`Store::done_at`](hallpass_core::account::Store::done_at). The index `events_counted`
/// has no others, and SQLite uses it only for a statement with the same words.
macro_rules! counted_actions {
    () => {
        "action IN ('invite.create', 'invite.resend', 'hallpass.review.open', 'account.convert')"
    };
}

/// The end of a statement that stores names of actors: it writes those that are new or changed.
macro_rules! update_actor_name {
    () => {
        "ON CONFLICT (user) DO UPDATE SET name = excluded.name WHERE name <> excluded.name"
    };
}
pub(super) use update_actor_name;

/// `seq` numbers events from 1 without gaps; the oldest may have been removed, but never the newest. `events_facts` covers
/// every column that a filter compares, in the order of the log: however filters are combined, only rows that are returned are
/// read. It is the only index with an entry for each event, because every command pays for each. `actors` keeps the names of
/// actors, which are not a part of the hash chain, for when they are not members any more.
pub(super) const SCHEMA: &str = concat!(
    "
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, at INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor TEXT NOT NULL,
  action TEXT NOT NULL, resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT,
  details TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_refused ON events (actor, at) WHERE outcome = 'refused';
CREATE INDEX IF NOT EXISTS events_facts ON events (seq, at, actor, action, resource_type, resource_id);
DROP INDEX IF EXISTS events_by_actor;
DROP INDEX IF EXISTS events_by_action;
DROP INDEX IF EXISTS events_by_resource;
DROP INDEX IF EXISTS events_standing;
CREATE INDEX IF NOT EXISTS events_counted ON events (action, seq) WHERE ",
    counted_actions!(),
    ";
CREATE INDEX IF NOT EXISTS events_membership ON events (outcome, at, resource_id) WHERE ",
    membership_changes!(),
    ";

CREATE TABLE IF NOT EXISTS actors (user TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
"
);

#[derive(Deserialize)]
struct EventRow {
    seq: u64,
    id: EventId,
    at: i64,
    actor_kind: String,
    actor: String,
    action: Word,
    resource_type: Word,
    resource_id: String,
    outcome: String,
    code: Option<String>,
    details: String,
    prev: Hash,
    hash: Hash,
}

/// The time of an event.
#[derive(Deserialize)]
struct TimeRow {
    at: i64,
}

impl TryFrom<EventRow> for NumberedEvent {
    type Error = InternalError;

    fn try_from(row: EventRow) -> Result<Self, InternalError> {
        let actor = Actor::parse(&row.actor_kind, &row.actor)
            .map_err(|_| InternalError::new("an actor is of an unknown kind"))?;
        let outcome = match (row.outcome.as_str(), &row.code) {
            ("done", None) => Outcome::Done,
            ("refused", Some(code)) => Outcome::Refused(
                Code::parse(code).ok_or_else(|| InternalError::new("an unknown code"))?,
            ),
            _ => return Err(InternalError::new("an event has an unknown outcome")),
        };
        let details: Details = json::from_str(&row.details)?;
        let draft = Draft {
            id: row.id,
            at: Timestamp::from_milliseconds(row.at),
            actor,
            action: row.action,
            resource: Resource {
                kind: row.resource_type,
                id: row.resource_id,
            },
            outcome,
            details,
        };
        Ok(Self {
            number: row.seq,
            event: Event {
                draft,
                prev: row.prev,
                hash: row.hash,
            },
        })
    }
}

/// An event, and its number in the log.
pub(crate) struct NumberedEvent {
    pub(crate) number: u64,
    pub(crate) event: Event,
}

/// The columns of [`EventRow`].
macro_rules! select_events {
    ($rest:literal) => {
        concat!(
            "SELECT seq, id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, prev, \
             hash FROM events ",
            $rest
        )
    };
}

/// The direction in which events are read.
#[derive(Clone, Copy)]
pub(crate) enum EventOrder {
    NewestFirst,
    OldestFirst,
}

/// The names of actors that were looked up, by id.
pub(crate) type ActorNames = HashMap<String, String>;

/// The conditions of a filter, with their parameters.
fn conditions(filter: &AuditFilter) -> Vec<(&'static str, SqlStorageValue)> {
    let conditions = [
        ("at >=", filter.from.map(IntoSql::into_sql)),
        ("at <", filter.to.map(IntoSql::into_sql)),
        ("actor =", filter.user.as_ref().map(IntoSql::into_sql)),
        ("action =", filter.action.as_ref().map(IntoSql::into_sql)),
        (
            "resource_type =",
            filter.resource_type.as_ref().map(IntoSql::into_sql),
        ),
        (
            "resource_id =",
            filter.resource_id.as_ref().map(IntoSql::into_sql),
        ),
    ];
    conditions
        .into_iter()
        .filter_map(|(condition, param)| Some((condition, param?)))
        .collect()
}

impl AccountStore<'_> {
    /// The events numbered from `after + 1` to `before - 1` that match a filter.
    pub(crate) fn list_events(
        &self,
        filter: &AuditFilter,
        (after, before): (i64, i64),
        limit: u32,
        order: EventOrder,
    ) -> Result<Vec<NumberedEvent>, InternalError> {
        let order = match order {
            EventOrder::NewestFirst => "DESC",
            EventOrder::OldestFirst => "ASC",
        };
        let mut params = params![after, before, limit];
        let mut matching = String::new();
        for (condition, param) in conditions(filter) {
            params.push(param);
            // A `+` keeps SQLite from choosing an index of some events, instead of that of all facts.
            matching.push_str(&format!(" AND +{condition} ?{}", params.len()));
        }
        let statement = format!(
            "{} (SELECT seq FROM events WHERE seq > ?1 AND seq < ?2{matching} ORDER BY seq {order} LIMIT ?3) \
             ORDER BY seq {order}",
            select_events!("WHERE seq IN"),
        );
        let rows: Vec<EventRow> = self.db.rows(&statement, params)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The events behind the one with this number, oldest first.
    pub(crate) fn events_after(
        &self,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<NumberedEvent>, InternalError> {
        let rows: Vec<EventRow> = self.db.rows(
            select_events!("WHERE seq > ? ORDER BY seq LIMIT ?"),
            params![seq, limit],
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The events by a user and about them behind the one with this number, oldest first.
    pub(crate) fn events_about(
        &self,
        user: &UserId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<NumberedEvent>, InternalError> {
        let rows: Vec<EventRow> = self.db.rows(
            select_events!(
                "WHERE seq > ?1 AND (actor = ?2 OR (resource_type = 'member' AND resource_id = ?2)) ORDER BY seq LIMIT ?3"
            ),
            params![after, user.as_str(), limit],
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// One event. The newest is found first, so an event that was just written is found at once.
    pub(crate) fn event_by_id(&self, id: &EventId) -> Result<Option<Event>, InternalError> {
        let row: Option<EventRow> = self.db.row(
            select_events!("WHERE id = ? ORDER BY seq DESC LIMIT 1"),
            params![id.to_string()],
        )?;
        let event: Option<NumberedEvent> = row.map(TryInto::try_into).transpose()?;
        Ok(event.map(|event| event.event))
    }

    /// An event with the name that its actor has as a member, or had when they last did something here.
    pub(crate) fn with_actor_name(
        &self,
        event: Event,
        names: &mut ActorNames,
    ) -> Result<AuditEvent, InternalError> {
        let draft = event.draft;
        let (kind, id) = (draft.actor.kind().to_owned(), draft.actor.id().to_owned());
        let name = match (&draft.actor, names.get(&id)) {
            (Actor::System, _) => id.clone(),
            (Actor::User(_) | Actor::Service(_), Some(name)) => name.clone(),
            (Actor::User(_) | Actor::Service(_), None) => {
                let name = self.actor_name(&id)?;
                names.insert(id.clone(), name.clone());
                name
            }
        };
        Ok(AuditEvent {
            actor: AuditActor { kind, id, name },
            id: draft.id,
            at: draft.at,
            outcome: draft.outcome_word().into(),
            code: draft.code().map(|code| code.as_str().into()),
            action: draft.action,
            resource_type: draft.resource.kind,
            resource_id: draft.resource.id,
            details: draft.details,
            prev: event.prev,
            hash: event.hash,
        })
    }

    /// The name that an actor has as a member, or had when they last did something here.
    pub(crate) fn actor_name(&self, id: &str) -> Result<String, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            name: Option<String>,
        }
        let row: Option<Row> = self.db.row(
            "SELECT coalesce((SELECT name FROM members WHERE user = ?1), (SELECT name FROM actors WHERE user = ?1)) \
             AS name",
            params![id],
        )?;
        let name = row.and_then(|row| row.name);
        Ok(name.unwrap_or_else(|| FORMER_MEMBER.into()))
    }

    /// Appends an event.
    pub(super) fn append_event(&self, event: &Event) -> Result<(), InternalError> {
        let draft = &event.draft;
        self.appended_events.borrow_mut().push(event.clone());
        self.db.execute(
            "INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, \
             prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                draft.id.to_string(),
                draft.at,
                draft.actor.kind(),
                draft.actor.id(),
                draft.action.as_str(),
                draft.resource.kind.as_str(),
                &draft.resource.id,
                draft.outcome_word(),
                draft.code().map(Code::as_str),
                json::to_string(&draft.details)?,
                event.prev.to_string(),
                event.hash.to_string(),
            ],
        )
    }

    /// Keeps the name of who made the request, if they have appended events and are no member: it is not in the events.
    /// That of a member is in their row, and kept when they leave.
    pub(super) fn keep_actor_name(&self) -> Result<(), InternalError> {
        let Some(principal) = self.principal else {
            return Ok(());
        };
        let is_actor = |event: &Event| event.draft.actor != Actor::System;
        if !self.appended_events.borrow().iter().any(is_actor) {
            return Ok(());
        }
        self.db.execute(
            concat!(
                "INSERT INTO actors (user, name) \
                 SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM members WHERE user = ?1) ",
                update_actor_name!()
            ),
            params![principal.actor().id(), principal.name().as_str()],
        )
    }

    pub(super) fn count_refusals(
        &self,
        actor: &Actor,
        since: Timestamp,
    ) -> Result<u32, InternalError> {
        self.db.count(
            "SELECT count(*) AS count FROM events WHERE outcome = 'refused' AND actor = ? AND at >= ?",
            params![actor.id(), since],
        )
    }

    /// The time of the `place`-th newest event with this action that was done; the newest is 1.
    pub(super) fn nth_latest(
        &self,
        action: Action,
        place: u32,
    ) -> Result<Option<Timestamp>, InternalError> {
        let row: Option<TimeRow> = self.db.row(
            concat!(
                "SELECT at FROM events WHERE action = ?1 AND outcome = 'done' AND ",
                counted_actions!(),
                " ORDER BY seq DESC LIMIT 1 OFFSET ?2"
            ),
            params![action.as_str(), place.saturating_sub(1)],
        )?;
        Ok(row.map(|row| Timestamp::from_milliseconds(row.at)))
    }

    /// The time of the last event.
    pub(super) fn newest_event_at(&self) -> Result<Option<Timestamp>, InternalError> {
        if let Some(event) = self.appended_events.borrow().last() {
            return Ok(Some(event.draft.at));
        }
        // It is read with the account's own row.
        self.presence()?;
        Ok(self.last_event_at.get())
    }
}
