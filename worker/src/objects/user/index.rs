//! The operations of a user's index.

use core::cell::Cell;

use hallpass_core::budget::{Budget, BudgetWindow};
use hallpass_core::{AccountId, Refusal, Timestamp, limits};
use hallpass_protocol::object::user::{AccountList, PutAccountRow};
use hallpass_protocol::object::{IdempotencyKey, ObjectError};

use super::storage::UserStore;
use crate::objects::server::OperationResult;
use crate::objects::storage::Database;

/// One user's index, or a counter of a rate limit.
pub(super) struct UserIndex {
    db: Database,
    /// What was spent of the budget, if this instance is a counter.
    spent: Cell<Option<BudgetWindow>>,
}

impl UserIndex {
    pub(super) const fn new(db: Database) -> Self {
        Self {
            db,
            spent: Cell::new(None),
        }
    }

    /// Reserves an id for the user's own account.
    ///
    /// Takes a fresh id; returns the reserved one. Safe to retry: the first id stays.
    pub(super) fn reserve_own_account(&self, fresh: AccountId) -> OperationResult<AccountId> {
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

    /// Reserves an id for another account.
    ///
    /// Takes a fresh id; returns the reserved one. Safe to retry with an idempotency key; without one, a repeat reserves
    /// another id.
    pub(super) fn reserve_account(
        &self,
        now: Timestamp,
        fresh: AccountId,
        key: Option<&IdempotencyKey>,
    ) -> OperationResult<AccountId> {
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
            store.delete_reservations(expired)?;
            if store.count_accounts()? >= max_accounts() {
                return Ok(Err(Refusal::MemberLimit));
            }
            store.put_reservation(fresh, key, now)?;
            Ok(Ok(fresh))
        });
        Ok(reserved?.map_err(ObjectError::Refused)?)
    }

    /// Stores a row of the index, or a tombstone that keeps older rows out.
    ///
    /// Takes the row and its version; returns nothing. Safe to retry, in any order: only a newer version is stored.
    pub(super) fn put_account_row(
        &self,
        now: Timestamp,
        put: &PutAccountRow,
    ) -> OperationResult<()> {
        let stored = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let mut since = now.milliseconds();
            if let Some(stored) = store.entry(put.account)? {
                if stored.version >= put.version {
                    return Ok(());
                }
                // A membership keeps its place in the list; one that starts again goes to the end.
                if stored.is_member == 1 {
                    since = stored.since;
                }
            }
            store.put_row(put.account, put.version, since, put.row.as_ref())
        });
        Ok(stored?)
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
        let store = self.store();
        if !store.exists()? {
            return Ok(AccountList::default());
        }
        Ok(AccountList {
            rows: store.rows(max_accounts())?,
            own: store.own_account()?,
        })
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

    const fn store(&self) -> UserStore<'_> {
        UserStore(&self.db)
    }
}

fn max_accounts() -> u32 {
    u32::try_from(limits::ACCOUNTS_PER_USER).unwrap_or(u32::MAX)
}
