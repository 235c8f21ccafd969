//! Events of the host's, in the account's own log and chain.

use super::Store;
use super::command::{Command, Done};
use super::work::{Step, Work};
use crate::audit::{Outcome, Resource};
use crate::{FieldCode, Refusal, required};

impl<S: Store> Work<'_, S> {
    /// Writes what a service saw happen. It cannot be mistaken for what Hallpass did: the actor is the service, and
    /// Hallpass's own actions are not for it to write.
    pub(super) fn note(&mut self, command: &Command) -> Step<Done, S> {
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
        let event = self.append(
            actor,
            action.clone(),
            resource,
            Outcome::Done,
            details.clone(),
        );
        Ok(Done::Noted { event })
    }
}
