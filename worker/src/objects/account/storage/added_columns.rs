//! What databases of earlier releases lack.

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

/// A table or an index of a database, with the statement that creates it.
#[derive(Deserialize)]
pub(super) struct SchemaObject {
    pub(super) name: String,
    sql: String,
}

impl SchemaObject {
    /// All of a database.
    pub(super) fn all(db: &Database) -> Result<Vec<Self>, InternalError> {
        db.rows(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL",
            params![],
        )
    }
}

/// Whether a database that consists of these has all that the schema creates, and nothing that it drops.
pub(super) fn is_complete(schema: &str, existing: &[SchemaObject]) -> bool {
    let exists = |name: &str| existing.iter().any(|object| object.name == name);
    names_after("IF NOT EXISTS ", schema).all(exists)
        && !names_after("DROP INDEX IF EXISTS ", schema).any(exists)
}

/// The names that follow these words.
fn names_after<'a>(words: &'a str, schema: &'a str) -> impl Iterator<Item = &'a str> {
    let mut parts = schema.split(words);
    parts.next();
    parts.filter_map(|rest| rest.split([' ', ';', '(']).next())
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

    /// Whether the table exists with the column, in a database that consists of these.
    pub(super) fn is_in(self, existing: &[SchemaObject]) -> bool {
        let mut tables = existing.iter().filter(|object| object.name == self.table);
        // SQLite keeps the text of the statement that created the table, and extends it by what was added.
        tables.any(|table| {
            let mut words = table
                .sql
                .split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
            words.any(|word| word == self.column)
        })
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
