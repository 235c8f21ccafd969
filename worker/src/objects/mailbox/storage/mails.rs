//! The mails of the last day, and whether mails are welcome.

use hallpass_core::mail::{MailId, MailPreference};
use hallpass_core::{AccountId, Timestamp};
use serde::Deserialize;

use super::MailboxStore;
use crate::error::InternalError;
use crate::objects::storage::params;

impl MailboxStore<'_> {
    /// Whether the tables about mails exist, which an earlier release did not have.
    pub(in crate::objects::mailbox) fn has_mail_tables(&self) -> Result<bool, InternalError> {
        self.0.has_later_table("stops")
    }

    pub(in crate::objects::mailbox) fn has_admitted(
        &self,
        mail: MailId,
    ) -> Result<bool, InternalError> {
        let count = self.0.count(
            "SELECT count(*) AS count FROM mails WHERE mail = ?",
            params![mail.to_string()],
        )?;
        Ok(count > 0)
    }

    /// When the `place`-th newest mail was admitted; `None` when there are fewer.
    pub(in crate::objects::mailbox) fn nth_newest_mail(
        &self,
        place: u32,
    ) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            at: i64,
        }
        let row: Option<Row> = self.0.row(
            "SELECT at FROM mails ORDER BY at DESC LIMIT 1 OFFSET ?",
            params![place.saturating_sub(1)],
        )?;
        Ok(row.map(|row| Timestamp::from_milliseconds(row.at)))
    }

    /// Stores a mail, and deletes those that were admitted before `since`.
    pub(in crate::objects::mailbox) fn put_mail(
        &self,
        mail: MailId,
        now: Timestamp,
        since: Timestamp,
    ) -> Result<(), InternalError> {
        self.0
            .execute("DELETE FROM mails WHERE at <= ?", params![since])?;
        self.0.execute(
            "INSERT INTO mails (mail, account, at) VALUES (?, ?, ?)",
            params![mail.to_string(), mail.invite.account().to_string(), now],
        )
    }

    /// Deletes the mails of an account, which are not counted any more.
    pub(in crate::objects::mailbox) fn forget_mails_of(
        &self,
        account: AccountId,
    ) -> Result<(), InternalError> {
        self.0.execute(
            "DELETE FROM mails WHERE account = ?",
            params![account.to_string()],
        )
    }

    pub(in crate::objects::mailbox) fn mail_preference(
        &self,
    ) -> Result<MailPreference, InternalError> {
        let count = self
            .0
            .count("SELECT count(*) AS count FROM stops", params![])?;
        Ok(if count > 0 {
            MailPreference::Stopped
        } else {
            MailPreference::Welcome
        })
    }

    pub(in crate::objects::mailbox) fn put_mail_preference(
        &self,
        preference: MailPreference,
        now: Timestamp,
    ) -> Result<(), InternalError> {
        match preference {
            MailPreference::Stopped => self.0.execute(
                "INSERT OR IGNORE INTO stops (id, at) VALUES (1, ?)",
                params![now],
            ),
            MailPreference::Welcome => self.0.execute("DELETE FROM stops", params![]),
        }
    }
}
