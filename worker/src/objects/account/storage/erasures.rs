//! What is stored about a user who is erased.

use hallpass_core::account::{Account, Invite};
use hallpass_core::link::MailboxName;
use hallpass_core::{FORMER_MEMBER, InviteId, UserId};

use super::account::AccountStore;
use crate::error::InternalError;
use crate::json;
use crate::objects::storage::params;

impl AccountStore<'_> {
    /// Whether a user's name is stored beside their events, in invites that they created, or until they have another account.
    pub(super) fn has_name_of(&self, user: &UserId) -> Result<bool, InternalError> {
        let as_actor = self.db.count(
            "SELECT EXISTS (SELECT 1 FROM actors WHERE user = ? AND name <> ?) AS count",
            params![user.as_str(), FORMER_MEMBER],
        )?;
        let elsewhere = self.team_tables().count(
            "SELECT EXISTS (SELECT 1 FROM invites WHERE inviter = ?1 AND (inviter_name <> ?2 OR note IS NOT NULL)) \
             OR EXISTS (SELECT 1 FROM former_owners WHERE user = ?1) AS count",
            params![user.as_str(), FORMER_MEMBER],
        )?;
        Ok(as_actor > 0 || elsewhere > 0)
    }

    pub(super) fn invites_to_mailboxes(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Result<Vec<Invite>, InternalError> {
        self.invites_by_mailbox(&json::to_string(mailboxes)?, decided_by.map(UserId::as_str))
    }

    /// Deletes an invite, and enqueues that its mailbox has none.
    pub(super) fn erase_invite(
        &self,
        id: &InviteId,
        account: &Account,
    ) -> Result<(), InternalError> {
        self.written_invites.borrow_mut().clear();
        let id = id.to_string();
        let tables = self.team_tables();
        tables.change(
            "INSERT OR REPLACE INTO outbox (kind, destination, subject, version, attempts, due) \
             SELECT 'mailbox', mailbox, id, ?, 0, 0 FROM invites WHERE id = ? AND mailbox IS NOT NULL",
            params![account.sequence, &id],
        )?;
        tables.change("DELETE FROM mails WHERE invite = ?", params![&id])?;
        tables.change("DELETE FROM link_invites WHERE invite = ?", params![&id])?;
        tables.change("DELETE FROM invites WHERE id = ?", params![&id])
    }

    pub(super) fn forget_name(&self, user: &UserId) -> Result<(), InternalError> {
        self.written_invites.borrow_mut().clear();
        let user = user.as_str();
        self.db
            .execute("DELETE FROM actors WHERE user = ?", params![user])?;
        self.team_tables().change(
            "UPDATE invites SET inviter_name = ?, note = NULL WHERE inviter = ?",
            params![FORMER_MEMBER, user],
        )?;
        self.db
            .execute("DELETE FROM records WHERE user = ?", params![user])?;
        self.team_tables()
            .change("DELETE FROM former_owners WHERE user = ?", params![user])
    }

    /// Deletes everything but the account's own row, the audit log, and the queues, which hold ids.
    pub(super) fn erase_account(&self) -> Result<(), InternalError> {
        self.members.borrow_mut().clear();
        self.written_invites.borrow_mut().clear();
        self.db.execute(
            "DELETE FROM members; DELETE FROM actors; DELETE FROM records",
            params![],
        )?;
        self.team_tables().change(
            "DELETE FROM grants; DELETE FROM projects; DELETE FROM review_entries; DELETE FROM reviews; DELETE FROM mails; \
             DELETE FROM redemptions; DELETE FROM link_invites; DELETE FROM invites",
            params![],
        )
    }
}
