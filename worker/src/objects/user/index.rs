//! The operations of a user's index.

use core::cell::Cell;
use std::rc::Rc;

use hallpass_core::budget::{Budget, BudgetWindow};
use hallpass_core::delivery::{Delivery, Reception};
use hallpass_core::{AccountId, Refusal, Timestamp, limits};
use hallpass_protocol::object::user::{AccountList, PutAccountRow};
use hallpass_protocol::object::{IdempotencyKey, ObjectError};

use super::storage::{ReservedBy, UserStore};
use crate::clock;
use crate::error::InternalError;
use crate::objects::erase_queue::EraseQueue;
use crate::objects::pruning::{PruningAlarm, ROWS_PER_ALARM};
use crate::objects::server::OperationResult;
use crate::objects::storage::Database;

/// The object's name in the log.
pub(super) const OBJECT: &str = "user";

/// One user's index, or a counter of a rate limit.
pub(super) struct UserIndex {
    pub(super) db: Rc<Database>,
    pub(super) erasures: EraseQueue,
    alarm: PruningAlarm,
    /// What was spent of the budget, if this instance is a counter.
    spent: Cell<Option<BudgetWindow>>,
}

impl UserIndex {
    pub(super) fn new(db: Database) -> Self {
        let db = Rc::new(db);
        Self {
            erasures: EraseQueue::new(Rc::clone(&db)),
            db,
            alarm: PruningAlarm::new(),
            spent: Cell::new(None),
        }
    }

