//! Delivers the outbox: index rows in other objects that are out of date.
//!
//! What is delivered is a row's state at the time of sending, with the account's sequence number as its version, so it
//! does not matter how often or in which order deliveries arrive. An entry is deleted when a row at least as new as the
//! entry was delivered.

use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, join_all};
use hallpass_core::Timestamp;
use hallpass_protocol::object::mailbox::PutInviteRow;
use hallpass_protocol::object::user::PutAccountRow;
use worker::Env;

use super::index_rows::{account_row, invite_row};
use super::queues::Queue;
use super::storage::AccountStore;
use super::storage::outbox::{
    Delivery, DeliveryKind, advance_broadcast, broadcast, delete_delivery, due_deliveries,
    end_broadcast, enqueue_delivery, next_due, postpone_delivery,
};
use crate::error::InternalError;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::storage::Database;
use crate::{deadline, log};

/// Deliveries per run: an alarm that has more to do sets itself again.
const DELIVERIES_PER_RUN: u32 = 200;
/// Deliveries at the same time.
const CONCURRENT_DELIVERIES: u32 = 20;
/// The longest time between two attempts, in seconds.
const MAX_RETRY_SECONDS: i64 = 60;
/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;

/// An account's outbox.
pub(super) struct Outbox {
    db: Rc<Database>,
    env: Env,
}

/// A row to deliver.
enum IndexRow {
    Account(PutAccountRow),
    Invite(PutInviteRow),
}

impl IndexRow {
    const fn version(&self) -> u64 {
        match self {
            Self::Account(put) => put.version,
            Self::Invite(put) => put.version,
        }
    }
}

impl Queue for Outbox {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, InternalError> {
        if broadcast(&self.db)?.is_some() {
            return Ok(Some(now));
        }
        let due = next_due(&self.db)?;
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
        Self { db, env }
    }

    async fn deliver_due(&self, now: Timestamp) -> Result<(), InternalError> {
        let mut left = DELIVERIES_PER_RUN;
        while left > 0 {
            let batch = left.min(CONCURRENT_DELIVERIES);
            let mut sent = self.deliver_entries(now, batch).await?;
            if sent == 0 {
                sent = self.deliver_broadcast(now, batch).await?;
            }
            if sent == 0 {
                return Ok(());
            }
            left = left.saturating_sub(sent);
        }
        Ok(())
    }

    /// Delivers entries that are due. Returns how many it tried.
    async fn deliver_entries(&self, now: Timestamp, batch: u32) -> Result<u32, InternalError> {
        let deliveries = due_deliveries(&self.db, now, batch)?;
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
            if let (IndexRow::Account(put), false) = (row, delivered) {
                let delivery = Delivery {
                    kind: DeliveryKind::User,
                    destination: put.user.to_string(),
                    subject: put.account.to_string(),
                    attempts: 0,
                };
                let due = now.plus_seconds(retry_seconds(0));
                enqueue_delivery(&self.db, &delivery, put.version, due)?;
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

/// Seconds until the next attempt: 1, 2, 4 … 60.
pub(super) fn retry_seconds(attempts: u32) -> i64 {
    1_i64
        .checked_shl(attempts.min(6))
        .map_or(MAX_RETRY_SECONDS, |wait| wait.min(MAX_RETRY_SECONDS))
}
