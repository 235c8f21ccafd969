//! A mailbox's database. It is created by the first invite.

mod mails;

use hallpass_core::delivery::Pruning;
use hallpass_core::{AccountId, InviteId, Timestamp, UserId, limits};
use hallpass_protocol::shape::Invite;
use serde::Deserialize;

use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::Position;
use crate::objects::pruning::PruningRow;
use crate::objects::storage::{Database, params};

/// The table whose existence means that an invite was ever sent to the address.
const TABLE: &str = "invites";

/// `row` is an invite as JSON, and null in a tombstone. `expires_at` is when the invite expires, and in a tombstone when
/// it was made; tombstones of earlier releases have none. Each of the three indexes holds what one kind of query reads,
/// so that rows of the other kinds cost it nothing.
///
/// `mails` are those of the last day, by whichever account sent them, without those of teams that the holder of the address
/// joined. `former_accounts` are those whose invites are not in the mailbox any more. `stops` has a row while mails are not welcome. `pruning` has one row, see [`Pruning`].
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS invites (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, created_at INTEGER, expires_at INTEGER, row TEXT
) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS invites_by_age;
CREATE INDEX IF NOT EXISTS invites_without_end ON invites (created_at, id) WHERE row IS NOT NULL AND expires_at IS NULL;
CREATE INDEX IF NOT EXISTS invites_by_end ON invites (expires_at, id) WHERE row IS NOT NULL AND expires_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS tombstones_by_age ON invites (coalesce(expires_at, 0)) WHERE row IS NULL;

