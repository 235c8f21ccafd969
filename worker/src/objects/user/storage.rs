//! A user's database. It is created by the first reservation or the first row.

use hallpass_core::account::Caller;
use hallpass_core::delivery::Pruning;
use hallpass_core::{AccountId, Timestamp};
use hallpass_protocol::object::IdempotencyKey;
use hallpass_protocol::shape::AccountRow;
use serde::Deserialize;

use crate::error::InternalError;
use crate::json;
use crate::objects::pruning::PruningRow;
use crate::objects::storage::{Database, params};

/// The table whose existence means that anything is stored about the user.
const TABLE: &str = "accounts";

/// `accounts` is the index; `row` is an account's row as JSON, and null in a tombstone; `since` orders the list, and in a
/// tombstone is when it was made; those of earlier releases have an earlier time. There are so few accounts that the list is
/// sorted when it is read: an index would cost each delivery a row. `own` is the user's own account.
/// `reservations` are ids of accounts that are being opened. `former_accounts` are those whose tombstones were deleted: they
/// have the user's name beside events. `pruning` has one row, see [`Pruning`].
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS accounts (
  account TEXT PRIMARY KEY, version INTEGER NOT NULL, since INTEGER NOT NULL, row TEXT
) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS accounts_by_age;
CREATE INDEX IF NOT EXISTS tombstones_by_age ON accounts (since) WHERE row IS NULL;

