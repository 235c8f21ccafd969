//! The erasure of an object's user, or of its address's holder, and the objects that are still to be told.

use hallpass_core::Timestamp;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use serde::Deserialize;

use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{Database, params};

/// They exist only in an object whose user was erased. `erasures` has one row. `name` is the object's own, which an alarm does not
/// know. `requested_by` is the service that requested it as JSON, and null if the user did. `mailboxes` is a JSON list.
/// `erase_queue` has the objects that are still to be told, by name; `due` is when to try next.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS erasures (
  id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, at INTEGER NOT NULL, tokens_until INTEGER NOT NULL,
  requested_by TEXT, mailboxes TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS erase_queue (
  kind TEXT NOT NULL, name TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
";

/// Which kind of object is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::objects) enum TaskKind {
    Account,
    Mailbox,
}

impl TaskKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Mailbox => "mailbox",
        }
    }
}

/// An object that is still to be told.
#[derive(Clone, Deserialize)]
pub(in crate::objects) struct Task {
    pub(in crate::objects) kind: TaskKind,
    pub(in crate::objects) name: String,
    pub(in crate::objects) attempts: u32,
    pub(in crate::objects) due: i64,
}

/// A stored erasure.
pub(in crate::objects) struct StoredErasure {
    /// The object's own name: the user's id, or the mailbox's name.
    pub(in crate::objects) name: String,
    pub(in crate::objects) erasure: Erasure,
    /// The service that requested it, as JSON.
    pub(in crate::objects) requested_by: Option<String>,
    /// The user's mailboxes.
    pub(in crate::objects) mailboxes: Vec<MailboxName>,
}

/// The database of an object, as far as it concerns an erasure.
pub(in crate::objects) struct ErasureStore<'a>(pub(in crate::objects) &'a Database);

impl ErasureStore<'_> {
    /// The erasure, if there was one. Writes nothing.
    pub(in crate::objects) fn read(&self) -> Result<Option<StoredErasure>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            name: String,
            at: i64,
            tokens_until: i64,
            requested_by: Option<String>,
            mailboxes: String,
        }
        if !self.0.has_later_table("erasures")? {
            return Ok(None);
        }
        let row: Option<Row> = self.0.row(
            "SELECT name, at, tokens_until, requested_by, mailboxes FROM erasures",
            params![],
        )?;
        row.map(|row| {
            Ok(StoredErasure {
                name: row.name,
                erasure: Erasure {
                    at: Timestamp::from_milliseconds(row.at),
                    tokens_until: Timestamp::from_milliseconds(row.tokens_until),
                },
                requested_by: row.requested_by,
                mailboxes: json::from_str(&row.mailboxes)?,
            })
        })
        .transpose()
    }

    /// Stores an erasure, and creates the tables.
    pub(in crate::objects) fn put(&self, stored: &StoredErasure) -> Result<(), InternalError> {
        self.0.execute(SCHEMA, Vec::new())?;
        self.0.execute(
            "INSERT OR REPLACE INTO erasures (id, name, at, tokens_until, requested_by, mailboxes) \
             VALUES (1, ?, ?, ?, ?, ?)",
            params![
                &stored.name,
                stored.erasure.at,
                stored.erasure.tokens_until,
                stored.requested_by.as_ref(),
                json::to_string(&stored.mailboxes)?,
            ],
        )
    }

    pub(in crate::objects) fn set_mailboxes(
        &self,
        mailboxes: &[MailboxName],
    ) -> Result<(), InternalError> {
        self.0.execute(
            "UPDATE erasures SET mailboxes = ?",
            params![json::to_string(mailboxes)?],
        )
    }

    /// Adds a task, unless it is in the queue.
    pub(in crate::objects) fn enqueue(
        &self,
        kind: TaskKind,
        name: &str,
        due: u32,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "INSERT OR IGNORE INTO erase_queue (kind, name, attempts, due) VALUES (?, ?, 0, ?)",
            params![kind.as_str(), name, due],
        )
    }

    /// Adds a task for each account that a statement returns as `name`.
    pub(in crate::objects) fn enqueue_accounts(
        &self,
        select_names: &str,
    ) -> Result<(), InternalError> {
        self.0.execute(
            &format!(
                "INSERT OR IGNORE INTO erase_queue (kind, name, attempts, due) \
                 SELECT DISTINCT 'account', name, 0, 1 FROM ({select_names})"
            ),
            params![],
        )
    }

    /// When the next task is due, if there is any.
    pub(in crate::objects) fn next_due(&self) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            due: Option<i64>,
        }
        let row: Option<Row> = self
            .0
            .row("SELECT min(due) AS due FROM erase_queue", params![])?;
        let due = row.and_then(|row| row.due);
        Ok(due.map(Timestamp::from_milliseconds))
    }

    /// Tasks that are due, in the order in which they are.
    pub(in crate::objects) fn due_tasks(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<Task>, InternalError> {
        self.0.rows(
            "SELECT kind, name, attempts, due FROM erase_queue WHERE due <= ? ORDER BY due, kind, name LIMIT ?",
            params![now, limit],
        )
    }

    /// Deletes a task that is done.
    pub(in crate::objects) fn delete_task(&self, task: &Task) -> Result<(), InternalError> {
        self.0.execute(
            "DELETE FROM erase_queue WHERE kind = ? AND name = ?",
            params![task.kind.as_str(), &task.name],
        )
    }

    /// Postpones a task.
    pub(in crate::objects) fn postpone_task(
        &self,
        task: &Task,
        due: Timestamp,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "UPDATE erase_queue SET attempts = attempts + 1, due = ? WHERE kind = ? AND name = ?",
            params![due, task.kind.as_str(), &task.name],
        )
    }
}
