//! The outbox: index rows in other objects that are out of date.

use hallpass_core::account::Account;
use hallpass_core::{InviteId, Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use super::invites::is_pending;
use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// An entry names a row of another object: a user's index row of this account, or a mailbox's row of an invite. A later
/// change to the same row replaces the entry. `due` is when to try next; 0 is at once. A broadcast is an entry for every
/// member, with a cursor over them.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS outbox (
  kind TEXT NOT NULL, destination TEXT NOT NULL, subject TEXT NOT NULL, version INTEGER NOT NULL,
  attempts INTEGER NOT NULL, due INTEGER NOT NULL,
  PRIMARY KEY (kind, destination, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (due);

CREATE TABLE IF NOT EXISTS broadcasts (
  kind TEXT PRIMARY KEY, version INTEGER NOT NULL, cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

const ENQUEUE: &str = "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
     VALUES (?, ?, ?, ?, 0, 0)";

/// Which index an entry is for.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeliveryKind {
    User,
    Mailbox,
}

impl DeliveryKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Mailbox => "mailbox",
        }
    }
}

/// An entry of the outbox.
#[derive(Deserialize)]
pub(crate) struct Delivery {
    pub(crate) kind: DeliveryKind,
    /// The user's id, or the mailbox's name.
    pub(crate) destination: String,
    /// The account's id, or the invite's.
    pub(crate) subject: String,
    /// How often it was tried.
    pub(crate) attempts: u32,
}

/// The broadcast to all members.
#[derive(Deserialize)]
pub(crate) struct Broadcast {
    pub(crate) version: u64,
    /// The last member that it was sent to.
    pub(crate) cursor: String,
}

impl AccountStore<'_> {
    pub(super) fn enqueue_member(
        &self,
        user: &UserId,
        account: &Account,
    ) -> Result<(), InternalError> {
        self.db.execute(
            ENQUEUE,
            params![
                "user",
                user.as_str(),
                account.id.to_string(),
                account.sequence
            ],
        )
    }

    /// Enqueues an invite's row. A link invite is in no mailbox.
    pub(super) fn enqueue_invite(
        &self,
        id: &InviteId,
        account: &Account,
    ) -> Result<(), InternalError> {
        let Some(mailbox) = self.invite_by_id(id)?.and_then(|invite| invite.mailbox) else {
            return Ok(());
        };
        self.db.execute(
            ENQUEUE,
            params![
                "mailbox",
                mailbox.to_string(),
                id.to_string(),
                account.sequence
            ],
        )
    }

    pub(super) fn enqueue_members_except(
        &self,
        user: &UserId,
        account: &Account,
    ) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
             SELECT 'user', user, ?, ?, 0, 0 FROM members WHERE user <> ?",
            params![account.id.to_string(), account.sequence, user.as_str()],
        )
    }

    pub(super) fn enqueue_pending_invites(&self, account: &Account) -> Result<(), InternalError> {
        self.db.execute(
            concat!(
                "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
                 SELECT 'mailbox', mailbox, id, ?2, 0, 0 FROM invites WHERE mailbox IS NOT NULL AND ",
                is_pending!("")
            ),
            params![self.now, account.sequence],
        )
    }

    pub(super) fn start_broadcast(&self, account: &Account) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT OR REPLACE INTO broadcasts (kind, version, cursor) VALUES ('members', ?, '')",
            params![account.sequence],
        )
    }
}

/// When the next entry is due; `None` without entries. An entry that was never tried is due at 0.
pub(crate) fn next_due(db: &Database) -> Result<Option<Timestamp>, InternalError> {
    #[derive(Deserialize)]
    struct Row {
        due: Option<i64>,
    }
    let row: Option<Row> = db.row("SELECT min(due) AS due FROM outbox", params![])?;
    let due = row.and_then(|row| row.due);
    Ok(due.map(Timestamp::from_milliseconds))
}

/// Entries that are due.
pub(crate) fn due_deliveries(
    db: &Database,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, InternalError> {
    db.rows(
        "SELECT kind, destination, subject, attempts FROM outbox WHERE due <= ? ORDER BY due LIMIT ?",
        params![now, limit],
    )
}

/// Deletes an entry after a row of this version was delivered, unless a newer one was enqueued meanwhile.
pub(crate) fn delete_delivery(
    db: &Database,
    delivery: &Delivery,
    version: u64,
) -> Result<(), InternalError> {
    db.execute(
        "DELETE FROM outbox WHERE kind = ? AND destination = ? AND subject = ? AND version <= ?",
        params![
            delivery.kind.as_str(),
            &delivery.destination,
            &delivery.subject,
            version
        ],
    )
}

/// Postpones an entry whose delivery failed, unless a newer one was enqueued meanwhile, which is due at once.
pub(crate) fn postpone_delivery(
    db: &Database,
    delivery: &Delivery,
    version: u64,
    due: Timestamp,
) -> Result<(), InternalError> {
    db.execute(
        "UPDATE outbox SET attempts = attempts + 1, due = ?1 \
         WHERE kind = ?2 AND destination = ?3 AND subject = ?4 AND version <= ?5",
        params![
            due,
            delivery.kind.as_str(),
            &delivery.destination,
            &delivery.subject,
            version
        ],
    )
}

/// Enqueues an entry that is due later.
pub(crate) fn enqueue_delivery(
    db: &Database,
    delivery: &Delivery,
    version: u64,
    due: Timestamp,
) -> Result<(), InternalError> {
    db.execute(
        ENQUEUE,
        params![
            delivery.kind.as_str(),
            &delivery.destination,
            &delivery.subject,
            version
        ],
    )?;
    postpone_delivery(db, delivery, version, due)
}

/// The broadcast, if there is one.
pub(crate) fn broadcast(db: &Database) -> Result<Option<Broadcast>, InternalError> {
    db.row(
        "SELECT version, cursor FROM broadcasts WHERE kind = 'members'",
        params![],
    )
}

/// Moves the broadcast's cursor. One that was started again meanwhile has another version and keeps its own.
pub(crate) fn advance_broadcast(
    db: &Database,
    version: u64,
    cursor: &UserId,
) -> Result<(), InternalError> {
    db.execute(
        "UPDATE broadcasts SET cursor = ? WHERE kind = 'members' AND version = ?",
        params![cursor.as_str(), version],
    )
}

/// Ends the broadcast, unless it was started again meanwhile.
pub(crate) fn end_broadcast(db: &Database, version: u64) -> Result<(), InternalError> {
    db.execute(
        "DELETE FROM broadcasts WHERE kind = 'members' AND version = ?",
        params![version],
    )
}
