//! Removes what is stored for a limited time, a page at a time: the outcomes of commands after a day, invites that expired a
//! month ago, and audit events that are older than the operator keeps them.

use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, ready};
use hallpass_core::account::{Account, expired_long_ago, removable_at, remove_expired_invites};
use hallpass_core::audit::Cut;
use hallpass_core::retention::{AuditRetention, next_turn};
use hallpass_core::webhook::{Cursor, Event, Health, Webhook};
use hallpass_core::{Timestamp, limits};

use super::queues::Queue;
use super::storage::{AccountStore, QueueTimes, webhook_progress};
use crate::error::InternalError;
use crate::log;
use crate::objects::pruning::ROWS_PER_ALARM;
use crate::objects::storage::Database;
use crate::state::AppState;

/// The most invites that one turn looks at. Each that it removes costs more than one row.
const INVITES_PER_TURN: u32 = 100;

/// The rows of an account that leave with time.
pub(super) struct Retention {
    db: Rc<Database>,
    /// How long audit events stay; `None` where they are not removed.
    audit: Option<AuditRetention>,
    webhooks: Vec<Rc<Webhook>>,
}

/// A webhook, and how far it has come.
type Receiver = (Rc<Webhook>, Cursor);

impl Queue for Retention {
    fn name(&self) -> &'static str {
        "retention"
    }

    fn next_due(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        let record = times.oldest_record();
        let record = record.map(|at| at.plus_seconds(limits::IDEMPOTENCY_SECONDS));
        let invite = times.first_expiry().map(removable_at);
        let event = self.next_removable_event(now, times)?;
        let first = [record, invite, event].into_iter().flatten().min();
        Ok(first.map(|leaves_at| next_turn(leaves_at, now)))
    }

    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        ready(self.db.transaction(|| self.take_turn(now))).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        0
    }
}

impl Retention {
    pub(super) fn new(db: Rc<Database>, state: &AppState) -> Self {
        Self {
            db,
            audit: state.config.audit_retention,
            webhooks: state.webhooks.clone(),
        }
    }

    fn take_turn(&self, now: Timestamp) -> Result<(), InternalError> {
        let mut store = AccountStore::new(&self.db, now, None);
        store.delete_expired_records(now, ROWS_PER_ALARM)?;
        remove_invites(&mut store, now)?;
        self.remove_events(&store, now)
    }

    /// When the oldest event can be removed. `None` while a webhook awaits it: the webhook's own queue continues until it does
    /// not.
    fn next_removable_event(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        let (Some(retention), Some(oldest)) = (self.audit, times.oldest_event()) else {
            return Ok(None);
        };
        let leaves_at = retention.leaves_at(oldest);
        if leaves_at > now {
            return Ok(Some(leaves_at));
        }
        let store = AccountStore::new(&self.db, now, None);
        let is_removable = self.next_cut(&store, retention, now, 1)?.is_some();
        Ok(is_removable.then_some(leaves_at))
    }

    /// Removes a page of the oldest events, as far as they can be removed.
    fn remove_events(&self, store: &AccountStore<'_>, now: Timestamp) -> Result<(), InternalError> {
        let Some(retention) = self.audit else {
            return Ok(());
        };
        if let Some((account, cut)) = self.next_cut(store, retention, now, ROWS_PER_ALARM)? {
            let before = store.audit_cut()?.map_or(0, |cut| cut.head.count);
            store.cut_events(cut)?;
            self.warn_of_missed_events(&account, before, cut.head.count)?;
        }
        Ok(())
    }

    /// The cut of the log without those of its `limit` oldest events that can be removed; `None` if none can.
    fn next_cut(
        &self,
        store: &AccountStore<'_>,
        retention: AuditRetention,
        now: Timestamp,
        limit: u32,
    ) -> Result<Option<(Account, Cut)>, InternalError> {
        let Some(account) = store.account()? else {
            return Ok(None);
        };
        let events = store.events_after(0, limit)?.into_iter();
        let oldest: Vec<Event> = events
            .map(|found| Event::new(account.id, found.number, found.event))
            .collect();
        let receivers = self.receivers()?;
        let is_awaited = |event: &Event| {
            receivers.iter().any(|(webhook, cursor)| {
                cursor.awaits(event.seq, webhook.fingerprint())
                    && webhook.filter.selects(&event.kind)
            })
        };
        let cut = retention.cut(&oldest, account.audit, now, is_awaited);
        Ok(cut.map(|cut| (account, cut)))
    }

    fn receivers(&self) -> Result<Vec<Receiver>, InternalError> {
        let mut receivers = Vec::new();
        for webhook in &self.webhooks {
            if let Some(progress) = webhook_progress(&self.db, webhook)? {
                receivers.push((Rc::clone(webhook), progress.cursor));
            }
        }
        Ok(receivers)
    }

    /// Logs which paused webhooks miss events from now on, when the cut moves from one number to another.
    fn warn_of_missed_events(
        &self,
        account: &Account,
        from: u64,
        to: u64,
    ) -> Result<(), InternalError> {
        for (webhook, cursor) in self.receivers()? {
            let is_paused = matches!(cursor.health, Health::Paused { .. });
            if is_paused && (from..to).contains(&cursor.seq) {
                log::warned(
                    "retention",
                    format_args!(
                        "webhook `{}` is paused, and the events of {} after {} are removed although it has not confirmed them: \
                         mend the receiver, or change or remove the webhook in WEBHOOKS",
                        webhook.id, account.id, cursor.seq
                    ),
                );
            }
        }
        Ok(())
    }
}

/// Looks at a page of the invites that expired long ago, and removes those that can leave.
fn remove_invites(store: &mut AccountStore<'_>, now: Timestamp) -> Result<(), InternalError> {
    let invites = store.unexamined_invites(expired_long_ago(now), INVITES_PER_TURN)?;
    let Some((Some(expires_at), last)) = invites.last().map(|last| (last.expires_at, last.id))
    else {
        return Ok(());
    };
    remove_expired_invites(store, invites, now)?;
    store.set_examined(expires_at, last)
}
