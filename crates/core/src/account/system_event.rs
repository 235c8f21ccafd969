//! Events of the system's own, which no command appends.

use super::{Account, Change};
use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource};
use crate::{EventId, Timestamp};

/// Appends events of the system to an account's log.
pub(super) struct SystemEvents<'a> {
    account: &'a mut Account,
    at: Timestamp,
    random: &'a [u8; 32],
    count: u32,
}

impl<'a> SystemEvents<'a> {
    /// Events that follow the one at `last`. The random bytes are for their ids.
    pub(super) fn new(
        account: &'a mut Account,
        last: Option<Timestamp>,
        now: Timestamp,
        random: &'a [u8; 32],
    ) -> Self {
        Self {
            account,
            at: event_time(last, now),
            random,
            count: 0,
        }
    }

    /// The change that appends an event. The account's new head of the log is stored with its row.
    pub(super) fn append(
        &mut self,
        action: Action,
        resource: Resource,
        details: Details,
    ) -> Change {
        let draft = Draft {
            id: EventId::derive(self.random, self.count),
            at: self.at,
            actor: Actor::System,
            action: action.into(),
            resource,
            outcome: Outcome::Done,
            details,
        };
        self.count = self.count.saturating_add(1);
        let (event, head) = draft.chained(self.account.audit);
        self.account.audit = head;
        Change::Append(event)
    }
}

/// The time of an event that follows the one at `last`. Time never goes back within a log: the clocks of two machines differ,
/// so the last event may be later than now.
pub(super) fn event_time(last: Option<Timestamp>, now: Timestamp) -> Timestamp {
    last.map_or(now, |last| last.max(now))
}
