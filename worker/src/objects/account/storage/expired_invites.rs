//! Which expired invites were looked at in order to remove them.

use hallpass_core::account::Invite;
use hallpass_core::{InviteId, Timestamp};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::objects::storage::params;

/// One row: the last invite that was looked at, in the order of their ends. Those up to it which are still there stay, because
/// they were used.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS examined_invites (
  id INTEGER PRIMARY KEY CHECK (id = 1), expires_at INTEGER NOT NULL, invite TEXT NOT NULL
) STRICT;
";

/// The condition of invites that were not looked at, in the order of the index `invites_by_end`.
macro_rules! is_unexamined {
    () => {
        "state = 'pending' AND (expires_at, id) > (coalesce((SELECT expires_at FROM examined_invites), 0), \
         coalesce((SELECT invite FROM examined_invites), ''))"
    };
}
pub(super) use is_unexamined;

impl AccountStore<'_> {
    /// The next invites to look at that expired at or before `until`, at most `limit`.
    pub(crate) fn unexamined_invites(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Invite>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            id: InviteId,
        }
        let rows: Vec<Row> = self.team_tables().rows(
            concat!(
                "SELECT id FROM invites WHERE ",
                is_unexamined!(),
                " AND expires_at <= ? ORDER BY expires_at, id LIMIT ?"
            ),
            params![until, limit],
        )?;
        let invites = rows.iter().map(|row| self.invite_by_id(&row.id));
        invites.filter_map(Result::transpose).collect()
    }

    /// Notes that every invite up to this one was looked at.
    pub(crate) fn set_examined(
        &self,
        expires_at: Timestamp,
        invite: InviteId,
    ) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR REPLACE INTO examined_invites (id, expires_at, invite) VALUES (1, ?, ?)",
            params![expires_at, invite.to_string()],
        )
    }
}
