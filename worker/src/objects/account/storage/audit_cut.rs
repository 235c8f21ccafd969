//! The cut of the audit log: what is left of its oldest events.

use hallpass_core::Timestamp;
use hallpass_core::audit::{Cut, Hash, Head};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::objects::storage::params;

/// One row, once events were removed: `count` is the number of the last one, which is how many were, and `hash` its hash.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS audit_cut (
  id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
";

impl AccountStore<'_> {
    /// Where the log begins, if its oldest events were removed.
    pub(crate) fn audit_cut(&self) -> Result<Option<Cut>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            count: u64,
            hash: Hash,
            at: i64,
        }
        let row: Option<Row> = self
            .db
            .row("SELECT count, hash, at FROM audit_cut", params![])?;
        Ok(row.map(|row| Cut {
            head: Head {
                count: row.count,
                hash: row.hash,
            },
            at: Timestamp::from_milliseconds(row.at),
        }))
    }

    /// Removes the events up to a cut, and stores it.
    pub(crate) fn cut_events(&self, cut: Cut) -> Result<(), InternalError> {
        self.db
            .execute("DELETE FROM events WHERE seq <= ?", params![cut.head.count])?;
        self.db.execute(
            "INSERT OR REPLACE INTO audit_cut (id, count, hash, at) VALUES (1, ?, ?, ?)",
            params![cut.head.count, cut.head.hash.to_string(), cut.at],
        )
    }
}
