//! The outcomes of commands, by idempotency key.

use hallpass_core::account::Recorded;
use hallpass_core::audit::Actor;
use hallpass_core::{Timestamp, limits};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::params;

/// `user` is the caller, a user or a service; `done` is the outcome as JSON.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS records (
  user TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, at INTEGER NOT NULL, done TEXT NOT NULL,
  PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_age ON records (at);
";

/// How many expired outcomes a new one deletes. It is more than one, so they run out.
const DELETED_PER_RECORD: u32 = 100;

#[derive(Deserialize)]
struct RecordRow {
    key: String,
    fingerprint: String,
    at: i64,
    done: String,
}

impl AccountStore<'_> {
    pub(super) fn record(
        &self,
        actor: &Actor,
        key: &str,
    ) -> Result<Option<Recorded>, InternalError> {
        let row: Option<RecordRow> = self.db.row(
            "SELECT key, fingerprint, at, done FROM records WHERE user = ? AND key = ?",
            params![actor.id(), key],
        )?;
        row.map(|row| {
            Ok(Recorded {
                key: row.key,
                fingerprint: row.fingerprint,
                at: Timestamp::from_milliseconds(row.at),
                done: json::from_str(&row.done)?,
            })
        })
        .transpose()
    }

    /// Stores an outcome, and deletes a page of those that have expired.
    pub(super) fn put_record(&self, actor: &Actor, record: &Recorded) -> Result<(), InternalError> {
        self.delete_expired_records(record.at, DELETED_PER_RECORD)?;
        self.db.execute(
            "INSERT OR REPLACE INTO records (user, key, fingerprint, at, done) VALUES (?, ?, ?, ?, ?)",
            params![
                actor.id(),
                &record.key,
                &record.fingerprint,
                record.at,
                json::to_string(&record.done)?,
            ],
        )
    }

    /// Deletes outcomes that have expired, at most `limit`.
    pub(crate) fn delete_expired_records(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<(), InternalError> {
        let expired = now.plus_seconds(-limits::IDEMPOTENCY_SECONDS);
        self.db.execute(
            "DELETE FROM records WHERE (user, key) IN \
             (SELECT user, key FROM records WHERE at <= ? ORDER BY at LIMIT ?)",
            params![expired, limit],
        )
    }
}
