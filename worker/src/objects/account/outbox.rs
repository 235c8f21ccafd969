//! Delivers the outbox: index rows in other objects that are out of date.
//!
//! What is delivered is a row's state at the time of sending, with the account's sequence number as its version, so it
//! does not matter how often or in which order deliveries arrive. What a command announced is forgotten when each of its rows
//! was delivered, or has an entry in the outbox that is tried again; such an entry is deleted when a row at least as new as
//! the entry was delivered.

use core::cell::RefCell;
use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, join_all};
use hallpass_core::account::Store as _;
use hallpass_core::{Timestamp, UserId, limits};
use worker::Env;

use super::index_rows::{IndexKey, IndexRow, account_row, invite_row};
use super::queues::Queue;
use super::storage::outbox::{
    Announcements, Delivery, DeliveryKind, advance_broadcast, announcements, broadcast,
    delete_announcements, delete_delivery, due_deliveries, end_broadcast, enqueue_delivery,
    postpone_delivery,
};
use super::storage::{AccountStore, QueueTimes};
use crate::error::InternalError;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::retry::{MAX_RETRY_SECONDS, retry_seconds};
use crate::objects::storage::Database;
use crate::{deadline, log};

/// Deliveries per run: an alarm that has more to do sets itself again.
const DELIVERIES_PER_RUN: u32 = 200;
/// Deliveries at the same time.
const CONCURRENT_DELIVERIES: u32 = 20;
/// Commands whose announcements are delivered together.
const COMMANDS_PER_BATCH: u32 = 20;
/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;

/// An account's outbox.
pub(super) struct Outbox {
    db: Rc<Database>,
    env: Env,
    /// The rows that were delivered before the responses to their commands, whose announcements are still stored.
    delivered: RefCell<Vec<(IndexKey, u64)>>,
}

impl Queue for Rc<Outbox> {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn next_due(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        if times.has_broadcasts() {
            return Ok(Some(now));
        }
        let due = times.outbox();
        Ok(due.map(|due| due.min(now.plus_seconds(MAX_RETRY_SECONDS))))
    }

    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        self.deliver_due(now).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        RUN_TIMEOUT_SECONDS
    }
}

impl Outbox {
    pub(super) const fn new(db: Rc<Database>, env: Env) -> Self {
        Self {
            db,
            env,
            delivered: RefCell::new(Vec::new()),
        }
    }

    /// Delivers the caller's own rows, before anything else that their command announced. A row that is not delivered is left
    /// to the next run.
    pub(super) async fn deliver_first(&self, rows: Vec<IndexRow>, now: Timestamp) {
        let outcomes = join_all(rows.iter().map(|row| self.deliver(Some(row), now))).await;
        let delivered = rows
            .iter()
            .zip(outcomes)
            .filter(|(_, delivered)| *delivered);
        let delivered = delivered.map(|(row, _)| (row.key(), row.version()));
        self.delivered.borrow_mut().extend(delivered);
    }

    async fn deliver_due(&self, now: Timestamp) -> Result<(), InternalError> {
        let mut left = DELIVERIES_PER_RUN;
        while left > 0 {
            let batch = left.min(CONCURRENT_DELIVERIES);
            let entries = due_deliveries(&self.db, now, batch)?;
            // An entry has failed before, and may do so for a while.
            let mut sent = self.deliver_announced(now).await?;
            if sent == 0 {
                sent = self.deliver_entries(&entries, now).await?;
            }
            if sent == 0 {
                sent = self.deliver_broadcast(now, batch).await?;
            }
            if sent == 0 {
                return Ok(());
            }
            left = left.saturating_sub(sent);
            let times = QueueTimes::load(&self.db)?;
            if !times.has_broadcasts() && times.outbox().is_none_or(|due| due > now) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Delivers what the first commands announced. A row that cannot be delivered gets an entry. Returns how many it tried,
    /// and one at least if there was anything.
    async fn deliver_announced(&self, now: Timestamp) -> Result<u32, InternalError> {
        let Some(announcements) = announcements(&self.db, COMMANDS_PER_BATCH)? else {
            return Ok(0);
        };
        let rows = self.announced_rows(&announcements, now)?;
        for rows in rows.chunks(CONCURRENT_DELIVERIES as usize) {
            let outcomes = join_all(rows.iter().map(|row| self.deliver(Some(row), now))).await;
            for (row, delivered) in rows.iter().zip(outcomes) {
                if !delivered {
                    self.enqueue(row, now)?;
                }
            }
        }
        delete_announcements(&self.db, &announcements)?;
        let is_newer = |(_, version): &(IndexKey, u64)| *version > announcements.version;
        self.delivered.borrow_mut().retain(is_newer);
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX).max(1))
    }

