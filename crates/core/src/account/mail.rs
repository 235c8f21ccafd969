//! Mailing invites.

use super::command_context::{CommandContext, CommandResult};
use super::system_event::SystemEvents;
use super::{Change, Invite, Presence, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::budget::Budget;
use crate::mail::{Delivery, DeliveryFailure, DeliveryState, Locale, Mail, MailId, MailRequest};
use crate::{Address, FieldCode, InviteId, Refusal, Timestamp, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// Whether an invite is mailed: by default where the edge sends mails and there is an address. A request for a mail that
    /// cannot be sent is refused.
    pub(super) fn is_mailed(
        &self,
        request: &MailRequest,
        address: Option<&Address>,
    ) -> Result<bool, Refusal> {
        let can_be = self.context.sends_mail && address.is_some();
        match request.send {
            Some(true) if !can_be => Err(Refusal::field("send", FieldCode::Invalid)),
            Some(send) => Ok(send),
            None => Ok(can_be),
        }
    }

    /// A pending invite whose mail the caller may read.
    pub(super) fn mailed_invite(&self, id: &InviteId) -> CommandResult<Invite, S> {
        self.require_permission(required::MEMBERS_INVITE)?;
        let invite = self.find_invite(id)?;
        if !self.context.sends_mail || invite.address.is_none() {
            return Err(Refusal::NotFound.into());
        }
        match invite.status(self.context.now).why() {
            Some(why) => Err(Refusal::InviteClosed { why: Some(why) }.into()),
            None => Ok(invite),
        }
    }

    /// Queues a mail of an invite, in place of one that was not sent yet. A mail over a budget is stored as failed, so that
    /// the inviter learns why, and uses none.
    pub(super) fn queue_mail(
        &mut self,
        invite: InviteId,
        locale: Option<Locale>,
    ) -> CommandResult<(), S> {
        let inviter = self.require_user()?.user.clone();
        let last = self.load(|store| store.last_mail(&invite))?;
        let number = last.map_or(0, |last| last.id.number).saturating_add(1);
        let id = MailId { invite, number };
        let mut mail = Mail::queued(id, inviter, locale, self.context.now);
        if let Some(reason) = self.exceeded_mail_budget(&mail)? {
            mail.due = None;
            mail.delivery = Delivery {
                state: DeliveryState::Failed,
                reason: Some(reason),
                ..mail.delivery
            };
        }
        self.changes.push(Change::PutMail(mail));
        Ok(())
    }

    fn exceeded_mail_budget(&self, mail: &Mail) -> CommandResult<Option<DeliveryFailure>, S> {
        let inviter = Some(&mail.inviter);
        if self.is_spent(limits::MAILS_PER_INVITER, |store, place| {
            store.mailed_at(inviter, place)
        })? {
            return Ok(Some(DeliveryFailure::InviterBudget));
        }
        let converted_at = self.load(|store| store.done_at(Action::AccountConvert, 1))?;
        let team_since = converted_at.unwrap_or(self.account.created_at);
        let is_young = self.context.now < team_since.plus_seconds(limits::YOUNG_TEAM_SECONDS);
        let is_spent = is_young
            && self.is_spent(limits::MAILS_PER_YOUNG_TEAM, |store, place| {
                store.mailed_at(None, place)
            })?;
        Ok(is_spent.then_some(DeliveryFailure::TeamBudget))
    }

    fn is_spent(
        &self,
        budget: Budget,
        nth_newest: impl FnOnce(&S, u32) -> Result<Option<Timestamp>, S::Error>,
    ) -> CommandResult<bool, S> {
        let first = self.load(|store| nth_newest(store, budget.count))?;
        Ok(first.is_some_and(|first| budget.wait(first, self.context.now).is_some()))
    }
}

/// Stores what became of a mail. One that failed or bounced, and is the invite's last, is an event by the system.
///
/// Takes 32 random bytes for the id of that event.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back.
pub fn record_mail<S: Store>(
    store: &mut S,
    mail: Mail,
    now: Timestamp,
    random: &[u8; 32],
) -> Result<(), S::Error> {
    let Presence::Open(mut account) = store.presence()? else {
        return Ok(());
    };
    let last = store.last_mail(&mail.id.invite)?;
    let is_last = last.is_some_and(|last| last.id == mail.id);
    let mut changes = alloc::vec![Change::PutMail(mail.clone())];
    if let Some(reason) = mail.delivery.reason.filter(|_| is_last) {
        let mut details = Details::new();
        details.insert("reason".into(), Detail::Text(reason.as_str().into()));
        let last = store.last_event_at()?;
        let mut events = SystemEvents::new(&mut account, last, now, random);
        let resource = Resource::new(ResourceType::Invite, &mail.id.invite);
        changes.push(events.append(Action::InviteUndeliverable, resource, details));
        account.sequence = account.sequence.saturating_add(1);
    }
    changes.push(Change::PutAccount(account));
    store.apply(changes)
}
