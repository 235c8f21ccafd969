//! The index that members are searched by.
//!
//! It holds the parts of three characters of every member's folded name and address, so that a search for the middle of a
//! name reads only members who may have it. An account gets it when it has many members: the others are searched as fast
//! without, and their changes cost no more. Members who joined before are added by the object's alarm. Triggers keep the index up to
//! date, so that it is right whatever statement changes a member, those of an earlier release included.

use hallpass_core::search::{MemberQuery, folded, folded_address};
use hallpass_core::{Address, Name, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use super::added_columns::{AddedColumn, SchemaObject};
use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// `members.search_id` is the number of the member's entry, and null while they have none. `members.folded_address` is
/// the address as `hallpass_core::search` folds it, where that is not the address itself.
///
/// The texts of an entry are not stored again, and it is deleted by its number alone. `members_search_replace` is for
/// earlier releases, which replace a member's row and drop the number.
const SCHEMA: &str = "
CREATE INDEX IF NOT EXISTS members_unindexed ON members (user) WHERE search_id IS NULL;
CREATE VIRTUAL TABLE IF NOT EXISTS member_search USING fts5 (
  user UNINDEXED, name, address, content = '', contentless_delete = 1, contentless_unindexed = 1, detail = column,
  tokenize = 'trigram case_sensitive 1'
);
CREATE TRIGGER IF NOT EXISTS members_search_insert AFTER INSERT ON members WHEN new.search_id IS NOT NULL BEGIN
  INSERT INTO member_search (rowid, user, name, address)
  VALUES (new.search_id, new.user, new.folded_name, coalesce(new.folded_address, new.address));
END;
CREATE TRIGGER IF NOT EXISTS members_search_update AFTER UPDATE OF search_id, folded_name, address, folded_address ON members
WHEN (old.search_id, old.folded_name, old.address, old.folded_address)
  IS NOT (new.search_id, new.folded_name, new.address, new.folded_address) BEGIN
  DELETE FROM member_search WHERE rowid = old.search_id;
  INSERT INTO member_search (rowid, user, name, address)
  SELECT new.search_id, new.user, new.folded_name, coalesce(new.folded_address, new.address) WHERE new.search_id IS NOT NULL;
END;
CREATE TRIGGER IF NOT EXISTS members_search_delete AFTER DELETE ON members WHEN old.search_id IS NOT NULL BEGIN
  DELETE FROM member_search WHERE rowid = old.search_id;
END;
CREATE TRIGGER IF NOT EXISTS members_search_replace BEFORE INSERT ON members WHEN new.search_id IS NULL BEGIN
  DELETE FROM member_search WHERE rowid = (SELECT search_id FROM members WHERE user = new.user);
END;
";

/// The columns that databases of earlier releases lack.
pub(super) const ADDED_COLUMNS: [AddedColumn; 2] = [
    AddedColumn::new("members", "folded_address", "TEXT"),
    AddedColumn::new("members", "search_id", "INTEGER"),
];

/// The number of members with which an account gets an index.
pub(super) const MIN_MEMBERS: u32 = 1_000;

/// The most members that are read one by one. More are found faster in the order of the list.
const MAX_MATCHES: u32 = 1_000;

impl AccountStore<'_> {
    /// Creates the index, unless it exists.
    pub(super) fn create_search_index(&self) -> Result<(), InternalError> {
        if !self.db.has_search_index() {
            self.db.execute(SCHEMA, Vec::new())?;
            self.db.set_has_search_index(true);
        }
        Ok(())
    }

    /// The expression that finds the members in the index who may have the text. `None` when the index is of no use: the
    /// text is short, or many may have it.
    pub(super) fn few_matches(
        &self,
        query: &MemberQuery,
        search_addresses: bool,
    ) -> Result<Option<String>, InternalError> {
        let Some(expression) = match_expression(query, search_addresses) else {
            return Ok(None);
        };
        let matches = self.db.count(
            "SELECT count(*) AS count FROM (SELECT 1 FROM member_search WHERE member_search MATCH ? LIMIT ?)",
            params![&expression, MAX_MATCHES.saturating_add(1)],
        )?;
        Ok((matches <= MAX_MATCHES).then_some(expression))
    }

    /// Adds members to the index who are not in it: they joined before it was created, or an earlier release stored them.
    pub(crate) fn index_members(&self, limit: u32) -> Result<(), InternalError> {
        #[derive(Deserialize)]
        struct Row {
            user: UserId,
            name: Name,
            address: Option<Address>,
        }
        let rows: Vec<Row> = self.db.rows(
            "SELECT user, name, address FROM members WHERE search_id IS NULL LIMIT ?",
            params![limit],
        )?;
        rows.iter().try_for_each(|row| {
            self.db.execute(
                "UPDATE members SET folded_name = ?, folded_address = ?, \
                 search_id = (SELECT coalesce(max(rowid), 0) + 1 FROM member_search) WHERE user = ?",
                params![
                    folded(row.name.as_str()),
                    stored_folded_address(row.address.as_ref()),
                    row.user.as_str(),
                ],
            )
        })
    }

    /// Empties the index, before many members are deleted at once.
    pub(super) fn clear_search_index(&self) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT INTO member_search (member_search) VALUES ('delete-all')",
            params![],
        )
    }

    /// Adds all members to the index after it was emptied.
    pub(super) fn fill_search_index(&self) -> Result<(), InternalError> {
        self.db.execute(
            "INSERT INTO member_search (rowid, user, name, address) \
             SELECT search_id, user, folded_name, coalesce(folded_address, address) FROM members WHERE search_id IS NOT NULL",
            params![],
        )
    }
}

/// Whether a database that consists of these has an index.
pub(super) fn has_index(existing: &[SchemaObject]) -> bool {
    existing.iter().any(|object| object.name == "member_search")
}

/// Whether there are members who are not in the index, which exists.
pub(crate) fn has_unindexed_members(db: &Database) -> Result<bool, InternalError> {
    let found = db.count(
        "SELECT EXISTS (SELECT 1 FROM members WHERE search_id IS NULL) AS count",
        params![],
    )?;
    Ok(found > 0)
}

/// The folded address, where it is not the address itself.
pub(super) fn stored_folded_address(address: Option<&Address>) -> Option<String> {
    let address = address?;
    Some(folded_address(address)).filter(|folded| folded != address.as_str())
}

/// The full-text query for all parts of a text. Each is a string of the query language, in which no character means
/// anything. The language ends at a zero character, which no name has.
fn match_expression(query: &MemberQuery, search_addresses: bool) -> Option<String> {
    let parts: Vec<String> = query
        .trigrams()
        .filter(|part| !part.contains('\0'))
        .map(|part| format!("\"{}\"", part.replace('"', "\"\"")))
        .collect();
    let columns = if search_addresses {
        "{name address}"
    } else {
        "name"
    };
    (!parts.is_empty()).then(|| format!("{columns} : ({})", parts.join(" AND ")))
}
