//! Offering the ownership, and withdrawing the offer.

use alloc::string::ToString;

use super::super::command_context::{CommandContext, CommandResult};
use super::super::{Caller, Done, Kind, Member, MembershipStatus, Store};
use super::about;
use crate::account::{Transfer, TransferState};
use crate::audit::{Action, Detail, Details};
use crate::{FieldCode, Power, Refusal, UserId};

impl<S: Store> CommandContext<'_, S> {
    /// Offers a member the ownership, or makes them the owner at once for a service with the power to do so.
    pub(in crate::account) fn transfer(
        &mut self,
        user: &UserId,
        confirm_name: Option<&str>,
    ) -> CommandResult<Done, S> {
        match self.context.caller {
            Caller::User(_) => self.offer_transfer(user, confirm_name),
            Caller::Service(_) => self.transfer_by_service(user, confirm_name),
        }
    }

    fn offer_transfer(
        &mut self,
        user: &UserId,
        confirm_name: Option<&str>,
    ) -> CommandResult<Done, S> {
        self.require_owner()?;
        let typed =
            confirm_name.ok_or_else(|| Refusal::field("confirmName", FieldCode::Required))?;
        self.check_transferable(Some(typed))?;
        if *user == self.account.owner {
            return Err(Refusal::field("user", FieldCode::Invalid).into());
        }
        let member = self.future_owner(user)?;
        let transfer = Transfer {
            to: user.clone(),
            // The clock that the member joined by may be ahead of this one.
            offered_at: self.context.now.max(member.joined_at),
            state: TransferState::Open,
        };
        let mut details = Details::new();
        if let Some(open) = transfer.open_for(&member, self.context.now) {
            let end = open.expires_at.to_string();
            details.insert("expiresAt".into(), Detail::Text(end));
        }
        self.account.transfer = Some(transfer);
        self.audit(Action::TransferOffer, about(user), details);
        self.announce_transfer_to(user);
        Ok(Done::Account)
    }

    /// Safe to repeat: nothing changes where the user is the owner already.
    fn transfer_by_service(
        &mut self,
        user: &UserId,
        confirm_name: Option<&str>,
    ) -> CommandResult<Done, S> {
        self.require_power()?;
        self.check_transferable(confirm_name)?;
        if *user == self.account.owner {
            return Ok(Done::Account);
        }
        let member = self.future_owner(user)?;
        self.account.transfer = None;
        self.make_owner(member)?;
        Ok(Done::Account)
    }

    pub(in crate::account) fn withdraw_transfer(&mut self) -> CommandResult<Done, S> {
        self.require_transferor()?;
        let latest = self.account.transfer.as_ref();
        if latest.is_some_and(|transfer| transfer.state == TransferState::Withdrawn) {
            return Ok(Done::Account);
        }
        let to = self.open_transfer()?.ok_or(Refusal::NotFound)?.to.user;
        self.decide_transfer(TransferState::Withdrawn);
        self.audit(Action::TransferWithdraw, about(&to), Details::new());
        self.announce_transfer_to(&to);
        Ok(Done::Account)
    }

    /// The caller, who must be the owner, or a service with the power to transfer.
    pub(in crate::account) fn require_transferor(&self) -> CommandResult<(), S> {
        match self.context.caller {
            Caller::User(_) => self.require_owner().map(drop),
            Caller::Service(_) => Ok(self.require_power()?),
        }
    }

    fn require_power(&self) -> Result<(), Refusal> {
        match self.context.caller {
            Caller::Service(service) => service.require_power(Power::Transfer),
            Caller::User(_) => Err(Refusal::FORBIDDEN),
        }
    }

    /// Refuses a personal account, another name than the account's, and a second transfer beside an open offer.
    fn check_transferable(&self, typed: Option<&str>) -> CommandResult<(), S> {
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        if typed.is_some_and(|typed| !self.account.name.is_typed_as(typed)) {
            return Err(Refusal::NameMismatch.into());
        }
        if self.open_transfer()?.is_some() {
            return Err(Refusal::Conflict.into());
        }
        Ok(())
    }

    /// The member who is to become the owner, who must be active.
    fn future_owner(&self, user: &UserId) -> CommandResult<Member, S> {
        let member = self.load(|store| store.member(user))?;
        let member = member.ok_or_else(|| Refusal::field("user", FieldCode::Unknown))?;
        match member.status(self.context.now) {
            MembershipStatus::Active => Ok(member),
            MembershipStatus::Suspended | MembershipStatus::PastEnd => {
                Err(Refusal::field("user", FieldCode::Invalid).into())
            }
        }
    }
}
