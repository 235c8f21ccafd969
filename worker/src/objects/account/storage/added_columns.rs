//! Columns that databases of earlier releases lack.

use serde::Deserialize;

use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// A column that a later release added to a table.
#[derive(Clone, Copy)]
pub(super) struct AddedColumn {
    table: &'static str,
    column: &'static str,
    /// Its type and constraints. Without a default it is null in existing rows.
    definition: &'static str,
}

impl AddedColumn {
    pub(super) const fn new(
        table: &'static str,
        column: &'static str,
        definition: &'static str,
    ) -> Self {
        Self {
            table,
            column,
            definition,
        }
    }

    /// Adds the column to a table that exists without it. The schema has it too, for new tables.
    pub(super) fn add_to(self, db: &Database) -> Result<(), InternalError> {
        #[derive(Deserialize)]
        struct Column {
            name: String,
        }
        let Self {
            table,
            column,
            definition,
        } = self;
        let columns: Vec<Column> = db.rows(&format!("PRAGMA table_info({table})"), params![])?;
        if columns.is_empty() || columns.iter().any(|known| known.name == column) {
            return Ok(());
        }
        db.execute(
            &format!("ALTER TABLE {table} ADD COLUMN {column} {definition}"),
            params![],
        )
    }
}
