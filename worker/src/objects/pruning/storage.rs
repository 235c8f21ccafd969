//! The row that says since when an object deletes obsolete rows.

mod erasures;

use hallpass_core::Timestamp;
use hallpass_core::delivery::Pruning;
use serde::Deserialize;

use crate::error::InternalError;
use crate::objects::storage::{Database, params};

pub(in crate::objects) use erasures::{ErasureStore, StoredErasure, Task, TaskKind};

/// The row of the table `pruning`, see [`Pruning`].
#[derive(Deserialize)]
pub(in crate::objects) struct PruningRow {
    pub(in crate::objects) began_at: i64,
    pub(in crate::objects) last_at: Option<i64>,
}

impl From<PruningRow> for Pruning {
    fn from(row: PruningRow) -> Self {
        Self {
            began_at: Timestamp::from_milliseconds(row.began_at),
            last_at: row.last_at.map(Timestamp::from_milliseconds),
        }
    }
}

impl PruningRow {
    /// Marks the beginning, in a database without the row.
    pub(in crate::objects) fn begin(
        db: &Database,
        now: Timestamp,
    ) -> Result<Pruning, InternalError> {
        db.execute(
            "INSERT INTO pruning (id, began_at, last_at) VALUES (1, ?, NULL)",
            params![now],
        )?;
        Ok(Pruning {
            began_at: now,
            last_at: None,
        })
    }
}
