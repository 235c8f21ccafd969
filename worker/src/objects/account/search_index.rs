//! Adds members to the search index who are not in it, a part at a time.

use core::cell::Cell;
use std::rc::Rc;

use futures_util::future::{FutureExt as _, LocalBoxFuture, ready};
use hallpass_core::Timestamp;

use super::queues::Queue;
use super::storage::{AccountStore, QueueTimes, has_unindexed_members};
use crate::error::InternalError;
use crate::objects::pruning::ROWS_PER_ALARM;
use crate::objects::storage::Database;

/// The members of a large account who are not in its search index yet. Until all are, a search reads them one by one.
pub(super) struct SearchIndex {
    db: Rc<Database>,
    /// Whether all are known to be in it. Where there is an index, no statement of this release stores a member who is not.
    is_complete: Cell<bool>,
}

impl Queue for SearchIndex {
    fn name(&self) -> &'static str {
        "search-index"
    }

    fn next_due(
        &self,
        now: Timestamp,
        _times: &QueueTimes,
    ) -> Result<Option<Timestamp>, InternalError> {
        if !self.db.has_search_index() {
            return Ok(None);
        }
        if !self.is_complete.get() {
            self.is_complete.set(!has_unindexed_members(&self.db)?);
        }
        Ok((!self.is_complete.get()).then_some(now))
    }

    fn run(&self, now: Timestamp) -> LocalBoxFuture<'_, Result<(), InternalError>> {
        ready(self.index_members(now)).boxed_local()
    }

    fn run_timeout_seconds(&self) -> i64 {
        0
    }
}

impl SearchIndex {
    pub(super) const fn new(db: Rc<Database>) -> Self {
        Self {
            db,
            is_complete: Cell::new(false),
        }
    }

    fn index_members(&self, now: Timestamp) -> Result<(), InternalError> {
        self.db
            .transaction(|| AccountStore::new(&self.db, now, None).index_members(ROWS_PER_ALARM))
    }
}
