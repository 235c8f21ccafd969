//! What is removed from core's account without a command of a member.

use hallpass_core::Address;
use hallpass_core::account::{
    ErasedUser, Invite, erase_invites, erase_user, remove_expired_invites,
};
use hallpass_core::erasure::Erasure;
use hallpass_core::link::{MailboxName, mailbox_name};
use hallpass_core::retention::AuditRetention;
use hallpass_core::webhook::Event;

use crate::core_account::{ACCOUNT, CoreAccount, CoreReply};
use crate::model::command::{Address as AddressNumber, Step};
use crate::model::purge::{PurgeCommand, RETENTION_DAYS};

impl CoreAccount {
    /// Removes stored data.
    ///
    /// # Errors
    /// If the step refers to something that the fixture lacks.
    pub(crate) fn purge(
        &mut self,
        step: &Step,
        command: PurgeCommand,
    ) -> Result<CoreReply, String> {
        let now = self.now;
        let requested = |late: i64| Erasure::new(now.plus_seconds(-late), None);
        match command {
            PurgeCommand::User { user, late } => {
                let (id, mailboxes) = (self.user(user)?, [self.mailbox_of(user)?]);
                let erased = ErasedUser {
                    user: &id,
                    mailboxes: &mailboxes,
                    erasure: requested(late),
                };
                self.request(step, |store, context| {
                    let Ok(outcome) = erase_user(store, context, erased);
                    CoreReply::Erased(outcome)
                })
            }
            PurgeCommand::Address { address, late } => {
                let mailbox = self.mailbox_of(address)?;
                self.request(step, |store, context| {
                    let Ok(()) =
                        erase_invites(store, &mailbox, requested(late), now, context.random);
                    CoreReply::Nothing
                })
            }
            PurgeCommand::OldEvents => {
                self.cut_log();
                Ok(CoreReply::Nothing)
            }
            PurgeCommand::ExpiredInvites => {
                let invites = self.store.memory.invites.values();
                let invites: Vec<Invite> = invites.cloned().collect();
                let Ok(_) = remove_expired_invites(&mut self.store, invites, now);
                Ok(CoreReply::Nothing)
            }
        }
    }

    /// Removes the events that core's rule says, as the edge does.
    fn cut_log(&mut self) {
        let memory = &mut self.store.memory;
        let (Some(account), Some(retention)) =
            (memory.account(), AuditRetention::of_days(RETENTION_DAYS))
        else {
            return;
        };
        let removed = account.audit.count - memory.events.len() as u64;
        let events = memory.events.iter().cloned();
        let left: Vec<Event> = (removed + 1..)
            .zip(events)
            .map(|(seq, event)| Event::new(ACCOUNT, seq, event))
            .collect();
        if let Some(cut) = retention.cut(&left, account.audit, self.now, |_| false) {
            let newly = usize::try_from(cut.head.count - removed).unwrap_or_default();
            memory.events.drain(..newly.min(memory.events.len()));
        }
    }

    /// The mailbox of an address.
    pub(crate) fn mailbox(&self, address: &Address) -> MailboxName {
        mailbox_name(&self.fixture.pepper, address)
    }

    fn mailbox_of(&self, number: AddressNumber) -> Result<MailboxName, String> {
        let address = self.fixture.addresses.get(usize::from(number));
        let address = address.ok_or_else(|| format!("no address {number}"))?;
        Ok(self.mailbox(address))
    }
}
