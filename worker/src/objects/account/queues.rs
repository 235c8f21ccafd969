//! An account's queues: what it sends to other objects and servers after its commands.
//!
//! An object has one alarm, which all of its queues share. A command's transaction sets the alarm to the earliest time at
//! which a queue has something to do, so nothing that was enqueued is lost with the instance. Queues run independently: each
//! has at most one run at a time, and one that waits for a slow receiver delays no other.

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use futures_util::future::{Either, FutureExt as _, LocalBoxFuture, join_all, ready, select};
use hallpass_core::Timestamp;
use worker::{Delay, State};

use super::storage::{ACCOUNT_TABLE, AccountStore, QueueTimes};
use crate::error::InternalError;
use crate::objects::storage::Database;
use crate::{clock, log};

/// When the alarm first retries what a command enqueued, in seconds.
const FIRST_RETRY_SECONDS: i64 = 2;
/// The least time between two alarms, in seconds.
const PAUSE_SECONDS: i64 = 1;
/// How long an alarm waits for its runs. A longer run goes on after it.
const ALARM_PATIENCE: Duration = Duration::from_secs(2);
/// When the alarm looks again after a run that goes on, in seconds: the run may be lost with its instance.
const LONG_RUN_SECONDS: i64 = 5;
/// When a queue is run again after a run that failed, in seconds.
const FAILED_RUN_SECONDS: i64 = 5;
/// When the alarm is repeated after it failed, in seconds.
const FAILED_ALARM_SECONDS: i64 = 60;
/// When the alarm is repeated while the settings are invalid, in seconds.
const INVALID_SETTINGS_SECONDS: i64 = 10;

const NEVER: Timestamp = Timestamp::from_milliseconds(0);

/// Something that an account sends, in its own order and with its own waiting times.
pub(super) trait Queue {
    /// The queue's name in the log.
    fn name(&self) -> &'static str;

    /// When there is something to do: at or before `now` for at once, `None` for nothing to wait for. `times` has what
    /// one statement finds out for all queues.
    ///
    /// # Errors
    /// When storage fails.
    fn next_due(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError>;

    /// Does a bounded part of what is due. What fails stays in the queue, with a later due time.
    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>>;

    /// After this many seconds a run counts as lost: the runtime has given up the request that it belonged to.
    fn run_timeout_seconds(&self) -> i64;
}

/// Keeps the alarm going while the settings are invalid: the queues that need them are missing.
pub(super) struct WaitForSettings;

impl Queue for WaitForSettings {
    fn name(&self) -> &'static str {
        "settings"
    }

    fn next_due(
        &self,
        now: Timestamp,
        _times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        Ok(Some(now.plus_seconds(INVALID_SETTINGS_SECONDS)))
    }

    fn run(&self, _: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        ready(Ok(())).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        0
    }
}

/// A queue, and its run if one is under way.
struct QueueRunner {
    queue: Box<dyn Queue>,
    running_until: Cell<Timestamp>,
    /// Until when it is left alone after a run that failed.
    paused_until: Cell<Timestamp>,
}

impl QueueRunner {
    fn next_due(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        let due = self.queue.next_due(now, times)?;
        Ok(due.map(|due| due.max(self.paused_until.get())))
    }

    fn is_running(&self, now: Timestamp) -> bool {
        now < self.running_until.get()
    }

    /// Runs the queue, unless it is running. Never fails.
    async fn run(&self, now: Timestamp) {
        if self.is_running(now) {
            return;
        }
        let timeout = self.queue.run_timeout_seconds();
        self.running_until.set(now.plus_seconds(timeout));
        if let Err(error) = self.queue.run(now).await {
            log::failed(self.queue.name(), error);
            let pause = clock::now().plus_seconds(FAILED_RUN_SECONDS);
            self.paused_until.set(pause);
        }
        self.running_until.set(NEVER);
    }
}

/// All queues of an account, and its alarm.
pub(super) struct Queues {
    db: Rc<Database>,
    runners: Vec<QueueRunner>,
    /// When the alarm is set for, as far as this instance knows.
    alarm_at: Cell<Timestamp>,
}

/// What a command's transaction scheduled.
pub(super) struct Scheduled {
    /// The alarm that it set, if the one set before is too late.
    alarm: Option<Timestamp>,
    /// What the queues have to do.
    times: QueueTimes,
}

impl Queues {
    pub(super) fn new(db: Rc<Database>, queues: Vec<Box<dyn Queue>>) -> Self {
        let runner = |queue| QueueRunner {
            queue,
            running_until: Cell::new(NEVER),
            paused_until: Cell::new(NEVER),
        };
        Self {
            db,
            runners: queues.into_iter().map(runner).collect(),
            alarm_at: Cell::new(NEVER),
        }
    }

