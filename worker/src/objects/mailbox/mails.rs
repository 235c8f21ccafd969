//! What a mailbox knows about mails to its address: how many it got lately, and whether its holder wants any.

use hallpass_core::mail::{MailAdmission, MailId, MailPreference, admit};
use hallpass_core::{Timestamp, limits};

use super::inbox::Inbox;
use crate::objects::server::OperationResult;

impl Inbox {
    /// Judges a mail, and counts it if it may be sent.
    ///
    /// Takes the mail's id; returns whether it may be sent. Safe to retry: a mail is counted once.
    pub(super) fn admit_mail(
        &self,
        now: Timestamp,
        mail: MailId,
    ) -> OperationResult<MailAdmission> {
        let admission = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let preference = store.mail_preference()?;
            if preference == MailPreference::Welcome && store.has_admitted(mail)? {
                return Ok(MailAdmission::Admitted);
            }
            let budget = limits::MAILS_PER_ADDRESS;
            let admission = admit(preference, store.nth_newest_mail(budget.count)?, now);
            if admission == MailAdmission::Admitted {
                let window = now.plus_seconds(-i64::from(budget.seconds));
                store.put_mail(mail, now, window)?;
            }
            Ok(admission)
        })?;
        Ok(admission)
    }

    /// Reads whether mails are welcome.
    ///
    /// Safe to retry.
    pub(super) fn read_mail_preference(&self) -> OperationResult<MailPreference> {
        let store = self.store();
        if store.exists()? && store.has_mail_tables()? {
            Ok(store.mail_preference()?)
        } else {
            Ok(MailPreference::Welcome)
        }
    }

    /// Sets whether mails are welcome.
    ///
    /// Takes the preference; returns nothing. Safe to retry.
    pub(super) fn set_mail_preference(
        &self,
        now: Timestamp,
        preference: MailPreference,
    ) -> OperationResult<()> {
        self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            store.put_mail_preference(preference, now)
        })?;
        Ok(())
    }
}
