//! The mark of a database that was restored from a backup and not used since.

use hallpass_core::Timestamp;
use hallpass_core::account::resume_restored;
use serde::Deserialize;

use super::account::AccountStore;
use super::added_columns::SchemaObject;
use crate::error::InternalError;
use crate::objects::storage::params;
use crate::random;

/// `npx hallpass restore` creates it, with one row: `backed_up_at` is when the backup began. The account's first use drops it.
const TABLE: &str = "restored";

/// When the rows that were announced are delivered, in seconds.
const DELIVERY_SECONDS: i64 = 1;

/// Whether a database that consists of these has the mark.
pub(super) fn is_marked(existing: &[SchemaObject]) -> bool {
    existing.iter().any(|object| object.name == TABLE)
}

impl AccountStore<'_> {
    /// Continues an account after a restore, once, whatever its first request is: until then no token may be judged by it. A query
    /// brings no random bytes, so they are drawn here.
    pub(super) fn resume_restored(&self) -> Result<(), InternalError> {
        #[derive(Deserialize)]
        struct Row {
            backed_up_at: i64,
        }
        let random = random::bytes()?;
        self.db.transaction(|| {
            let row: Option<Row> = self
                .db
                .row("SELECT backed_up_at FROM restored", params![])?;
            if let Some(row) = row {
                let backed_up_at = Timestamp::from_milliseconds(row.backed_up_at);
                let mut store = AccountStore::new(self.db, self.now, None);
                resume_restored(&mut store, backed_up_at, self.now, &random)?;
            }
            self.db.execute("DROP TABLE restored", params![])?;
            self.db.set_alarm(self.now.plus_seconds(DELIVERY_SECONDS))
        })
    }
}