CREATE TABLE IF NOT EXISTS mails (
  mail TEXT PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS former_accounts (account TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stops (
  id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS pruning (
  id INTEGER PRIMARY KEY CHECK (id = 1), began_at INTEGER NOT NULL, last_at INTEGER
) STRICT;
";

/// The account of an invite, by the invite's id.
macro_rules! account_of_invite {
    () => {
        "'acc_' || substr(id, 5, 22)"
    };
}

/// The tombstones that were made until `?1` or have no time, at most `?2`.
macro_rules! old_tombstones {
    () => {
        "(SELECT id FROM invites WHERE row IS NULL AND coalesce(expires_at, 0) <= ?1 \
          ORDER BY coalesce(expires_at, 0) LIMIT ?2)"
    };
}

/// Every account that may have invites to the address.
pub(super) const SELECT_ACCOUNTS: &str = concat!(
    "SELECT ",
    account_of_invite!(),
    " AS name FROM invites UNION SELECT account FROM mails UNION SELECT account FROM former_accounts"
);

/// The pending invites: those without an end, and those that end after `?1`.
macro_rules! pending_invites {
    () => {
        "(SELECT id, created_at, row FROM invites WHERE row IS NOT NULL AND expires_at IS NULL \
          UNION ALL SELECT id, created_at, row FROM invites WHERE row IS NOT NULL AND expires_at > ?1)"
    };
}

/// The user who created or last resent an invite.
macro_rules! inviter {
    () => {
        "json_extract(row, '$.inviter.user')"
    };
}

/// What a delivery of an invite finds.
pub(super) struct StoredState {
    pub(super) pruning: Pruning,
    pub(super) entry: Option<Entry>,
    /// Whether mails of the invite's account are counted.
    pub(super) has_mails: bool,
}

/// What a mailbox has stored of an invite.
pub(super) struct Entry {
    pub(super) version: u64,
    /// 0 for a tombstone.
    pub(super) is_invite: u32,
}

#[derive(Deserialize)]
struct InviteRow {
    row: String,
}

/// An inviter, and the number of their pending invites.
#[derive(Deserialize)]
pub(super) struct Inviter {
    pub(super) user: UserId,
    pub(super) count: u32,
}

/// A mailbox's database.
pub(super) struct MailboxStore<'a>(pub(super) &'a Database);

impl MailboxStore<'_> {
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

    /// When tombstones were deleted, what the mailbox has stored of an invite, and whether it counts mails of the account.
    pub(super) fn state_of(
        &self,
        id: InviteId,
        now: Timestamp,
    ) -> Result<StoredState, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            began_at: i64,
            last_at: Option<i64>,
            version: Option<u64>,
            is_invite: u32,
            has_mails: u32,
        }
        let row: Option<Row> = self.0.row(
            "SELECT began_at, last_at, version, row IS NOT NULL AS is_invite, \
             EXISTS (SELECT 1 FROM mails WHERE account = ?2) AS has_mails \
             FROM pruning LEFT JOIN invites ON invites.id = ?1",
            params![id.to_string(), id.account().to_string()],
        )?;
        let Some(row) = row else {
            PruningRow::begin(self.0, now)?;
            return self.state_of(id, now);
        };
        let pruning = PruningRow {
            began_at: row.began_at,
            last_at: row.last_at,
        };
        Ok(StoredState {
            pruning: pruning.into(),
            entry: row.version.map(|version| Entry {
                version,
                is_invite: row.is_invite,
            }),
            has_mails: row.has_mails > 0,
        })
    }

    pub(super) fn put_invite(
        &self,
        id: InviteId,
        version: u64,
        invite: &Invite,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT OR REPLACE INTO invites (id, version, created_at, expires_at, row) VALUES (?, ?, ?, ?, ?)",
            params![
                id.to_string(),
                version,
                invite.created_at,
                invite.expires_at,
                json::to_string(invite)?
            ],
        )
    }

    pub(super) fn put_tombstone(
        &self,
        id: InviteId,
        version: u64,
        now: Timestamp,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT OR REPLACE INTO invites (id, version, created_at, expires_at, row) VALUES (?, ?, NULL, ?, NULL)",
            params![id.to_string(), version, now],
        )
    }

    /// All pending invites, newest first.
    pub(super) fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        let rows: Vec<InviteRow> = self.0.rows(
            concat!(
                "SELECT row FROM ",
                pending_invites!(),
                " ORDER BY created_at DESC, id DESC"
            ),
            params![now],
        )?;
        rows.iter().map(|row| json::from_str(&row.row)).collect()
    }

    /// The number of pending invites.
    pub(super) fn count_pending(&self, now: Timestamp) -> Result<u32, InternalError> {
        self.0.count(
            concat!("SELECT count(*) AS count FROM ", pending_invites!()),
            params![now],
        )
    }

    pub(super) fn count_pending_by(
        &self,
        inviter: &UserId,
        now: Timestamp,
    ) -> Result<u32, InternalError> {
        self.0.count(
            concat!(
                "SELECT count(*) AS count FROM ",
                pending_invites!(),
                " WHERE ",
                inviter!(),
                " = ?2"
            ),
            params![now, inviter.as_str()],
        )
    }

    /// The inviter with the most pending invites.
    pub(super) fn busiest_inviter(&self, now: Timestamp) -> Result<Option<Inviter>, InternalError> {
        self.0.row(
            concat!(
                "SELECT ",
                inviter!(),
                " AS user, count(*) AS count FROM ",
                pending_invites!(),
                " GROUP BY 1 ORDER BY count DESC, user LIMIT 1"
            ),
            params![now],
        )
    }

    /// Deletes an inviter's newest pending invite.
    pub(super) fn delete_newest_by(
        &self,
        inviter: &UserId,
        now: Timestamp,
    ) -> Result<(), InternalError> {
        self.0.execute(
            concat!(
                "DELETE FROM invites WHERE id = (SELECT id FROM ",
                pending_invites!(),
                " WHERE ",
                inviter!(),
                " = ?2 ORDER BY created_at DESC, id DESC LIMIT 1)"
            ),
            params![now, inviter.as_str()],
        )
    }

    /// The number of pending invites that the inbox shows.
    pub(super) fn count_shown(&self, now: Timestamp) -> Result<u32, InternalError> {
        self.0.count(
            concat!(
                "SELECT coalesce(sum(min(count, ?2)), 0) AS count FROM (SELECT count(*) AS count FROM ",
                pending_invites!(),
                " GROUP BY ",
                inviter!(),
                ")"
            ),
            params![now, limits::INBOX_SHOWN_PER_INVITER],
        )
    }

    /// The pending invites before a position that the inbox shows, newest first.
    pub(super) fn shown(
        &self,
        now: Timestamp,
        before: &Position,
        limit: u32,
    ) -> Result<Vec<Invite>, InternalError> {
        let rows: Vec<InviteRow> = self.0.rows(
            concat!(
                "SELECT row FROM (SELECT id, created_at, row, row_number() OVER (PARTITION BY ",
                inviter!(),
                " ORDER BY created_at DESC, id DESC) AS place FROM ",
                pending_invites!(),
                ") WHERE place <= ?2 AND (created_at, id) < (?3, ?4) ORDER BY created_at DESC, id DESC LIMIT ?5"
            ),
            params![
                now,
                limits::INBOX_SHOWN_PER_INVITER,
                before.number,
                &before.id,
                limit
            ],
        )?;
        rows.iter().map(|row| json::from_str(&row.row)).collect()
    }

    /// Makes tombstones of expired invites, at most `limit`.
    pub(super) fn bury_expired(&self, now: Timestamp, limit: u32) -> Result<(), InternalError> {
        self.0.execute(
            "UPDATE invites SET created_at = NULL, row = NULL WHERE id IN (SELECT id FROM invites \
             WHERE row IS NOT NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?)",
            params![now, limit],
        )
    }

    /// Remembers an account whose invite has no place.
    pub(super) fn remember_account(&self, account: AccountId) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT OR IGNORE INTO former_accounts (account) VALUES (?)",
            params![account.to_string()],
        )
    }

    /// Makes tombstones of the invites that were created until a time, and deletes everything else.
    pub(super) fn erase(&self, until: Timestamp, now: Timestamp) -> Result<(), InternalError> {
        self.0.execute(
            "UPDATE invites SET created_at = NULL, expires_at = ?, row = NULL WHERE row IS NOT NULL AND created_at <= ?",
            params![now, until],
        )?;
        self.0.execute(
            "DELETE FROM mails; DELETE FROM stops; DELETE FROM former_accounts",
            params![],
        )
    }

    /// Deletes tombstones that were made until a time, or have none, at most `limit`. Their accounts are remembered.
    pub(super) fn delete_tombstones(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<(), InternalError> {
        self.0.execute(
            concat!(
                "INSERT OR IGNORE INTO former_accounts (account) SELECT ",
                account_of_invite!(),
                " FROM ",
                old_tombstones!()
            ),
            params![until, limit],
        )?;
        self.0.execute(
            concat!("DELETE FROM invites WHERE id IN ", old_tombstones!()),
            params![until, limit],
        )?;
        self.0
            .execute("UPDATE pruning SET last_at = ?", params![now])
    }

    /// When the first invite expires and when the oldest tombstone was made, if there are any; 1970 for a tombstone without a
    /// time.
    pub(super) fn first_times(
        &self,
    ) -> Result<(Option<Timestamp>, Option<Timestamp>), InternalError> {
        #[derive(Deserialize)]
        struct Row {
            first_end: Option<i64>,
            oldest_tombstone: Option<i64>,
        }
        let row: Option<Row> = self.0.row(
            "SELECT (SELECT expires_at FROM invites WHERE row IS NOT NULL AND expires_at IS NOT NULL \
             ORDER BY expires_at LIMIT 1) AS first_end, \
             (SELECT coalesce(expires_at, 0) FROM invites WHERE row IS NULL \
             ORDER BY coalesce(expires_at, 0) LIMIT 1) AS oldest_tombstone",
            params![],
        )?;
        let time = |milliseconds: Option<i64>| milliseconds.map(Timestamp::from_milliseconds);
        Ok(row.map_or((None, None), |row| {
            (time(row.first_end), time(row.oldest_tombstone))
        }))
    }
}