    /// The current state of the rows that some commands announced, each once, without those that were delivered before.
    fn announced_rows(
        &self,
        announcements: &Announcements,
        now: Timestamp,
    ) -> Result<Vec<IndexRow>, InternalError> {
        let store = AccountStore::new(&self.db, now, None);
        let mut users = Vec::new();
        let mut invites = Vec::new();
        for announced in &announcements.announced {
            users.extend(announced.users.iter().cloned());
            invites.extend(announced.invites.iter().copied());
        }
        if announcements.announced.iter().any(|each| each.every_member) {
            users.extend(every_member(&store)?);
        }
        users.sort();
        users.dedup();
        invites.sort();
        invites.dedup();
        let delivered = self.delivered.borrow();
        let is_delivered = |subject: &str, destination: Option<&str>| {
            delivered.iter().any(|(key, version)| {
                key.subject == subject
                    && destination.is_none_or(|destination| key.destination == destination)
                    && *version >= announcements.version
            })
        };
        let account = store.account()?.map(|account| account.id.to_string());
        let account = account.unwrap_or_default();
        let mut rows = Vec::new();
        for user in &users {
            if !is_delivered(&account, Some(user.as_str())) {
                rows.extend(account_row(&store, user)?.map(IndexRow::Account));
            }
        }
        for id in invites {
            if is_delivered(&id.to_string(), None) {
                continue;
            }
            if let Some(mailbox) = store.invite(&id)?.and_then(|invite| invite.mailbox) {
                rows.extend(invite_row(&store, mailbox, id)?.map(IndexRow::Invite));
            }
        }
        Ok(rows)
    }

    /// Enqueues another attempt to deliver a row.
    fn enqueue(&self, row: &IndexRow, now: Timestamp) -> Result<(), InternalError> {
        let IndexKey {
            kind,
            destination,
            subject,
        } = row.key();
        let delivery = Delivery {
            kind,
            destination,
            subject,
            attempts: 0,
        };
        let due = now.plus_seconds(retry_seconds(0));
        enqueue_delivery(&self.db, &delivery, row.version(), due)
    }

    /// Delivers entries. Returns how many there are.
    async fn deliver_entries(
        &self,
        deliveries: &[Delivery],
        now: Timestamp,
    ) -> Result<u32, InternalError> {
        let store = AccountStore::new(&self.db, now, None);
        let rows: Result<Vec<_>, InternalError> = deliveries
            .iter()
            .map(|delivery| index_row(&store, delivery))
            .collect();
        let rows = rows?;
        let outcomes = join_all(rows.iter().map(|row| self.deliver(row.as_ref(), now))).await;
        for ((delivery, row), delivered) in deliveries.iter().zip(&rows).zip(outcomes) {
            // An entry without a row is of no use, whatever its version.
            let version = row.as_ref().map_or(u64::MAX, IndexRow::version);
            if delivered {
                delete_delivery(&self.db, delivery, version)?;
            } else {
                let due = now.plus_seconds(retry_seconds(delivery.attempts));
                postpone_delivery(&self.db, delivery, version, due)?;
            }
        }
        Ok(u32::try_from(deliveries.len()).unwrap_or(u32::MAX))
    }

    /// Continues the broadcast to all members. A member who cannot be reached gets an entry of their own. Returns how
    /// many it tried.
    async fn deliver_broadcast(&self, now: Timestamp, batch: u32) -> Result<u32, InternalError> {
        let Some(broadcast) = broadcast(&self.db)? else {
            return Ok(0);
        };
        let store = AccountStore::new(&self.db, now, None);
        let users = store.member_ids_after(&broadcast.cursor, batch)?;
        let Some(last) = users.last() else {
            end_broadcast(&self.db, broadcast.version)?;
            return Ok(0);
        };
        let rows: Result<Vec<_>, InternalError> =
            users.iter().map(|user| account_row(&store, user)).collect();
        let rows: Vec<IndexRow> = rows?.into_iter().flatten().map(IndexRow::Account).collect();
        let outcomes = join_all(rows.iter().map(|row| self.deliver(Some(row), now))).await;
        for (row, delivered) in rows.iter().zip(outcomes) {
            if !delivered {
                self.enqueue(row, now)?;
            }
        }
        advance_broadcast(&self.db, broadcast.version, last)?;
        Ok(u32::try_from(users.len()).unwrap_or(u32::MAX))
    }

    /// Whether a row was delivered, or there is none to deliver.
    async fn deliver(&self, row: Option<&IndexRow>, now: Timestamp) -> bool {
        let client = ObjectClient::new(&self.env, now).with_timeout(deadline::DELIVERY);
        let outcome = match row {
            None => Ok(()),
            Some(IndexRow::Account(put)) => client.call(put.clone()).await,
            Some(IndexRow::Invite(put)) => client.call(put.clone()).await,
        };
        match outcome {
            Ok(()) => true,
            Err(CallError::Refused(_)) => false,
            Err(CallError::Unavailable(error)) => {
                log::failed("delivery", error);
                false
            }
        }
    }
}

/// All members, for whom a delivery was announced. If they have become many meanwhile, they get a broadcast.
fn every_member(store: &AccountStore<'_>) -> Result<Vec<UserId>, InternalError> {
    if let Some(account) = store.account()?
        && account.member_count > limits::COUNTED_FOR_ALL
    {
        store.start_broadcast(&account)?;
        return Ok(Vec::new());
    }
    let members = store.first_members(limits::COUNTED_FOR_ALL)?;
    Ok(members.into_iter().map(|member| member.user).collect())
}

/// The current state of the row that an entry is about.
fn index_row(
    store: &AccountStore<'_>,
    delivery: &Delivery,
) -> Result<Option<IndexRow>, InternalError> {
    let malformed = |_| InternalError::new("an entry of the outbox cannot be read");
    let destination = delivery.destination.as_str();
    Ok(match delivery.kind {
        DeliveryKind::User => {
            account_row(store, &destination.parse().map_err(malformed)?)?.map(IndexRow::Account)
        }
        DeliveryKind::Mailbox => invite_row(
            store,
            destination.parse().map_err(malformed)?,
            delivery.subject.parse().map_err(malformed)?,
        )?
        .map(IndexRow::Invite),
    })
}
