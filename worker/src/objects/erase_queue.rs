//! The objects from which an erased user, or the holder of an erased mailbox, must still be erased.
//!
//! The transaction that stores the erasure sets the alarm, so that it goes on after a crash. Each task is safe to repeat.

use core::cell::Cell;
use core::future::Future;
use std::rc::Rc;

use futures_util::future::join_all;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use hallpass_core::{AccountId, Timestamp};

use super::client::CallError;
use super::pruning::ErasureStore;
pub(super) use super::pruning::{StoredErasure, Task, TaskKind};
use super::retry::retry_seconds;
use super::storage::Database;
use crate::error::InternalError;
use crate::{clock, log};

/// Tasks at the same time.
const CONCURRENT_TASKS: u32 = 20;
/// Tasks per run: an alarm that has more to do sets itself again.
const TASKS_PER_RUN: usize = 200;
/// When the alarm first continues an erasure, in seconds.
const FIRST_ALARM_SECONDS: i64 = 2;
/// When a task is tried again that waits for a user's action, in seconds.
const WAIT_SECONDS: i64 = 3600;
/// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
const RUN_TIMEOUT_SECONDS: i64 = 60;

/// What became of a task.
pub(super) enum TaskOutcome {
    /// It is done.
    Done,
    /// A user must act first. It is tried again much later.
    Waiting,
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
        self.store().read()
    }

    /// Stores an erasure, and sets the alarm that continues it. A part of the transaction that erases; call
    /// [`EraseQueue::committed`] after it.
    pub(super) fn put(&self, stored: &StoredErasure, now: Timestamp) -> Result<(), InternalError> {
        self.store().put(stored)?;
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
        self.store().set_mailboxes(&stored.mailboxes)?;
        self.enqueue(TaskKind::Mailbox, &mailbox.to_string(), 1)
    }

    /// Adds a task, unless it is in the queue. Those with `due` 0 run before all others.
    pub(super) fn enqueue(
        &self,
        kind: TaskKind,
        name: &str,
        due: u32,
    ) -> Result<(), InternalError> {
        self.store().enqueue(kind, name, due)
    }

    /// Adds an account that has become known only now: what was under way during the erasure has reached it.
    pub(super) fn add_account(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<(), InternalError> {
        self.db.transaction(|| {
            self.enqueue(TaskKind::Account, &account.to_string(), 1)?;
            self.db.set_alarm(now.plus_seconds(1))
        })
    }

    /// Adds a task for each account that a statement returns as `name`.
    pub(super) fn enqueue_accounts(&self, select_names: &str) -> Result<(), InternalError> {
        self.store().enqueue_accounts(select_names)
    }

    /// Whether anything is left to do.
    pub(super) fn has_tasks(&self) -> bool {
        matches!(self.next_due(), Ok(Some(_)))
    }

    /// When the next task is due, if there is any.
    pub(super) fn next_due(&self) -> Result<Option<Timestamp>, InternalError> {
        match self.erasure()? {
            Some(_) => self.store().next_due(),
            None => Ok(None),
        }
    }

    /// Does the tasks that are due, if there was an erasure, with `work`. Never fails: what could not be done stays in the queue.
    pub(super) async fn run<F, R>(&self, object: &'static str, work: F)
    where
        F: Fn(Task) -> R,
        R: Future<Output = Result<TaskOutcome, CallError>>,
    {
        let now = clock::now();
        let was_erased = matches!(self.erasure(), Ok(Some(_)));
        if !was_erased || now < self.running_until.get() {
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
            let mut tasks = self.store().due_tasks(clock::now(), CONCURRENT_TASKS)?;
            // The first one may find out more for the others.
            if tasks.first().is_some_and(|task| task.due == 0) {
                tasks.truncate(1);
            }
            if tasks.is_empty() {
                return Ok(());
            }
            done = done.saturating_add(tasks.len());
            let runs = tasks.iter().map(|task| async move {
                let outcome = work(task.clone()).await;
                self.settle(object, task, outcome)
            });
            for settled in join_all(runs).await {
                settled?;
            }
        }
        Ok(())
    }

    fn settle(
        &self,
        object: &'static str,
        task: &Task,
        outcome: Result<TaskOutcome, CallError>,
    ) -> Result<(), InternalError> {
        let wait_seconds = match outcome {
            Ok(TaskOutcome::Done) => return self.store().delete_task(task),
            Ok(TaskOutcome::Waiting) => WAIT_SECONDS,
            Err(error) => {
                log::failed(object, error.into_internal("an erasure was refused"));
                retry_seconds(task.attempts)
            }
        };
        let due = clock::now().plus_seconds(wait_seconds);
        self.store().postpone_task(task, due)
    }

    fn store(&self) -> ErasureStore<'_> {
        ErasureStore(&self.db)
    }
}
