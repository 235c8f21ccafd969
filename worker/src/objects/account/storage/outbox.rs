//! The outbox: index rows in other objects that are out of date.

use hallpass_core::account::{Account, Announcement};
use hallpass_core::{InviteId, Timestamp, UserId, limits};
use serde::{Deserialize, Serialize};

use super::account::AccountStore;
use super::invites::is_pending;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{Database, params};

/// `broadcasts` has what commands announced and nothing has been tried of: a row for each command, whose `kind` is `command`
/// and the version, and whose `cursor` is an [`Announced`] as JSON. It is one row, because every command pays for each that
/// it writes. The row of the kind `members` is a delivery to every member of a large account, with a cursor over them.
///
/// `outbox` has deliveries that failed, and those of changes that concern very many. An entry names a row of another object:
/// a user's index row of this account, or a mailbox's row of an invite. A later entry for the same row replaces it. `due` is
/// when to try next; 0 is at once.
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
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

/// What a command announced, as far as it names rows of other objects one by one.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announced {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) users: Vec<UserId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) invites: Vec<InviteId>,
    /// The rows of all members.
    #[serde(default)]
    pub(crate) every_member: bool,
}

/// What some commands announced.
pub(crate) struct Announcements {
    first: String,
    last: String,
    /// The version of the last command.
    pub(crate) version: u64,
    pub(crate) announced: Vec<Announced>,
}

/// The keys of commands in `broadcasts` are between these.
const COMMANDS: (&str, &str) = ("command ", "command!");

/// The key of a command. Keys are in the order of versions.
fn command_key(version: u64) -> String {
    format!("{}{version:020}", COMMANDS.0)
}

impl AccountStore<'_> {
    /// Enqueues what a command announced.
    pub(super) fn announce<'a>(
        &self,
        announcements: impl Iterator<Item = &'a Announcement>,
        account: &Account,
    ) -> Result<(), InternalError> {
        let mut announced = Announced::default();
        for announcement in announcements {
            match announcement {
                Announcement::Member(user) => announced.users.push(user.clone()),
                Announcement::Invite(id) => announced.invites.push(*id),
                Announcement::EveryMember if account.member_count <= limits::COUNTED_FOR_ALL => {
                    announced.every_member = true;
                }
                Announcement::EveryMember => self.start_broadcast(account)?,
                // Enqueued before the write that it precedes.
                Announcement::EveryPending => {}
            }
        }
        if announced == Announced::default() {
            return Ok(());
        }
        self.db.execute(
            "INSERT OR REPLACE INTO broadcasts (kind, version, cursor) VALUES (?, ?, ?)",
            params![
                command_key(account.sequence),
                account.sequence,
                json::to_string(&announced)?
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
        self.team_tables().change(
            concat!(
                "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
                 SELECT 'mailbox', mailbox, id, ?2, 0, 0 FROM invites WHERE mailbox IS NOT NULL AND ",
                is_pending!("")
            ),
            params![self.now, account.sequence],
        )
    }

    pub(crate) fn start_broadcast(&self, account: &Account) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT OR REPLACE INTO broadcasts (kind, version, cursor) VALUES ('members', ?, '')",
            params![account.sequence],
        )
    }
}

/// What the first commands announced of which nothing has been tried; `None` without any.
pub(crate) fn announcements(
    db: &Database,
    limit: u32,
) -> Result<Option<Announcements>, InternalError> {
    #[derive(Deserialize)]
    struct Row {
        kind: String,
        version: u64,
        cursor: String,
    }
    let rows: Vec<Row> = db.rows(
        "SELECT kind, version, cursor FROM broadcasts WHERE kind > ? AND kind < ? ORDER BY kind LIMIT ?",
        params![COMMANDS.0, COMMANDS.1, limit],
    )?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return Ok(None);
    };
    let announced: Result<Vec<Announced>, InternalError> =
        rows.iter().map(|row| json::from_str(&row.cursor)).collect();
    Ok(Some(Announcements {
        first: first.kind.clone(),
        last: last.kind.clone(),
        version: last.version,
        announced: announced?,
    }))
}

/// Deletes announcements of which everything has been tried.
pub(crate) fn delete_announcements(
    db: &Database,
    Announcements { first, last, .. }: &Announcements,
) -> Result<(), InternalError> {
    db.execute(
        "DELETE FROM broadcasts WHERE kind BETWEEN ? AND ?",
        params![first, last],
    )
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
