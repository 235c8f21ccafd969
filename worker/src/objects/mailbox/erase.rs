//! Erasing a mailbox whose holder was erased, and the invites to it in every account.

use hallpass_core::Timestamp;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use hallpass_protocol::object::account::EraseInvites;
use hallpass_protocol::object::mailbox::{EraseMailbox, PutInviteRow};
use worker::Env;

use super::inbox::{Inbox, OBJECT};
use super::storage::SELECT_ACCOUNTS;
use crate::error::InternalError;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::erase_queue::{StoredErasure, Task, TaskOutcome};
use crate::objects::server::OperationResult;
use crate::{clock, deadline};

impl Inbox {
    /// Erases the mailbox.
    ///
    /// Takes when its holder was erased; returns nothing, and goes on afterwards. Safe to retry: the same erasure is done once.
    pub(super) fn erase_mailbox(&self, now: Timestamp, call: &EraseMailbox) -> OperationResult<()> {
        let is_done = |stored: Erasure| stored.at >= call.erasure.at;
        if self.erasures.erasure()?.is_some_and(is_done) {
            return Ok(());
        }
        let stored = StoredErasure {
            name: call.mailbox.to_string(),
            erasure: call.erasure,
            requested_by: None,
            mailboxes: Vec::new(),
        };
        self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            self.erasures.put(&stored, now)?;
            self.erasures.enqueue_accounts(SELECT_ACCOUNTS)?;
            store.erase(call.erasure.at, now)
        })?;
        self.erasures.committed(call.erasure);
        Ok(())
    }

    /// Whether a row is of an invite that is erased with the holder of the address.
    pub(super) fn was_erased(&self, put: &PutInviteRow) -> Result<bool, InternalError> {
        let erasure = self.erasures.erasure()?;
        let (Some(erasure), Some(invite)) = (erasure, &put.row) else {
            return Ok(false);
        };
        Ok(erasure.covers_invite(invite.created_at))
    }

    /// Continues an erasure. Never fails.
    pub(super) async fn continue_erasure(&self, env: &Env) {
        let work = |task| self.run_task(env, task);
        self.erasures.run(OBJECT, work).await;
    }

    async fn run_task(&self, env: &Env, task: Task) -> Result<TaskOutcome, CallError> {
        let Some(stored) = self.erasures.read()? else {
            return Ok(TaskOutcome::Done);
        };
        let malformed = |_| InternalError::new("a task of an erasure cannot be read");
        let mailbox: MailboxName = stored.name.parse().map_err(malformed)?;
        let call = EraseInvites {
            account: task.name.parse().map_err(malformed)?,
            mailbox,
            erasure: stored.erasure,
        };
        let client = ObjectClient::new(env, clock::now()).with_timeout(deadline::DELIVERY);
        client.call(call).await?;
        Ok(TaskOutcome::Done)
    }
}
