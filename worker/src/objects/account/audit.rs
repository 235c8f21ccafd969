//! Handlers for the audit log.

use hallpass_core::account::{Command, Done};
use hallpass_core::audit::Cut;
use hallpass_core::webhook::Event;
use hallpass_core::{csv, required};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{
    EventPage, ExportEvents, ExportFormat, ExportedEvents, ListEvents, ListEventsAfter, RecordEvent,
};
use hallpass_protocol::shape::{AuditEvent, EventsAfter, Page};

use super::operation::Operation;
use super::storage::{ActorNames, EventOrder, NumberedEvent};
use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::{self, Position};
use crate::objects::server::OperationResult;

/// The number of events in one part of an export.
const EXPORT_PART: u32 = 500;

/// Lists events, newest first.
///
/// Takes a filter and a page; returns the events with the current names of their actors. A page whose first event was removed is
/// refused. Safe to retry.
pub(super) fn list_events(
    operation: &Operation<'_>,
    call: ListEvents,
) -> OperationResult<EventPage> {
    let view = operation.require(required::AUDIT_READ)?;
    let start = cursor::start(&call.page, Position::newest()).map_err(ObjectError::Refused)?;
    let store = &operation.store;
    let cut = store.audit_cut()?;
    let newest = u64::try_from(start.number).unwrap_or(0).saturating_sub(1);
    Cut::check_present(cut, newest).map_err(|refusal| operation.refuse(refusal))?;
    let limit = cursor::read_limit(&call.page);
    let found = store.list_events(
        &call.filter,
        (-1, start.number),
        limit,
        EventOrder::NewestFirst,
    )?;
    let Page { items, next } = cursor::page(found, &call.page, |found| Position {
        number: signed(found.number),
        id: String::new(),
    });
    let mut names = ActorNames::new();
    let items: Result<Vec<AuditEvent>, InternalError> = items
        .into_iter()
        .map(|found| store.with_actor_name(found.event, &mut names))
        .collect();
    Ok(EventPage {
        items: items?,
        next,
        head: view.account.audit,
        cut,
    })
}

/// Lists events as webhooks get them, oldest first.
///
/// Takes the number of the event before the first one, and how many; returns them. If the first one was removed, it is refused.
/// Safe to retry.
pub(super) fn list_events_after(
    operation: &Operation<'_>,
    call: ListEventsAfter,
) -> OperationResult<EventsAfter> {
    let account = operation.require(required::AUDIT_READ)?.account;
    if let Some(after) = call.after {
        let cut = operation.store.audit_cut()?;
        Cut::check_present(cut, after.saturating_add(1))
            .map_err(|refusal| operation.refuse(refusal))?;
    }
    let after = call.after.unwrap_or_default();
    let events = operation.store.events_after(after, call.limit)?;
    let items: Vec<Event> = events
        .into_iter()
        .map(|found| Event::new(account.id, found.number, found.event))
        .collect();
    let last = items.last().map_or(after, |event| event.seq);
    Ok(EventsAfter {
        next: (last < account.audit.count && !items.is_empty()).then_some(last),
        items,
    })
}

/// Exports a part of the log, oldest event first.
///
/// Takes a filter, a format and where the previous part ended; returns lines. An export that a removal of events has overtaken is
/// refused, since it would have a gap. Safe to retry.
pub(super) fn export_events(
    operation: &Operation<'_>,
    call: ExportEvents,
) -> OperationResult<ExportedEvents> {
    let view = operation.require(required::AUDIT_READ)?;
    let head = view.account.audit;
    let cut = operation.store.audit_cut()?;
    if call.until.is_some() {
        Cut::check_present(cut, call.after.saturating_add(1))
            .map_err(|refusal| operation.refuse(refusal))?;
    }
    let until = call.until.unwrap_or(head.count).min(head.count);
    let range = (signed(call.after), signed(until).saturating_add(1));
    let store = &operation.store;
    let events = store.list_events(&call.filter, range, EXPORT_PART, EventOrder::OldestFirst)?;
    let more = events.len() == EXPORT_PART as usize;
    let mut exported = ExportedEvents {
        text: String::new(),
        after: call.after,
        more,
        head,
        cut,
    };
    let mut names = ActorNames::new();
    for NumberedEvent { number, event } in events {
        let event = store.with_actor_name(event, &mut names)?;
        match call.format {
            ExportFormat::Ndjson => exported.text.push_str(&json::to_string(&event)?),
            ExportFormat::Csv => push_csv(&mut exported.text, &event)?,
        }
        exported.text.push('\n');
        exported.after = number;
    }
    Ok(exported)
}

/// Records an event of the host platform. For services.
///
/// Takes the event; returns it as the log shows it. Safe to retry with an idempotency key; without one, a repeat
/// records it again.
pub(super) fn record_event(
    operation: &mut Operation<'_>,
    call: &RecordEvent,
) -> OperationResult<AuditEvent> {
    let command = Command::Note {
        action: call.action.clone(),
        resource_type: call.resource_type.clone(),
        resource_id: call.resource_id.clone(),
        details: call.details.clone(),
    };
    let Done::Noted { event } = operation.execute(call.account, &command)? else {
        return Err(InternalError::new("an event was recorded without an id").into());
    };
    let store = &operation.store;
    let event = store.event_by_id(&event)?;
    let event = event.ok_or_else(|| InternalError::new("a recorded event is missing"))?;
    Ok(store.with_actor_name(event, &mut ActorNames::new())?)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Appends an event as a line of a table, in the order of the header line that the route writes.
fn push_csv(out: &mut String, event: &AuditEvent) -> Result<(), InternalError> {
    for text in [
        event.id.to_string().as_str(),
        &event.at.to_string(),
        &event.actor.kind,
        &event.actor.id,
        &event.actor.name,
        event.action.as_str(),
        event.resource_type.as_str(),
        &event.resource_id,
        &event.outcome,
        event.code.as_deref().unwrap_or_default(),
    ] {
        csv::push_text(out, text);
        out.push(',');
    }
    csv::push_json(out, &json::to_string(&event.details)?);
    for hash in [&event.prev, &event.hash] {
        out.push(',');
        csv::push_text(out, &hash.to_string());
    }
    Ok(())
}
