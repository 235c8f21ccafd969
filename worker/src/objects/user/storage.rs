//! A user's database. It is created by the first reservation or the first row.

use hallpass_core::{AccountId, Timestamp};
use hallpass_protocol::object::IdempotencyKey;
use hallpass_protocol::shape::AccountRow;
use serde::Deserialize;

use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{Database, params};

/// The table whose existence means that anything is stored about the user.
const TABLE: &str = "accounts";

/// `accounts` is the index; `row` is an account's row as JSON, and null in a tombstone; `since` orders the list. `own` is
/// the user's own account. `reservations` are ids of accounts that are being opened.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS accounts (
  account TEXT PRIMARY KEY, version INTEGER NOT NULL, since INTEGER NOT NULL, row TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS accounts_by_age ON accounts (since, account) WHERE row IS NOT NULL;

CREATE TABLE IF NOT EXISTS own (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS reservations (
  account TEXT PRIMARY KEY, key TEXT, fingerprint TEXT, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS reservations_by_key ON reservations (key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS reservations_by_age ON reservations (at);
";

#[derive(Deserialize)]
struct IdRow {
    account: AccountId,
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

    pub(super) fn create(&self) -> Result<(), InternalError> {
        if self.exists()? {
            return Ok(());
        }
        self.0.execute(SCHEMA, params![])
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
        now: Timestamp,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT INTO reservations (account, key, fingerprint, at) VALUES (?, ?, ?, ?)",
            params![
                account.to_string(),
                key.map(|key| &key.key),
                key.map(|key| &key.fingerprint),
                now
            ],
        )
    }

    /// Deletes the reservations that were made until a time.
    pub(super) fn delete_reservations(&self, until: Timestamp) -> Result<(), InternalError> {
        self.0
            .execute("DELETE FROM reservations WHERE at <= ?", params![until])
    }

    /// The user's accounts, with those that are reserved and have no row yet.
    pub(super) fn count_accounts(&self) -> Result<u32, InternalError> {
        self.0.count(
            "SELECT (SELECT count(*) FROM accounts WHERE row IS NOT NULL) + \
             (SELECT count(*) FROM reservations WHERE account NOT IN (SELECT account FROM accounts)) AS count",
            params![],
        )
    }

    pub(super) fn entry(&self, account: AccountId) -> Result<Option<IndexEntry>, InternalError> {
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
