//! What an object whose user, or whose address's holder, was erased still has to tell other objects.
//!
//! The tables exist only in such an object. The transaction that creates them sets the alarm, so that an erasure goes on after
//! a crash. Each task is safe to repeat.

use core::cell::Cell;
use core::future::Future;
use std::rc::Rc;

use futures_util::future::join_all;
use hallpass_core::Timestamp;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use serde::Deserialize;

use super::client::CallError;
use super::storage::{Database, params};
use crate::error::InternalError;
use crate::json;
use crate::{clock, log};

/// `erasures` has one row. `name` is the object's own, which an alarm does not know. `requested_by` is the service that requested it as JSON, and null if the user did. `mailboxes` is a
/// JSON list. `erase_queue` has the objects that are still to be told, by name; `due` is when to try next.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS erasures (
  id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, at INTEGER NOT NULL, tokens_until INTEGER NOT NULL,
  requested_by TEXT, mailboxes TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS erase_queue (
  kind TEXT NOT NULL, name TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL, PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
";

/// Tasks at the same time.
const CONCURRENT_TASKS: u32 = 20;
/// Tasks per run: an alarm that has more to do sets itself again.
const TASKS_PER_RUN: usize = 200;
/// When the alarm first continues an erasure, in seconds.
const FIRST_ALARM_SECONDS: i64 = 2;
/// The longest time between two attempts after failures, in seconds.
const MAX_RETRY_SECONDS: i64 = 60;
/// When a task is tried again that waits for somebody, in seconds.
const WAIT_SECONDS: i64 = 3600;
/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;

/// Which kind of object is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TaskKind {
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
#[derive(Deserialize)]
pub(super) struct Task {
    pub(super) kind: TaskKind,
    pub(super) name: String,
    attempts: u32,
    due: i64,
}

/// What became of a task.
pub(super) enum TaskOutcome {
    /// It is done.
    Done,
    /// Somebody must do something first. It is tried again much later.
    Waiting,
}

/// A stored erasure.
#[derive(Clone)]
pub(super) struct StoredErasure {
    /// The object's own name: the user's id, or the mailbox's name.
    pub(super) name: String,
    pub(super) erasure: Erasure,
    /// The service that requested it, as JSON.
    pub(super) requested_by: Option<String>,
    /// The user's mailboxes.
    pub(super) mailboxes: Vec<MailboxName>,
}

/// The erasure of an object's user, and its queue.
pub(super) struct EraseQueue {
    db: Rc<Database>,
    /// What this instance has read: nothing else writes it.
    stored: Cell<Option<Option<Erasure>>>,
    running_until: Cell<Timestamp>,
}

impl EraseQueue {
    pub(super) const fn new(db: Rc<Database>) -> Self {
        Self {
            db,
            stored: Cell::new(None),
            running_until: Cell::new(Timestamp::from_milliseconds(0)),
        }
    }

    /// The erasure, if there was one. Writes nothing.
    pub(super) fn erasure(&self) -> Result<Option<Erasure>, InternalError> {
        if let Some(stored) = self.stored.get() {
            return Ok(stored);
        }
        let erasure = self.read()?.map(|stored| stored.erasure);
        self.stored.set(Some(erasure));
        Ok(erasure)
    }

    /// The erasure with what its tasks need.
    pub(super) fn read(&self) -> Result<Option<StoredErasure>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            name: String,
            at: i64,
            tokens_until: i64,
            requested_by: Option<String>,
            mailboxes: String,
        }
        let tables = self.db.count(
            "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name = 'erasures'",
            params![],
        )?;
        if tables == 0 {
            return Ok(None);
        }
        let row: Option<Row> = self.db.row(
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

    /// Stores an erasure, and sets the alarm that continues it. A part of the transaction that erases; call
    /// [`EraseQueue::committed`] after it.
    pub(super) fn put(&self, stored: &StoredErasure, now: Timestamp) -> Result<(), InternalError> {
        self.db.execute(SCHEMA, Vec::new())?;
        self.db.execute(
            "INSERT OR REPLACE INTO erasures (id, name, at, tokens_until, requested_by, mailboxes) \
             VALUES (1, ?, ?, ?, ?, ?)",
            params![
                &stored.name,
                stored.erasure.at,
                stored.erasure.tokens_until,
                stored.requested_by.as_ref(),
                json::to_string(&stored.mailboxes)?,
            ],
        )?;
        self.db.set_alarm(now.plus_seconds(FIRST_ALARM_SECONDS))
    }

    /// Notes that the transaction was committed that stored an erasure.
    pub(super) fn committed(&self, erasure: Erasure) {
        self.stored.set(Some(Some(erasure)));
    }

    /// Adds a mailbox of the user's, and the task to erase it.
    pub(super) fn add_mailbox(&self, mailbox: MailboxName) -> Result<(), InternalError> {
        let Some(mut stored) = self.read()? else {
            return Ok(());
        };
        if stored.mailboxes.contains(&mailbox) {
            return Ok(());
        }
        stored.mailboxes.push(mailbox);
        self.db.execute(
            "UPDATE erasures SET mailboxes = ?",
            params![json::to_string(&stored.mailboxes)?],
        )?;
        self.enqueue(TaskKind::Mailbox, &mailbox.to_string(), 1)
    }

    /// Adds a task, unless it is in the queue. Those with `due` 0 run before all others.
    pub(super) fn enqueue(
        &self,
        kind: TaskKind,
        name: &str,
        due: u32,
    ) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT OR IGNORE INTO erase_queue (kind, name, attempts, due) VALUES (?, ?, 0, ?)",
            params![kind.as_str(), name, due],
        )
    }

    /// Adds a task for each account that a statement returns as `name`.
    pub(super) fn enqueue_accounts(&self, select_names: &str) -> Result<(), InternalError> {
        self.db.execute(
            &format!(
                "INSERT OR IGNORE INTO erase_queue (kind, name, attempts, due) \
                 SELECT DISTINCT 'account', name, 0, 1 FROM ({select_names})"
            ),
            params![],
        )
    }

    /// When the next task is due, if there is any.
    pub(super) fn next_due(&self) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            due: Option<i64>,
        }
        if self.erasure()?.is_none() {
            return Ok(None);
        }
        let row: Option<Row> = self
            .db
            .row("SELECT min(due) AS due FROM erase_queue", params![])?;
        let due = row.and_then(|row| row.due);
        Ok(due.map(Timestamp::from_milliseconds))
    }

    /// Does the tasks that are due, with `work`. Never fails: what could not be done stays in the queue.
    pub(super) async fn run<F, R>(&self, object: &'static str, work: F)
    where
        F: Fn(Task) -> R,
        R: Future<Output = Result<TaskOutcome, CallError>>,
    {
        let now = clock::now();
        if now < self.running_until.get() {
            return;
        }
        self.running_until
            .set(now.plus_seconds(RUN_TIMEOUT_SECONDS));
        if let Err(error) = self.run_due(object, &work).await {
            log::failed(object, error);
        }
        self.running_until.set(Timestamp::from_milliseconds(0));
    }

    async fn run_due<F, R>(&self, object: &'static str, work: &F) -> Result<(), InternalError>
    where
        F: Fn(Task) -> R,
        R: Future<Output = Result<TaskOutcome, CallError>>,
    {
        let mut done = 0;
        while done < TASKS_PER_RUN {
            let mut tasks = self.due_tasks()?;
            // The first one may find out more for the others.
            if tasks.first().is_some_and(|task| task.due == 0) {
                tasks.truncate(1);
            }
            if tasks.is_empty() {
                return Ok(());
            }
            done = done.saturating_add(tasks.len());
            let runs = tasks.into_iter().map(|task| async {
                let (kind, name, attempts) = (task.kind, task.name.clone(), task.attempts);
                let outcome = work(task).await;
                self.settle(object, kind, &name, attempts, outcome)
            });
            for settled in join_all(runs).await {
                settled?;
            }
        }
        Ok(())
    }

    fn due_tasks(&self) -> Result<Vec<Task>, InternalError> {
        self.db.rows(
            "SELECT kind, name, attempts, due FROM erase_queue WHERE due <= ? ORDER BY due, kind, name LIMIT ?",
            params![clock::now(), CONCURRENT_TASKS],
        )
    }

    fn settle(
        &self,
        object: &'static str,
        kind: TaskKind,
        name: &str,
        attempts: u32,
        outcome: Result<TaskOutcome, CallError>,
    ) -> Result<(), InternalError> {
        let wait_seconds = match outcome {
            Ok(TaskOutcome::Done) => {
                return self.db.execute(
                    "DELETE FROM erase_queue WHERE kind = ? AND name = ?",
                    params![kind.as_str(), name],
                );
            }
            Ok(TaskOutcome::Waiting) => WAIT_SECONDS,
            Err(error) => {
                let error = match error {
                    CallError::Unavailable(error) => error,
                    CallError::Refused(_) => InternalError::new("an erasure was refused"),
                };
                log::failed(object, error);
                1_i64
                    .checked_shl(attempts.min(6))
                    .map_or(MAX_RETRY_SECONDS, |wait| wait.min(MAX_RETRY_SECONDS))
            }
        };
        self.db.execute(
            "UPDATE erase_queue SET attempts = attempts + 1, due = ? WHERE kind = ? AND name = ?",
            params![clock::now().plus_seconds(wait_seconds), kind.as_str(), name],
        )
    }
}
