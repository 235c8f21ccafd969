//! Access reviews, and their outcome for each member.

use hallpass_core::account::{Decision, Member, Review, ReviewCounts, ReviewEntry, ReviewOutcome};
use hallpass_core::audit::Actor;
use hallpass_core::{ReviewId, Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use super::members::{MemberRow, select_members};
use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::Position;
use crate::objects::storage::params;

/// `seq` is the number of the event that opened the review: it covers the members whose `joined_seq` is not above it. A
/// member of an open review who has no entry is undecided; in a closed one every member has an entry. `outcome` is `keep`,
/// `changed`, `removed`, `gone` or `undecided`.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS reviews (
  id TEXT PRIMARY KEY, opened_by_kind TEXT NOT NULL, opened_by TEXT NOT NULL, opened_at INTEGER NOT NULL,
  seq INTEGER NOT NULL, closed_at INTEGER, total INTEGER NOT NULL, kept INTEGER NOT NULL, changed INTEGER NOT NULL,
  removed INTEGER NOT NULL, gone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reviews_by_seq ON reviews (seq);
CREATE INDEX IF NOT EXISTS reviews_open ON reviews (seq) WHERE closed_at IS NULL;

CREATE TABLE IF NOT EXISTS review_entries (
  review TEXT NOT NULL, user TEXT NOT NULL, outcome TEXT NOT NULL, decided_by_kind TEXT, decided_by TEXT,
  at INTEGER NOT NULL, PRIMARY KEY (review, user)
) STRICT, WITHOUT ROWID;
";

/// The ids that one statement returns as one value, which SQLite limits to 2 MB.
const IDS_PER_ROW: u32 = 10_000;

#[derive(Deserialize)]
struct ReviewRow {
    id: ReviewId,
    opened_by_kind: String,
    opened_by: String,
    opened_at: i64,
    seq: u64,
    closed_at: Option<i64>,
    total: u32,
    kept: u32,
    changed: u32,
    removed: u32,
    gone: u32,
}

impl TryFrom<ReviewRow> for Review {
    type Error = InternalError;

    fn try_from(row: ReviewRow) -> Result<Self, InternalError> {
        Ok(Self {
            id: row.id,
            opened_by: actor(&row.opened_by_kind, &row.opened_by)?,
            opened_at: Timestamp::from_milliseconds(row.opened_at),
            seq: row.seq,
            closed_at: row.closed_at.map(Timestamp::from_milliseconds),
            counts: ReviewCounts {
                total: row.total,
                kept: row.kept,
                changed: row.changed,
                removed: row.removed,
                gone: row.gone,
            },
        })
    }
}

fn actor(kind: &str, id: &str) -> Result<Actor, InternalError> {
    Actor::parse(kind, id).map_err(|_| InternalError::new("a reviewer is of an unknown kind"))
}

/// The columns of [`ReviewRow`].
macro_rules! select_reviews {
    ($rest:literal) => {
        concat!(
            "SELECT id, opened_by_kind, opened_by, opened_at, seq, closed_at, total, kept, changed, removed, gone \
             FROM reviews ",
            $rest
        )
    };
}

#[derive(Deserialize)]
struct EntryRow {
    review: ReviewId,
    user: UserId,
    outcome: String,
    decided_by_kind: Option<String>,
    decided_by: Option<String>,
    at: i64,
}

impl TryFrom<EntryRow> for ReviewEntry {
    type Error = InternalError;

    fn try_from(row: EntryRow) -> Result<Self, InternalError> {
        let outcome = match (row.outcome.as_str(), row.decided_by_kind, row.decided_by) {
            ("gone", None, None) => ReviewOutcome::Gone,
            ("undecided", None, None) => ReviewOutcome::Undecided,
            (word, Some(kind), Some(by)) => {
                let decision = Decision::parse(word)
                    .ok_or_else(|| InternalError::new("a review has an unknown outcome"))?;
                ReviewOutcome::Decided(decision, actor(&kind, &by)?)
            }
            _ => return Err(InternalError::new("a review has an unknown outcome")),
        };
        Ok(Self {
            review: row.review,
            user: row.user,
            outcome,
            at: Timestamp::from_milliseconds(row.at),
        })
    }
}

/// The columns of [`EntryRow`].
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT review, user, outcome, decided_by_kind, decided_by, at FROM review_entries ",
            $rest
        )
    };
}

/// A member under review.
pub(crate) struct CoveredUser {
    /// The user.
    pub(crate) user: UserId,
    /// The member; `None` for a former member, or one who has rejoined.
    pub(crate) member: Option<Member>,
    /// The outcome, if it is settled.
    pub(crate) entry: Option<ReviewEntry>,
}

