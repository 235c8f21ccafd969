//! Mails of invites. What a mail says is not stored.

use std::collections::BTreeMap;

use hallpass_core::mail::{Delivery, DeliveryFailure, DeliveryState, Mail, MailId};
use hallpass_core::{InviteId, Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::{Database, params};

/// `number` counts the mails of an invite; the last one is the invite's delivery. `due` is when to try next, and null when
/// there is nothing left to try. `is_counted` is 0 for a mail that a budget of the account refused. `transport_id` is the
/// transport's own id of a mail that it accepted.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS mails (
  invite TEXT NOT NULL, number INTEGER NOT NULL, inviter TEXT NOT NULL, locale TEXT, queued_at INTEGER NOT NULL,
  is_counted INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT, attempts INTEGER NOT NULL,
  due INTEGER, transport_id TEXT,
  PRIMARY KEY (invite, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mails_by_due ON mails (due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS mails_by_inviter ON mails (inviter, queued_at) WHERE is_counted = 1;
";

#[derive(Deserialize)]
struct MailRow {
    invite: InviteId,
    number: u32,
    inviter: UserId,
    locale: Option<String>,
    queued_at: i64,
    state: String,
    at: i64,
    reason: Option<String>,
    attempts: u32,
    due: Option<i64>,
}

impl TryFrom<MailRow> for Mail {
    type Error = InternalError;

    fn try_from(row: MailRow) -> Result<Self, InternalError> {
        let unknown = || InternalError::new("a mail is in an unknown state");
        let reason = row.reason.as_deref().map(DeliveryFailure::parse);
        Ok(Self {
            id: MailId {
                invite: row.invite,
                number: row.number,
            },
            inviter: row.inviter,
            locale: row.locale.and_then(|tag| tag.parse().ok()),
            queued_at: Timestamp::from_milliseconds(row.queued_at),
            delivery: Delivery {
                state: DeliveryState::parse(&row.state).ok_or_else(unknown)?,
                at: Timestamp::from_milliseconds(row.at),
                reason: reason
                    .map(|reason| reason.ok_or_else(unknown))
                    .transpose()?,
            },
            attempts: row.attempts,
            due: row.due.map(Timestamp::from_milliseconds),
        })
    }
}

/// The columns of [`MailRow`].
macro_rules! select_mails {
    ($rest:literal) => {
        concat!(
            "SELECT invite, number, inviter, locale, queued_at, state, at, reason, attempts, due FROM mails ",
            $rest
        )
    };
}

impl AccountStore<'_> {
    /// A mail; `None` when it was deleted, or never existed.
    pub(crate) fn mail(&self, id: MailId) -> Result<Option<Mail>, InternalError> {
        let row: Option<MailRow> = self.team_tables().row(
            select_mails!("WHERE invite = ? AND number = ?"),
            params![id.invite.to_string(), id.number],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    pub(super) fn last_mail_of(&self, invite: &InviteId) -> Result<Option<Mail>, InternalError> {
        let row: Option<MailRow> = self.team_tables().row(
            select_mails!("WHERE invite = ? ORDER BY number DESC LIMIT 1"),
            params![invite.to_string()],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The deliveries of these invites. Those of invites that were never mailed are missing.
    pub(crate) fn deliveries_of(
        &self,
        invites: &[InviteId],
    ) -> Result<BTreeMap<InviteId, Delivery>, InternalError> {
        if invites.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<MailRow> = self.team_tables().rows(
            select_mails!(
                "WHERE (invite, number) IN (SELECT invite, max(number) FROM mails \
                 WHERE invite IN (SELECT value FROM json_each(?)) GROUP BY invite)"
            ),
            params![json::to_string(invites)?],
        )?;
        rows.into_iter()
            .map(|row| Mail::try_from(row).map(|mail| (mail.id.invite, mail.delivery)))
            .collect()
    }

    pub(super) fn nth_newest_mail(
        &self,
        inviter: Option<&UserId>,
        place: u32,
    ) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            queued_at: i64,
        }
        let newer = place.saturating_sub(1);
        let row: Option<Row> = match inviter {
            Some(inviter) => self.team_tables().row(
                "SELECT queued_at FROM mails WHERE is_counted = 1 AND inviter = ? \
                 ORDER BY queued_at DESC LIMIT 1 OFFSET ?",
                params![inviter.as_str(), newer],
            ),
            None => self.team_tables().row(
                "SELECT queued_at FROM mails WHERE is_counted = 1 ORDER BY queued_at DESC LIMIT 1 OFFSET ?",
                params![newer],
            ),
        }?;
        Ok(row.map(|row| Timestamp::from_milliseconds(row.queued_at)))
    }

    /// Stores a mail. Earlier ones of its invite are not tried any more.
    pub(super) fn put_mail(&self, mail: &Mail) -> Result<(), InternalError> {
        let invite = mail.id.invite.to_string();
        if mail.id.number > 1 {
            self.team_tables().change(
                "UPDATE mails SET due = NULL WHERE invite = ? AND number < ? AND due IS NOT NULL",
                params![&invite, mail.id.number],
            )?;
        }
        self.team_tables().insert(
            "INSERT INTO mails (invite, number, inviter, locale, queued_at, is_counted, state, at, reason, attempts, due) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (invite, number) DO UPDATE SET \
             state = excluded.state, at = excluded.at, reason = excluded.reason, attempts = excluded.attempts, \
             due = excluded.due",
            params![
                &invite,
                mail.id.number,
                mail.inviter.as_str(),
                mail.locale.as_ref().map(|locale| locale.as_str()),
                mail.queued_at,
                u32::from(mail.is_counted()),
                mail.delivery.state.as_str(),
                mail.delivery.at,
                mail.delivery.reason.map(DeliveryFailure::as_str),
                mail.attempts,
                mail.due,
            ],
        )
    }

    /// Deletes a mail that will not be sent because its invite is closed.
    pub(crate) fn delete_mail(&self, id: MailId) -> Result<(), InternalError> {
        self.team_tables().change(
            "DELETE FROM mails WHERE invite = ? AND number = ?",
            params![id.invite.to_string(), id.number],
        )
    }

    /// Stores the transport's own id of a mail.
    pub(crate) fn set_transport_id(
        &self,
        id: MailId,
        transport_id: &str,
    ) -> Result<(), InternalError> {
        self.team_tables().change(
            "UPDATE mails SET transport_id = ? WHERE invite = ? AND number = ?",
            params![transport_id, id.invite.to_string(), id.number],
        )
    }

    /// The mail of an invite that has this id of the transport's own. One whose id was lost with the transport's response is
    /// the invite's last mail.
    pub(crate) fn mail_by_transport_id(
        &self,
        invite: &InviteId,
        transport_id: &str,
    ) -> Result<Option<Mail>, InternalError> {
        let row: Option<MailRow> = self.team_tables().row(
            select_mails!(
                "WHERE invite = ?1 AND (transport_id = ?2 OR (transport_id IS NULL AND number = \
                 (SELECT max(number) FROM mails WHERE invite = ?1))) \
                 ORDER BY transport_id IS NULL LIMIT 1"
            ),
            params![invite.to_string(), transport_id],
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

/// How many mails wait to be sent, now or later.
pub(crate) fn waiting_mails(db: &Database) -> Result<u32, InternalError> {
    db.count(
        "SELECT count(*) AS count FROM mails WHERE due IS NOT NULL",
        params![],
    )
}

/// Mails that are due, the oldest first.
pub(crate) fn due_mails(
    db: &Database,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Mail>, InternalError> {
    let rows: Vec<MailRow> = db.rows(
        select_mails!("WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?"),
        params![now, limit],
    )?;
    rows.into_iter().map(TryInto::try_into).collect()
}
