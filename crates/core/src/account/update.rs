//! An account's name and settings, and what a member's presence leaves behind.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command::{Caller, Done, Person};
use super::work::{Step, Work};
use super::{Announcement, Change, Member, Store};
use crate::audit::{Action, Detail, Details};
use crate::{Day, FieldCode, Name, Refusal, limits, required};

impl<S: Store> Work<'_, S> {
    pub(super) fn update(
        &mut self,
        name: Option<&Name>,
        spend_limit: Option<u64>,
    ) -> Step<Done, S> {
        self.require(required::TEAM_MANAGE)?;
        let spend_limit =
            spend_limit.filter(|_| spend_limit != self.account.spend_limit_cents_per_hour);
        if let Some(limit) = spend_limit {
            self.may_spend(limit)?;
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
        let resource = self.this_account();
        self.audit(Action::AccountUpdate, resource, details);
        self.changes
            .push(Change::Announce(Announcement::EveryMember));
        self.changes
            .push(Change::Announce(Announcement::EveryPending));
        Ok(Done::Account)
    }

    /// Whether the caller may set this limit: above the operator's ceiling only a service may.
    fn may_spend(&self, limit: u64) -> Result<(), Refusal> {
        if limit > limits::SPEND_LIMIT_CENTS {
            return Err(Refusal::field("spendLimitCentsPerHour", FieldCode::TooLong));
        }
        match self.context.caller {
            Caller::User(_) if limit > self.context.spend_limit_ceiling => Err(Refusal::SpendLimit),
            Caller::User(_) | Caller::Service(_) => Ok(()),
        }
    }

    /// Keeps a member's name, address and last day as this request brought them. Rights do not depend on
    /// them, so the epoch stays and nothing is audited.
    pub(super) fn attend(&mut self) -> Step<Done, S> {
        let caller = self.person()?;
        let standing = self.require(required::TEAM_ACCESS)?;
        let member = standing.member.ok_or(Refusal::NotFound)?;
        let day = self.context.now.day();
        self.refresh(member, caller, Some(day));
        Ok(Done::Attended)
    }

    /// Keeps what is known of a member now, if it is news.
    pub(super) fn refresh(&mut self, known: Member, person: &Person, day: Option<Day>) {
        let mut seen = known.clone();
        seen.name = person.name.clone();
        seen.address = person.address.clone();
        seen.image = person.image.clone();
        seen.last_seen_on = day.or(seen.last_seen_on);
        if seen != known {
            self.changes.push(Change::PutMember(seen));
        }
    }
}
