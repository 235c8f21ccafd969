//! The alarm of an index: it deletes obsolete rows, a page at a time.

mod storage;

use core::cell::Cell;

use hallpass_core::Timestamp;

use super::storage::Database;
use crate::error::InternalError;
use crate::{clock, log};

pub(super) use storage::{ErasureStore, PruningRow, StoredErasure, Task, TaskKind};

/// The most rows of a kind that one alarm changes. More are left to the next one, so that requests are answered between.
pub(super) const ROWS_PER_ALARM: u32 = 500;
/// The time between two alarms, in seconds.
const PAUSE_SECONDS: i64 = 1;
/// When an alarm that failed is repeated, in seconds.
const RETRY_SECONDS: i64 = 60;

/// When an object's alarm is set for, as far as this instance knows.
pub(super) struct PruningAlarm(Cell<Option<Timestamp>>);

impl PruningAlarm {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    /// Sets the alarm for when something can be deleted, if it is not set for then. That time comes from the stored rows,
    /// so an alarm that another instance set is moved to the same time and never put off.
    ///
    /// Never fails: what calls it is done, and the next change of a row sets the alarm again.
    pub(super) fn set(
        &self,
        db: &Database,
        object: &'static str,
        now: Timestamp,
        due: Option<Timestamp>,
    ) {
        let Some(due) = due else { return };
        let at = due.max(now.plus_seconds(PAUSE_SECONDS));
        let is_set = |set_for: Timestamp| set_for > now && set_for <= at;
        if self.0.get().is_some_and(is_set) {
            return;
        }
        match db.set_alarm(at) {
            Ok(()) => self.0.set(Some(at)),
            Err(error) => log::failed(object, error),
        }
    }

    /// Runs `prune` with the current time, in a transaction; it returns when to run again, if ever. Never fails: the
    /// runtime gives up an alarm that fails a few times.
    pub(super) fn run(
        &self,
        db: &Database,
        object: &'static str,
        prune: impl Fn(Timestamp) -> Result<Option<Timestamp>, InternalError>,
    ) {
        self.0.set(None);
        let now = clock::now();
        let next = db.transaction(|| prune(now)).unwrap_or_else(|error| {
            log::failed(object, error);
            Some(now.plus_seconds(RETRY_SECONDS))
        });
        self.set(db, object, now, next);
    }
}
