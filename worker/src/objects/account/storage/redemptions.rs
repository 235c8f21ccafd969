//! Uses of link invites.

use hallpass_core::account::Redemption;
use hallpass_core::{InviteId, Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::objects::storage::params;

/// One row for each user who joined by a link invite. Rows stay when they leave, so that no user joins twice by one link.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS redemptions (
  invite TEXT NOT NULL, user TEXT NOT NULL, number INTEGER NOT NULL, joined_at INTEGER NOT NULL,
  PRIMARY KEY (invite, user)
) STRICT, WITHOUT ROWID;
";

#[derive(Deserialize)]
struct RedemptionRow {
    invite: InviteId,
    user: UserId,
    number: u32,
    joined_at: i64,
}

impl From<RedemptionRow> for Redemption {
    fn from(row: RedemptionRow) -> Self {
        Self {
            invite: row.invite,
            user: row.user,
            number: row.number,
            joined_at: Timestamp::from_milliseconds(row.joined_at),
        }
    }
}

impl AccountStore<'_> {
    pub(super) fn redemption_by(
        &self,
        invite: &InviteId,
        user: &UserId,
    ) -> Result<Option<Redemption>, InternalError> {
        let row: Option<RedemptionRow> = self.team_tables().row(
            "SELECT invite, user, number, joined_at FROM redemptions WHERE invite = ? AND user = ?",
            params![invite.to_string(), user.as_str()],
        )?;
        Ok(row.map(Into::into))
    }

    /// The last use of an invite. Reads every one of its rows, so no accept may need it.
    pub(super) fn newest_redemption(
        &self,
        invite: &InviteId,
    ) -> Result<Option<Redemption>, InternalError> {
        let row: Option<RedemptionRow> = self.team_tables().row(
            "SELECT invite, user, number, joined_at FROM redemptions WHERE invite = ? ORDER BY number DESC LIMIT 1",
            params![invite.to_string()],
        )?;
        Ok(row.map(Into::into))
    }

    pub(super) fn put_redemption(&self, redemption: &Redemption) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT INTO redemptions (invite, user, number, joined_at) VALUES (?, ?, ?, ?)",
            params![
                redemption.invite.to_string(),
                redemption.user.as_str(),
                redemption.number,
                redemption.joined_at,
            ],
        )
    }
}
