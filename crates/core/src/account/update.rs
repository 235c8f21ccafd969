//! An account's name and settings, and the members' own details.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::caller::{Caller, Person};
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::{Announcement, Change, Member, Store};
use crate::audit::{Action, Detail, Details};
use crate::{Day, FieldCode, Name, Refusal, limits, required};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn update(
        &mut self,
        name: Option<&Name>,
        spend_limit: Option<u64>,
    ) -> CommandResult<Done, S> {
        self.require_permission(required::TEAM_MANAGE)?;
        let spend_limit =
            spend_limit.filter(|_| spend_limit != self.account.spend_limit_cents_per_hour);
        if let Some(limit) = spend_limit {
            self.check_spend_limit(limit)?;
        }
        let mut details = Details::new();
        let mut fields = Vec::new();
        if let Some(name) = name.filter(|name| **name != self.account.name) {
            self.account.name = name.clone();
            fields.push("name".to_string());
        }
        if let Some(limit) = spend_limit {
            self.account.spend_limit_cents_per_hour = Some(limit);
            fields.push("spendLimitCentsPerHour".to_string());
            details.insert("spendLimitCentsPerHour".into(), Detail::Number(limit));
        }
        if fields.is_empty() {
            return Ok(Done::Account);
        }
        details.insert("fields".into(), Detail::List(fields));
        let resource = self.account_resource();
        self.audit(Action::AccountUpdate, resource, details);
        self.announce(Announcement::EveryMember);
        self.announce(Announcement::EveryPending);
        Ok(Done::Account)
    }

    /// Refuses a spend limit that the caller may not set: above the operator's ceiling only a service may.
    fn check_spend_limit(&self, limit: u64) -> Result<(), Refusal> {
        if limit > limits::SPEND_LIMIT_CENTS {
            return Err(Refusal::field("spendLimitCentsPerHour", FieldCode::TooLong));
        }
        match self.context.caller {
            Caller::User(_) if limit > self.context.spend_limit_ceiling => Err(Refusal::SpendLimit),
            Caller::User(_) | Caller::Service(_) => Ok(()),
        }
    }

    /// Records that the member was seen today, with the name and address of this request's identity token.
    ///
    /// Permissions do not depend on these, so the epoch stays, and only a revoked invite is audited.
    pub(super) fn attend(&mut self) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let access = self.require_permission(required::TEAM_ACCESS)?;
        let member = access.member.ok_or(Refusal::NotFound)?;
        let day = self.context.now.day();
        self.refresh(member, caller, Some(day))?;
        Ok(Done::Attended)
    }

    /// Stores a member's details, if they changed. Invites to an address that is a member's are revoked: it may be a new
    /// one, or the invite may be from before joining revoked it.
    pub(super) fn refresh(
        &mut self,
        stored: Member,
        person: &Person,
        day: Option<Day>,
    ) -> CommandResult<(), S> {
        let mut seen = stored.clone();
        seen.name = person.name.clone();
        seen.address = person.address.clone();
        seen.image = person.image.clone();
        seen.last_seen_on = day.or(seen.last_seen_on);
        if seen != stored {
            self.revoke_invites_to(&seen, None)?;
            self.changes.push(Change::PutMember(seen));
        }
        Ok(())
    }
}