CREATE TABLE IF NOT EXISTS own (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reservations (
  account TEXT PRIMARY KEY, key TEXT, fingerprint TEXT, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS reservations_by_key ON reservations (key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS reservations_by_age ON reservations (at);

CREATE TABLE IF NOT EXISTS former_accounts (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pruning (
  id INTEGER PRIMARY KEY CHECK (id = 1), began_at INTEGER NOT NULL, last_at INTEGER
) STRICT;
";

/// Every account that may have anything about the user.
pub(super) const SELECT_ACCOUNTS: &str = "SELECT account AS name FROM accounts UNION SELECT account FROM own \
     UNION SELECT account FROM reservations UNION SELECT account FROM former_accounts";

/// The tombstones that were made until `?1`, at most `?2`.
macro_rules! old_tombstones {
    () => {
        "(SELECT account FROM accounts WHERE row IS NULL AND since <= ?1 ORDER BY since LIMIT ?2)"
    };
}

#[derive(Deserialize)]
struct IdRow {
    account: AccountId,
}

/// Who reserved an id. The keys of services' reservations contain a space.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReservedBy {
    User,
    Service,
}

impl ReservedBy {
    /// Who reserves in a request of this principal.
    pub(super) const fn principal(principal: Option<&Caller>) -> Self {
        match principal {
            Some(Caller::Service(_)) => Self::Service,
            Some(Caller::User(_)) | None => Self::User,
        }
    }
}

/// A reservation that was made under an idempotency key.
#[derive(Deserialize)]
pub(super) struct Reservation {
    pub(super) account: AccountId,
    pub(super) fingerprint: String,
}

/// What the index knows about its row of an account.
#[derive(Deserialize)]
pub(super) struct IndexEntry {
    pub(super) version: u64,
    /// The time that orders the list, in milliseconds since 1970.
    pub(super) since: i64,
    /// 0 for a tombstone.
    pub(super) is_member: u32,
}

/// A user's database.
pub(super) struct UserStore<'a>(pub(super) &'a Database);

impl UserStore<'_> {
    pub(super) fn exists(&self) -> Result<bool, InternalError> {
        self.0.has_table(TABLE)
    }

    /// Creates the tables and indexes that are missing.
    pub(super) fn create(&self) -> Result<(), InternalError> {
        self.0.create_schema(SCHEMA)
    }

    /// When tombstones were deleted. The first call marks the beginning.
    pub(super) fn pruning(&self, now: Timestamp) -> Result<Pruning, InternalError> {
        let row: Option<PruningRow> = self
            .0
            .row("SELECT began_at, last_at FROM pruning", params![])?;
        match row {
            Some(row) => Ok(row.into()),
            None => PruningRow::begin(self.0, now),
        }
    }

    /// When tombstones were deleted, and what the index knows about its row of an account.
    pub(super) fn pruning_and_entry(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(Pruning, Option<IndexEntry>), InternalError> {
        #[derive(Deserialize)]
        struct Row {
            began_at: i64,
            last_at: Option<i64>,
            version: Option<u64>,
            since: Option<i64>,
            is_member: u32,
        }
        let row: Option<Row> = self.0.row(
            "SELECT began_at, last_at, version, since, row IS NOT NULL AS is_member \
             FROM pruning LEFT JOIN accounts ON account = ?",
            params![account.to_string()],
        )?;
        let Some(row) = row else {
            return Ok((PruningRow::begin(self.0, now)?, self.entry(account)?));
        };
        let entry = row
            .version
            .zip(row.since)
            .map(|(version, since)| IndexEntry {
                version,
                since,
                is_member: row.is_member,
            });
        let pruning = PruningRow {
            began_at: row.began_at,
            last_at: row.last_at,
        };
        Ok((pruning.into(), entry))
    }

    pub(super) fn own_account(&self) -> Result<Option<AccountId>, InternalError> {
        let row: Option<IdRow> = self.0.row("SELECT account FROM own LIMIT 1", params![])?;
        Ok(row.map(|row| row.account))
    }

    pub(super) fn put_own_account(&self, account: AccountId) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT INTO own (account) VALUES (?)",
            params![account.to_string()],
        )
    }

    pub(super) fn delete_own_account(&self) -> Result<(), InternalError> {
        self.0.execute("DELETE FROM own", params![])
    }

    /// The reservation that was made under a key after a time.
    pub(super) fn reservation(
        &self,
        key: &str,
        after: Timestamp,
    ) -> Result<Option<Reservation>, InternalError> {
        self.0.row(
            "SELECT account, fingerprint FROM reservations WHERE key = ? AND at > ?",
            params![key, after],
        )
    }

    pub(super) fn put_reservation(
        &self,
        account: AccountId,
        key: Option<&IdempotencyKey>,
        reserved_by: ReservedBy,
        now: Timestamp,
    ) -> Result<(), InternalError> {
        let id = account.to_string();
        let stored_key = match (key, reserved_by) {
            (Some(key), _) => Some(key.key.clone()),
            // It marks the row as a service's. No request has this key.
            (None, ReservedBy::Service) => Some(format!("service {id}")),
            (None, ReservedBy::User) => None,
        };
        self.0.execute(
            "INSERT INTO reservations (account, key, fingerprint, at) VALUES (?, ?, ?, ?)",
            params![id, stored_key, key.map(|key| &key.fingerprint), now],
        )
    }

    /// Deletes reservations that were made until a time, at most `limit`.
    pub(super) fn delete_reservations(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "DELETE FROM reservations WHERE account IN (SELECT account FROM reservations \
             WHERE at <= ? ORDER BY at LIMIT ?)",
            params![until, limit],
        )
    }

    /// Deletes tombstones that were made until a time, at most `limit`. Their accounts are remembered.
    pub(super) fn delete_tombstones(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<(), InternalError> {
        self.0.execute(
            concat!(
                "INSERT OR IGNORE INTO former_accounts (account) SELECT account FROM ",
                old_tombstones!()
            ),
            params![until, limit],
        )?;
        self.0.execute(
            concat!("DELETE FROM accounts WHERE account IN ", old_tombstones!()),
            params![until, limit],
        )?;
        self.0
            .execute("UPDATE pruning SET last_at = ?", params![now])
    }

    /// The accounts that the user left. A database of an earlier release remembers those of the last day.
    pub(super) fn former_accounts(&self) -> Result<Vec<AccountId>, InternalError> {
        let rows: Vec<IdRow> = self.0.rows(
            if self.0.has_later_table("former_accounts")? {
                "SELECT account FROM accounts WHERE row IS NULL \
                 UNION SELECT account FROM former_accounts \
                 WHERE account NOT IN (SELECT account FROM accounts WHERE row IS NOT NULL) ORDER BY account"
            } else {
                "SELECT account FROM accounts WHERE row IS NULL ORDER BY account"
            },
            params![],
        )?;
        Ok(rows.into_iter().map(|row| row.account).collect())
    }

    /// Deletes everything about a user who is erased.
    pub(super) fn delete_everything(&self) -> Result<(), InternalError> {
        self.0.execute(
            "DELETE FROM accounts; DELETE FROM own; DELETE FROM reservations; DELETE FROM former_accounts",
            params![],
        )
    }

    /// When the oldest reservation was made, if there is any.
    pub(super) fn oldest_reservation(&self) -> Result<Option<Timestamp>, InternalError> {
        self.first_time("SELECT at FROM reservations ORDER BY at LIMIT 1")
    }

    /// When the oldest tombstone was made, if there is any.
    pub(super) fn oldest_tombstone(&self) -> Result<Option<Timestamp>, InternalError> {
        self.first_time("SELECT since AS at FROM accounts WHERE row IS NULL ORDER BY since LIMIT 1")
    }

    fn first_time(&self, statement: &str) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            at: i64,
        }
        let row: Option<Row> = self.0.row(statement, params![])?;
        Ok(row.map(|row| Timestamp::from_milliseconds(row.at)))
    }

    /// The user's accounts, with those that the user or that services have reserved and that have no row yet.
    pub(super) fn count_accounts(&self, reserved_by: ReservedBy) -> Result<u32, InternalError> {
        self.0.count(
            "SELECT (SELECT count(*) FROM accounts WHERE row IS NOT NULL) + \
             (SELECT count(*) FROM reservations WHERE account NOT IN (SELECT account FROM accounts) \
              AND instr(coalesce(key, ''), ' ') > 0 = ?) AS count",
            params![u32::from(reserved_by == ReservedBy::Service)],
        )
    }

    fn entry(&self, account: AccountId) -> Result<Option<IndexEntry>, InternalError> {
        self.0.row(
            "SELECT version, since, row IS NOT NULL AS is_member FROM accounts WHERE account = ?",
            params![account.to_string()],
        )
    }

    pub(super) fn put_row(
        &self,
        account: AccountId,
        version: u64,
        since: i64,
        row: Option<&AccountRow>,
    ) -> Result<(), InternalError> {
        let row = row.map(json::to_string).transpose()?;
        self.0.execute(
            "INSERT OR REPLACE INTO accounts (account, version, since, row) VALUES (?, ?, ?, ?)",
            params![account.to_string(), version, since, row],
        )
    }

    pub(super) fn rows(&self, limit: u32) -> Result<Vec<AccountRow>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            row: String,
        }
        let rows: Vec<Row> = self.0.rows(
            "SELECT row FROM accounts WHERE row IS NOT NULL ORDER BY since, account LIMIT ?",
            params![limit],
        )?;
        rows.iter().map(|row| json::from_str(&row.row)).collect()
    }
}