impl AccountStore<'_> {
    pub(super) fn review_by_id(&self, id: &ReviewId) -> Result<Option<Review>, InternalError> {
        let row: Option<ReviewRow> = self
            .team_tables()
            .row(select_reviews!("WHERE id = ?"), params![id.to_string()])?;
        row.map(TryInto::try_into).transpose()
    }

    pub(super) fn review_that_is_open(&self) -> Result<Option<Review>, InternalError> {
        let row: Option<ReviewRow> = self.team_tables().row(
            select_reviews!("WHERE closed_at IS NULL LIMIT 1"),
            params![],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    pub(super) fn count_reviews(&self) -> Result<u32, InternalError> {
        self.team_tables()
            .count("SELECT count(*) AS count FROM reviews", params![])
    }

    pub(super) fn entry_of_review(
        &self,
        review: &ReviewId,
        user: &UserId,
    ) -> Result<Option<ReviewEntry>, InternalError> {
        let row: Option<EntryRow> = self.team_tables().row(
            select_entries!("WHERE review = ? AND user = ?"),
            params![review.to_string(), user.as_str()],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// Reviews that were opened before a position, newest first.
    pub(crate) fn list_reviews(
        &self,
        before: &Position,
        limit: u32,
    ) -> Result<Vec<Review>, InternalError> {
        let rows: Vec<ReviewRow> = self.team_tables().rows(
            select_reviews!("WHERE seq < ? ORDER BY seq DESC LIMIT ?"),
            params![before.number, limit],
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The members whom a review covers, the least recently seen first, after this last day and user. A day of −1 stands
    /// for never.
    pub(crate) fn covered_members(
        &self,
        review: &Review,
        after: &Position,
        limit: u32,
    ) -> Result<Vec<CoveredUser>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!(
                "WHERE (coalesce(last_seen_on, -1), user) > (?1, ?2) AND joined_seq <= ?3 \
                 ORDER BY coalesce(last_seen_on, -1), user LIMIT ?4"
            ),
            params![after.number, &after.id, review.seq, limit],
        )?;
        let covered = rows.into_iter().map(|row| {
            let member: Member = row.try_into()?;
            Ok(CoveredUser {
                user: member.user.clone(),
                entry: self.entry_of_review(&review.id, &member.user)?,
                member: Some(member),
            })
        });
        covered.collect()
    }

    /// The former members under review, after this user, by id.
    pub(crate) fn covered_former_members(
        &self,
        review: &Review,
        after: &str,
        limit: u32,
    ) -> Result<Vec<CoveredUser>, InternalError> {
        let rows: Vec<EntryRow> = self.team_tables().rows(
            select_entries!(
                "WHERE review = ?1 AND user > ?2 AND NOT EXISTS (SELECT 1 FROM members \
                 WHERE members.user = review_entries.user AND members.joined_seq <= ?3) ORDER BY user LIMIT ?4"
            ),
            params![review.id.to_string(), after, review.seq, limit],
        )?;
        let covered = rows.into_iter().map(|row| {
            let entry: ReviewEntry = row.try_into()?;
            Ok(CoveredUser {
                user: entry.user.clone(),
                member: None,
                entry: Some(entry),
            })
        });
        covered.collect()
    }

    /// All users with this outcome in a review, by id.
    pub(crate) fn users_with_outcome(
        &self,
        review: &ReviewId,
        outcome: &str,
    ) -> Result<Vec<UserId>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            users: String,
        }
        let mut users: Vec<UserId> = Vec::new();
        loop {
            let after = users.last().map_or("", UserId::as_str);
            let row: Option<Row> = self.team_tables().row(
                "SELECT json_group_array(user) AS users FROM (SELECT user FROM review_entries \
                 WHERE review = ? AND user > ? AND outcome = ? ORDER BY user LIMIT ?)",
                params![review.to_string(), after, outcome, IDS_PER_ROW],
            )?;
            let found: Vec<UserId> = match row {
                Some(row) => json::from_str(&row.users)?,
                None => Vec::new(),
            };
            let is_last = found.len() < IDS_PER_ROW as usize;
            users.extend(found);
            if is_last {
                return Ok(users);
            }
        }
    }

    pub(super) fn put_review(&self, review: &Review) -> Result<(), InternalError> {
        let counts = review.counts;
        self.team_tables().insert(
            "INSERT OR REPLACE INTO reviews (id, opened_by_kind, opened_by, opened_at, seq, closed_at, total, kept, \
             changed, removed, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                review.id.to_string(),
                review.opened_by.kind(),
                review.opened_by.id(),
                review.opened_at,
                review.seq,
                review.closed_at,
                counts.total,
                counts.kept,
                counts.changed,
                counts.removed,
                counts.gone,
            ],
        )
    }

    pub(super) fn put_review_entry(&self, entry: &ReviewEntry) -> Result<(), InternalError> {
        let decided_by = match &entry.outcome {
            ReviewOutcome::Decided(_, actor) => Some(actor),
            ReviewOutcome::Gone | ReviewOutcome::Undecided => None,
        };
        self.team_tables().insert(
            "INSERT OR REPLACE INTO review_entries (review, user, outcome, decided_by_kind, decided_by, at) \
             VALUES (?, ?, ?, ?, ?, ?)",
            params![
                entry.review.to_string(),
                entry.user.as_str(),
                entry.outcome.as_str(),
                decided_by.map(Actor::kind),
                decided_by.map(Actor::id),
                entry.at,
            ],
        )
    }

    pub(super) fn settle_undecided(&self, review: &Review) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR IGNORE INTO review_entries (review, user, outcome, at) \
             SELECT ?1, user, ?2, ?3 FROM members WHERE joined_seq <= ?4",
            params![
                review.id.to_string(),
                ReviewOutcome::Undecided.as_str(),
                review.closed_at.unwrap_or(review.opened_at),
                review.seq,
            ],
        )
    }

    pub(super) fn delete_reviews(&self) -> Result<(), InternalError> {
        self.team_tables()
            .change("DELETE FROM review_entries", Vec::new())?;
        self.team_tables().change("DELETE FROM reviews", Vec::new())
    }
}
