//! The audit log, by pages and for export. Who may see it was asked before.

use std::collections::BTreeMap;

use hallpass_core::account::read::View;
use hallpass_core::audit::{Actor, Event};
use hallpass_protocol::object::account::{AuditFilter, FORMER_MEMBER, Form, Paging, Reply};
use hallpass_protocol::object::document::Document;
use hallpass_protocol::shape::{AuditActor, AuditEvent};

use crate::error::InternalError;
use crate::json;
use crate::object::cursor::{self, Position};
use crate::object::{Param, params};

use super::lists::room;
use super::sql::{Order, Term};
use super::store::Sql;
use super::{rows, sql};

/// Events in one piece of an export.
const PIECE: u32 = 500;

/// Names that were looked up, by id.
pub(super) type Names = BTreeMap<String, String>;

impl Sql<'_> {
    /// The audit log, newest first, with the names that its actors have now.
    pub(super) fn audit_page(
        &self,
        view: &View,
        filter: &AuditFilter,
        paging: &Paging,
    ) -> Result<Reply, InternalError> {
        let first = Position {
            number: i64::MAX,
            id: String::new(),
        };
        let Ok(before) = cursor::after(paging, first) else {
            return Ok(Reply::BadCursor);
        };
        let between = (-1, before.number);
        let events = self.events(filter, between, room(paging), Order::NewestFirst)?;
        let page = cursor::page(events, paging, |(number, _)| Position {
            number: *number,
            id: String::new(),
        });
        let mut names = BTreeMap::new();
        let items: Result<Vec<_>, InternalError> = page
            .items
            .into_iter()
            .map(|(_, event)| self.named(event, &mut names))
            .collect();
        Ok(Reply::Audit {
            items: Document::of(&items?),
            next: page.next,
            head: view.account.audit,
        })
    }

    /// A piece of the log, oldest first, from behind the event numbered `after` to the one that was the last when
    /// the export began.
    pub(super) fn export(
        &self,
        view: &View,
        filter: &AuditFilter,
        form: Form,
        after: u64,
        until: Option<u64>,
    ) -> Result<Reply, InternalError> {
        let head = view.account.audit;
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let until = until.unwrap_or(head.count).min(head.count);
        let between = (number(after), number(until).saturating_add(1));
        let events = self.events(filter, between, PIECE, Order::OldestFirst)?;
        let more = events.len() == PIECE as usize;
        let mut after = after;
        let mut names = Names::new();
        let mut text = String::new();
        for (number, event) in events {
            after = number.unsigned_abs();
            let event = self.named(event, &mut names)?;
            match form {
                Form::Ndjson => text.push_str(&json::written(&event)),
                Form::Csv => csv(&mut text, &event),
            }
            text.push('\n');
        }
        Ok(Reply::Exported {
            text,
            after,
            more,
            head,
        })
    }

    /// Events between two numbers, both exclusive, that the filter lets through.
    fn events(
        &self,
        filter: &AuditFilter,
        between: (i64, i64),
        limit: u32,
        order: Order,
    ) -> Result<Vec<(i64, Event)>, InternalError> {
        let mut terms = Vec::new();
        let mut params = Vec::from(params![between.0, between.1, limit]);
        let asked = [
            (Term::From, filter.from.map(Param::from)),
            (Term::To, filter.to.map(Param::from)),
            (Term::Actor, filter.user.as_ref().map(Param::from)),
            (Term::Action, filter.action.as_ref().map(Param::from)),
            (
                Term::ResourceType,
                filter.resource_type.as_ref().map(Param::from),
            ),
            (
                Term::ResourceId,
                filter.resource_id.as_ref().map(Param::from),
            ),
        ];
        for (term, param) in asked {
            if let Some(param) = param {
                terms.push(term);
                params.push(param);
            }
        }
        let found = self.db.rows(&sql::events(&terms, order), &params)?;
        found
            .into_iter()
            .map(|mut row| rows::event(&mut row))
            .collect()
    }

    pub(super) fn named(
        &self,
        event: Event,
        names: &mut Names,
    ) -> Result<AuditEvent, InternalError> {
        let (kind, id) = (event.draft.actor.kind(), event.draft.actor.id());
        let name = match (&event.draft.actor, names.get(id)) {
            (Actor::System, _) => id.into(),
            (_, Some(name)) => name.clone(),
            (_, None) => {
                let found = self.db.row(sql::ACTOR, &params![id])?;
                let name = found.map_or(Ok(None), |mut row| row.optional_text())?;
                let name = name.unwrap_or_else(|| FORMER_MEMBER.into());
                names.insert(id.into(), name.clone());
                name
            }
        };
        Ok(AuditEvent {
            actor: AuditActor {
                kind: kind.into(),
                id: id.into(),
                name,
            },
            id: event.draft.id,
            at: event.draft.at,
            outcome: event.draft.outcome_word().into(),
            code: event.draft.code().map(|code| code.as_str().into()),
            action: event.draft.action,
            resource_type: event.draft.resource.kind,
            resource_id: event.draft.resource.id,
            details: event.draft.details,
            prev: event.prev,
            hash: event.hash,
        })
    }
}

/// An event as a line of a table, in the order of the head line.
fn csv(out: &mut String, event: &AuditEvent) {
    let details = json::written(&event.details);
    let (id, at) = (event.id.to_string(), event.at.to_string());
    let (prev, hash) = (event.prev.to_string(), event.hash.to_string());
    let cells = [
        id.as_str(),
        &at,
        &event.actor.kind,
        &event.actor.id,
        &event.actor.name,
        event.action.as_str(),
        event.resource_type.as_str(),
        &event.resource_id,
        &event.outcome,
        event.code.as_deref().unwrap_or_default(),
        &details,
        &prev,
        &hash,
    ];
    for (number, cell) in cells.into_iter().enumerate() {
        out.push_str(if number == 0 { "\"" } else { ",\"" });
        // A spreadsheet would run what begins so.
        if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            out.push('\'');
        }
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
}
