//! A mailbox's database. It is created by the first invite.

use hallpass_core::{InviteId, Timestamp, limits};
use hallpass_protocol::shape::Invite;
use serde::Deserialize;

use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::Position;
use crate::objects::storage::{Database, params};

/// The table whose existence means that an invite was ever sent to the address.
const TABLE: &str = "invites";

/// `row` is an invite as JSON, and null in a tombstone.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS invites (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER, expires_at INTEGER, row TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS invites_by_age ON invites (created_at, id) WHERE row IS NOT NULL;
";

/// A mailbox's database.
pub(super) struct MailboxStore<'a>(pub(super) &'a Database);

impl MailboxStore<'_> {
    pub(super) fn exists(&self) -> Result<bool, InternalError> {
        self.0.has_table(TABLE)
    }

    pub(super) fn create(&self) -> Result<(), InternalError> {
        if self.exists()? {
            return Ok(());
        }
        self.0.execute(SCHEMA, params![])
    }

    pub(super) fn version(&self, id: InviteId) -> Result<Option<u64>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            version: u64,
        }
        let row: Option<Row> = self.0.row(
            "SELECT version FROM invites WHERE id = ?",
            params![id.to_string()],
        )?;
        Ok(row.map(|row| row.version))
    }

    pub(super) fn put(
        &self,
        id: InviteId,
        version: u64,
        invite: Option<&Invite>,
    ) -> Result<(), InternalError> {
        let row = invite.map(json::to_string).transpose()?;
        self.0.execute(
            "INSERT OR REPLACE INTO invites (id, version, created_at, expires_at, row) VALUES (?, ?, ?, ?, ?)",
            params![
                id.to_string(),
                version,
                invite.map(|invite| invite.created_at),
                invite.and_then(|invite| invite.expires_at),
                row
            ],
        )
    }

    /// The number of pending invites, at most as many as an inbox shows.
    pub(super) fn count_pending(&self, now: Timestamp) -> Result<u32, InternalError> {
        self.0.count(
            "SELECT count(*) AS count FROM (SELECT 1 FROM invites WHERE row IS NOT NULL \
             AND (expires_at IS NULL OR expires_at > ?1) LIMIT ?2)",
            params![now, max_shown()],
        )
    }

    /// The pending invites before a position, newest first, among the newest that an inbox shows.
    pub(super) fn pending(
        &self,
        now: Timestamp,
        before: &Position,
        limit: u32,
    ) -> Result<Vec<Invite>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            row: String,
        }
        let rows: Vec<Row> = self.0.rows(
            "SELECT row FROM (SELECT id, created_at, row FROM invites WHERE row IS NOT NULL \
             AND (expires_at IS NULL OR expires_at > ?1) ORDER BY created_at DESC, id DESC LIMIT ?2) \
             WHERE (created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT ?5",
            params![now, max_shown(), before.number, &before.id, limit],
        )?;
        rows.iter().map(|row| json::from_str(&row.row)).collect()
    }
}

/// How many invites an inbox shows.
fn max_shown() -> u32 {
    u32::try_from(limits::INBOX_INVITES).unwrap_or(u32::MAX)
}