    /// Reserves an id for the user's own account.
    ///
    /// Takes a fresh id; returns the reserved one. Safe to retry: the first id stays.
    pub(super) fn reserve_own_account(&self, fresh: AccountId) -> OperationResult<AccountId> {
        self.check_not_erased()?;
        let reserved = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            if let Some(reserved) = store.own_account()? {
                return Ok(reserved);
            }
            store.put_own_account(fresh)?;
            Ok(fresh)
        });
        Ok(reserved?)
    }

    /// Reserves another id for the user's own account, if it is still `former`, which has another owner now.
    ///
    /// Takes a fresh id; returns the user's own account. Safe to retry: it is replaced once.
    pub(super) fn replace_own_account(
        &self,
        former: AccountId,
        fresh: AccountId,
    ) -> OperationResult<AccountId> {
        self.check_not_erased()?;
        let own = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            match store.own_account()? {
                Some(own) if own != former => return Ok(own),
                Some(_) => store.delete_own_account()?,
                None => {}
            }
            store.put_own_account(fresh)?;
            Ok(fresh)
        });
        Ok(own?)
    }

    /// Reserves an id for another account. What services reserve does not count against what the user can.
    ///
    /// Takes a fresh id; returns the reserved one. Safe to retry with an idempotency key; without one, a repeat reserves
    /// another id.
    pub(super) fn reserve_account(
        &self,
        now: Timestamp,
        fresh: AccountId,
        key: Option<&IdempotencyKey>,
        reserved_by: ReservedBy,
    ) -> OperationResult<AccountId> {
        self.check_not_erased()?;
        let reserved = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let expired = now.plus_seconds(-limits::IDEMPOTENCY_SECONDS);
            if let Some(key) = key
                && let Some(reserved) = store.reservation(&key.key, expired)?
            {
                return Ok(if reserved.fingerprint == key.fingerprint {
                    Ok(reserved.account)
                } else {
                    Err(Refusal::IdempotencyMismatch)
                });
            }
            store.delete_reservations(expired, ROWS_PER_ALARM)?;
            if store.count_accounts(reserved_by)? >= max_accounts() {
                return Ok(Err(Refusal::MemberLimit));
            }
            store.put_reservation(fresh, key, reserved_by, now)?;
            Ok(Ok(fresh))
        })?;
        self.set_alarm(now)?;
        Ok(reserved.map_err(ObjectError::Refused)?)
    }

    /// Stores a row of the index, or a tombstone that keeps older rows out.
    ///
    /// Takes the row and its version; returns nothing. Safe to retry, in any order: only a newer version is stored, and a
    /// delivery that was under way for hours fails. A row of an erased user is not stored: they are erased from its account.
    pub(super) fn put_account_row(
        &self,
        now: Timestamp,
        put: &PutAccountRow,
    ) -> OperationResult<()> {
        if self.erasures.erasure()?.is_some() {
            if put.row.is_some() {
                self.erasures.add_account(put.account, now)?;
            }
            return Ok(());
        }
        self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let (pruning, entry) = store.pruning_and_entry(put.account, now)?;
            let delivery = Delivery {
                version: put.version,
                sent_at: now,
            };
            let stored_version = entry.as_ref().map(|entry| entry.version);
            match pruning.judge(delivery, stored_version) {
                Reception::Store => {}
                Reception::Outdated => return Ok(()),
                Reception::TooLate => {
                    return Err(InternalError::new("an account's row arrived too late"));
                }
            }
            // A membership keeps its place in the list; one that starts again goes to the end.
            let since = match entry {
                Some(entry) if entry.is_member == 1 && put.row.is_some() => entry.since,
                Some(_) | None => now.milliseconds(),
            };
            store.put_row(put.account, put.version, since, put.row.as_ref())
        })?;
        if put.row.is_none() {
            self.set_alarm(now)?;
        }
        Ok(())
    }

    /// Finds the user's own account.
    ///
    /// Returns its id, or nothing before one was reserved. Safe to retry.
    pub(super) fn find_own_account(&self) -> OperationResult<Option<AccountId>> {
        let store = self.store();
        if !store.exists()? {
            return Ok(None);
        }
        Ok(store.own_account()?)
    }

    /// Lists the user's accounts.
    ///
    /// Returns all rows and which one is the user's own. Safe to retry.
    pub(super) fn list_accounts(&self) -> OperationResult<AccountList> {
        self.check_not_erased()?;
        let store = self.store();
        if !store.exists()? {
            return Ok(AccountList::default());
        }
        Ok(AccountList {
            rows: store.rows(max_accounts())?,
            own: store.own_account()?,
        })
    }

    /// Lists the accounts that the user left.
    ///
    /// Returns their ids. Safe to retry.
    pub(super) fn list_former_accounts(&self) -> OperationResult<Vec<AccountId>> {
        self.check_not_erased()?;
        let store = self.store();
        if !store.exists()? {
            return Ok(Vec::new());
        }
        Ok(store.former_accounts()?)
    }

    /// Counts one event against a budget, in memory.
    ///
    /// Takes the budget; returns the seconds to wait when it is exhausted. Not safe to retry: each call counts.
    pub(super) fn spend_budget(
        &self,
        now: Timestamp,
        budget: Budget,
    ) -> OperationResult<Option<u32>> {
        let mut spent = self.spent.get().unwrap_or_else(|| BudgetWindow::new(now));
        let wait = spent.spend(budget, now);
        self.spent.set(Some(spent));
        Ok(wait)
    }

    /// Continues after a restore from a backup: the alarm that was set when it was made is gone.
    pub(super) fn resume(&self) -> Result<String, InternalError> {
        if self.store().exists()? {
            let now = clock::now();
            self.alarm.set(&self.db, OBJECT, now, Some(now));
        }
        Ok(String::new())
    }

    /// Deletes tombstones and reservations that are old enough.
    pub(super) fn on_alarm(&self) {
        self.alarm.run(&self.db, OBJECT, |now| {
            let store = self.store();
            store.create()?;
            let expired = now.plus_seconds(-limits::IDEMPOTENCY_SECONDS);
            store.delete_reservations(expired, ROWS_PER_ALARM)?;
            if let Some(until) = store.pruning(now)?.deletable_until(now) {
                store.delete_tombstones(now, until, ROWS_PER_ALARM)?;
            }
            self.next_due(&store, now)
        });
    }

    fn set_alarm(&self, now: Timestamp) -> Result<(), InternalError> {
        let due = self.next_due(&self.store(), now)?;
        self.alarm.set(&self.db, OBJECT, now, due);
        Ok(())
    }

    /// When a row can be deleted or an erasure continues, whichever is first.
    fn next_due(
        &self,
        store: &UserStore<'_>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, InternalError> {
        let times = [next_deletion(store, now)?, self.erasures.next_due()?];
        Ok(times.into_iter().flatten().min())
    }

    pub(super) fn store(&self) -> UserStore<'_> {
        UserStore(&self.db)
    }
}

/// When a tombstone or a reservation can be deleted, whichever is first.
fn next_deletion(
    store: &UserStore<'_>,
    now: Timestamp,
) -> Result<Option<Timestamp>, InternalError> {
    let pruning = store.pruning(now)?;
    let tombstone = store.oldest_tombstone()?.map(|made| pruning.due(made));
    let reservation = store.oldest_reservation()?;
    let reservation = reservation.map(|made| made.plus_seconds(limits::IDEMPOTENCY_SECONDS));
    Ok([tombstone, reservation].into_iter().flatten().min())
}

pub(super) fn max_accounts() -> u32 {
    u32::try_from(limits::ACCOUNTS_PER_USER).unwrap_or(u32::MAX)
}
