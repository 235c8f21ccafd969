//! When the queues of an account have something to do.

use hallpass_core::Timestamp;
use serde::Deserialize;

use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// The earliest entry of each queue that is stored in a table, from one statement: every command asks.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct QueueTimes {
    /// Whether anything was announced, or a delivery to every member is under way.
    has_broadcasts: u32,
    outbox: Option<i64>,
    mails: Option<i64>,
    former_owners: Option<i64>,
}

impl QueueTimes {
    pub(crate) fn load(db: &Database) -> Result<Self, InternalError> {
        let times = db.row(
            "SELECT EXISTS (SELECT 1 FROM broadcasts WHERE kind > '') AS has_broadcasts, \
             (SELECT min(due) FROM outbox) AS outbox, \
             (SELECT min(due) FROM mails WHERE due IS NOT NULL) AS mails, \
             (SELECT min(due) FROM former_owners) AS former_owners",
            params![],
        )?;
        times.ok_or_else(|| InternalError::new("a statement without FROM returned no row"))
    }

    pub(crate) const fn has_broadcasts(&self) -> bool {
        self.has_broadcasts > 0
    }

    pub(crate) fn outbox(&self) -> Option<Timestamp> {
        self.outbox.map(Timestamp::from_milliseconds)
    }

    pub(crate) fn mails(&self) -> Option<Timestamp> {
        self.mails.map(Timestamp::from_milliseconds)
    }

    pub(crate) fn former_owners(&self) -> Option<Timestamp> {
        self.former_owners.map(Timestamp::from_milliseconds)
    }
}
