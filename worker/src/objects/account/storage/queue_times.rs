//! When the queues of an account have something to do.

use hallpass_core::Timestamp;
use serde::Deserialize;

use super::expired_invites::is_unexamined;
use super::team_tables::TeamTables;
use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// The earliest entry of each queue that is stored in a table, and of what leaves with time, from one statement: every command
/// asks. Each is the first row of an index.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct QueueTimes {
    /// Whether anything was announced, or a delivery to every member is under way.
    has_broadcasts: u32,
    outbox: Option<i64>,
    mails: Option<i64>,
    former_owners: Option<i64>,
    oldest_record: Option<i64>,
    first_expiry: Option<i64>,
    oldest_event: Option<i64>,
}

/// The times of the tables that every account has.
macro_rules! select_times {
    () => {
        "SELECT EXISTS (SELECT 1 FROM broadcasts WHERE kind > '') AS has_broadcasts, \
         (SELECT min(due) FROM outbox) AS outbox, \
         (SELECT min(at) FROM records) AS oldest_record, \
         (SELECT at FROM events WHERE seq < (SELECT audit_count FROM account LIMIT 1) ORDER BY seq LIMIT 1) \
         AS oldest_event"
    };
}

impl QueueTimes {
    pub(crate) fn load(db: &Database) -> Result<Self, InternalError> {
        let statement = if TeamTables::new(db).exist()? {
            concat!(
                select_times!(),
                ", (SELECT min(due) FROM mails WHERE due IS NOT NULL) AS mails, \
                 (SELECT min(due) FROM former_owners) AS former_owners, \
                 (SELECT expires_at FROM invites WHERE ",
                is_unexamined!(),
                " ORDER BY expires_at, id LIMIT 1) AS first_expiry"
            )
        } else {
            select_times!()
        };
        let times = db.row(statement, params![])?;
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

    /// When the oldest outcome of a command was stored.
    pub(crate) fn oldest_record(&self) -> Option<Timestamp> {
        self.oldest_record.map(Timestamp::from_milliseconds)
    }

    /// When the first of the invites expires, or expired, that were not looked at in order to remove them.
    pub(crate) fn first_expiry(&self) -> Option<Timestamp> {
        self.first_expiry.map(Timestamp::from_milliseconds)
    }

    /// The time of the oldest event of the log that is not its newest.
    pub(crate) fn oldest_event(&self) -> Option<Timestamp> {
        self.oldest_event.map(Timestamp::from_milliseconds)
    }
}
