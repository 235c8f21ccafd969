//! Former owners whose personal account this account was, and who need another one.

use hallpass_core::account::Person;
use hallpass_core::{Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{Database, params};

/// `person` is who they are, as JSON: they may leave before they have another account. `due` is when to try next; 0 is at
/// once.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS former_owners (
  user TEXT PRIMARY KEY, person TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// A former owner who has no other personal account yet.
pub(crate) struct FormerOwner {
    pub(crate) person: Person,
    /// How often it was tried.
    pub(crate) attempts: u32,
}

#[derive(Deserialize)]
struct Row {
    person: String,
    attempts: u32,
}

impl TryFrom<Row> for FormerOwner {
    type Error = InternalError;

    fn try_from(row: Row) -> Result<Self, InternalError> {
        Ok(Self {
            person: json::from_str(&row.person)?,
            attempts: row.attempts,
        })
    }
}

impl AccountStore<'_> {
    pub(super) fn enqueue_former_owner(&self, person: &Person) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR REPLACE INTO former_owners (user, person, attempts, due) VALUES (?, ?, 0, 0)",
            params![person.user.as_str(), json::to_string(person)?],
        )
    }

    /// The former owner, while they have no other personal account.
    pub(crate) fn former_owner(&self, user: &UserId) -> Result<Option<FormerOwner>, InternalError> {
        let row: Option<Row> = self.team_tables().row(
            "SELECT person, attempts FROM former_owners WHERE user = ?",
            params![user.as_str()],
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

/// The former owners whose attempt is due. There are few: each transfer makes one at most.
pub(crate) fn due(db: &Database, now: Timestamp) -> Result<Vec<FormerOwner>, InternalError> {
    let rows: Vec<Row> = db.rows(
        "SELECT person, attempts FROM former_owners WHERE due <= ? ORDER BY due LIMIT 10",
        params![now],
    )?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Deletes a former owner who has another personal account.
pub(crate) fn delete(db: &Database, user: &UserId) -> Result<(), InternalError> {
    db.execute(
        "DELETE FROM former_owners WHERE user = ?",
        params![user.as_str()],
    )
}

/// Postpones the next attempt after one that failed.
pub(crate) fn postpone(db: &Database, user: &UserId, due: Timestamp) -> Result<(), InternalError> {
    db.execute(
        "UPDATE former_owners SET attempts = attempts + 1, due = ? WHERE user = ?",
        params![due, user.as_str()],
    )
}