    /// Sets the alarm that retries what a command enqueued, as a part of the command's transaction. Returns `None` when
    /// no queue waits for anything.
    pub(super) fn schedule(&self, now: Timestamp) -> Result<Option<Scheduled>, InternalError> {
        if !self.db.has_table(ACCOUNT_TABLE)? {
            return Ok(None);
        }
        AccountStore::new(&self.db, now, None).create_schema()?;
        let times = QueueTimes::load(&self.db)?;
        let mut earliest = None;
        for runner in &self.runners {
            earliest = earlier(earliest, runner.next_due(now, &times)?);
        }
        let Some(due) = earliest else {
            return Ok(None);
        };
        let at = due.max(now.plus_seconds(FIRST_RETRY_SECONDS));
        let set_for = self.alarm_at.get();
        let is_set = set_for > now && set_for <= at;
        if !is_set {
            self.db.set_alarm(at)?;
        }
        let scheduled = Scheduled {
            alarm: (!is_set).then_some(at),
            times,
        };
        Ok(Some(scheduled))
    }

    /// Notes that the transaction that scheduled this was committed. Returns what the queues have to do.
    pub(super) fn committed(&self, scheduled: &Scheduled) -> QueueTimes {
        if let Some(at) = scheduled.alarm {
            self.alarm_at.set(at);
        }
        scheduled.times
    }

    /// Runs every queue that is due. Never fails: what could not be done stays in its queue.
    pub(super) async fn run(&self, now: Timestamp, times: &QueueTimes) {
        let is_due = |runner: &&QueueRunner| match runner.next_due(now, times) {
            Ok(due) => due.is_some_and(|due| due <= now),
            Err(error) => {
                log::failed(runner.queue.name(), error);
                false
            }
        };
        let due: Vec<&QueueRunner> = self.runners.iter().filter(is_due).collect();
        join_all(due.into_iter().map(|runner| runner.run(now))).await;
    }

    /// Runs every queue that is due, and sets the next alarm if anything is left. Never fails: the runtime gives up on an
    /// alarm that fails a few times.
    pub(super) async fn on_alarm(self: Rc<Self>, state: &State) {
        self.alarm_at.set(NEVER);
        let now = clock::now();
        let times = match self.prepare(now) {
            Ok(Some(times)) => times,
            Ok(None) => return,
            Err(error) => {
                log::failed("alarm", error);
                self.set_alarm(now.plus_seconds(FAILED_ALARM_SECONDS));
                return;
            }
        };
        if let Ok(None) = self.next_alarm(now, &times) {
            return;
        }
        let this = Rc::clone(&self);
        let runs = Box::pin(async move { this.run(now, &times).await });
        if let Either::Right(((), runs)) = select(runs, Delay::from(ALARM_PATIENCE)).await {
            let this = Rc::clone(&self);
            state.wait_until(async move {
                runs.await;
                this.set_next_alarm();
            });
        }
        self.set_next_alarm();
    }

    /// Continues after a restore from a backup: the alarms that were set when it was made are gone.
    pub(super) fn resume(&self) -> Result<(), InternalError> {
        let now = clock::now();
        if self.prepare(now)?.is_some() {
            self.db.set_alarm(now.plus_seconds(PAUSE_SECONDS))?;
        }
        Ok(())
    }

    /// What the queues have to do; `None` before the account was opened. An alarm can be the first request to an object of
    /// an earlier release.
    fn prepare(&self, now: Timestamp) -> Result<Option<QueueTimes>, InternalError> {
        if !self.db.has_table(ACCOUNT_TABLE)? {
            return Ok(None);
        }
        self.db
            .transaction(|| AccountStore::new(&self.db, now, None).create_schema())?;
        QueueTimes::load(&self.db).map(Some)
    }

    fn set_next_alarm(&self) {
        let now = clock::now();
        let next = QueueTimes::load(&self.db).and_then(|times| self.next_alarm(now, &times));
        match next {
            Ok(Some(at)) if self.alarm_at.get() != at => self.set_alarm(at),
            Ok(Some(_) | None) => {}
            Err(error) => {
                log::failed("alarm", error);
                self.set_alarm(now.plus_seconds(FAILED_ALARM_SECONDS));
            }
        }
    }

    /// When a queue has something to do. One that is running is looked at a little later.
    fn next_alarm(
        &self,
        now: Timestamp,
        times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        let mut earliest = None;
        for runner in &self.runners {
            let due = if runner.is_running(now) {
                Some(now.plus_seconds(LONG_RUN_SECONDS))
            } else {
                runner.next_due(now, times)?
            };
            earliest = earlier(earliest, due);
        }
        Ok(earliest.map(|due| due.max(now.plus_seconds(PAUSE_SECONDS))))
    }

    fn set_alarm(&self, at: Timestamp) {
        match self.db.set_alarm(at) {
            Ok(()) => self.alarm_at.set(at),
            Err(error) => log::failed("alarm", error),
        }
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
