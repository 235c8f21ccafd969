//! Audit events that a host writes into an account's log.

use super::Store;
use super::command::Command;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use crate::audit::{Outcome, Resource};
use crate::{FieldCode, Refusal, required};

impl<S: Store> CommandContext<'_, S> {
    /// Appends an event by a service. It cannot be mistaken for an event of Hallpass's own: the actor is the service, and
    /// reserved actions are refused.
    pub(super) fn note(&mut self, command: &Command) -> CommandResult<Done, S> {
        let Command::Note {
            action,
            resource_type,
            resource_id,
            details,
        } = command
        else {
            return Err(Refusal::Conflict.into());
        };
        self.require_service(required::TEAM_ACCESS)?;
        if action.is_reserved() {
            return Err(Refusal::field("action", FieldCode::Invalid).into());
        }
        let resource = Resource {
            kind: resource_type.clone(),
            id: resource_id.clone(),
        };
        let actor = self.context.caller.actor();
        let event = self.append_event(
            actor,
            action.clone(),
            resource,
            Outcome::Done,
            details.clone(),
        );
        Ok(Done::Noted { event })
    }
}
