//! Accepting and declining the ownership.

use super::super::command_context::{CommandContext, CommandResult};
use super::super::{Done, Store};
use super::{TransferState, about};
use crate::audit::{Action, Details};
use crate::{Refusal, UserId, required};

impl<S: Store> CommandContext<'_, S> {
    pub(in crate::account) fn accept_transfer(&mut self) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let member = self.require_permission(required::TEAM_ACCESS)?.member;
        let member = member.ok_or(Refusal::NotFound)?;
        if self.was_decided(&caller.user, TransferState::Accepted)
            && self.account.owner == caller.user
        {
            return Ok(Done::Account);
        }
        self.require_offer_to(&caller.user)?;
        self.decide_transfer(TransferState::Accepted);
        self.make_owner(member)?;
        Ok(Done::Account)
    }

    pub(in crate::account) fn decline_transfer(&mut self) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        self.require_permission(required::TEAM_ACCESS)?;
        if self.was_decided(&caller.user, TransferState::Declined) {
            return Ok(Done::Account);
        }
        self.require_offer_to(&caller.user)?;
        self.decide_transfer(TransferState::Declined);
        self.audit(Action::TransferDecline, about(&caller.user), Details::new());
        self.announce_transfer_to(&caller.user);
        Ok(Done::Account)
    }

    /// Refuses every user but the member whom the open offer is for. Only the owner and that member may know of it.
    fn require_offer_to(&self, user: &UserId) -> CommandResult<(), S> {
        match self.open_transfer()? {
            Some(open) if open.to.user == *user => Ok(()),
            Some(_) if self.account.owner == *user => Err(Refusal::FORBIDDEN.into()),
            Some(_) | None => Err(Refusal::NotFound.into()),
        }
    }

    /// Whether the latest offer was to this user, who decided this about it.
    fn was_decided(&self, user: &UserId, state: TransferState) -> bool {
        let latest = self.account.transfer.as_ref();
        latest.is_some_and(|transfer| transfer.to == *user && transfer.state == state)
    }
}
