//! An account's name and settings, and what a member's presence leaves behind.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command::Done;
use super::work::{Step, Work};
use super::{Announcement, Change, Store};
use crate::audit::{Action, Detail, Details};
use crate::{Name, Refusal, required};

impl<S: Store> Work<'_, S> {
    pub(super) fn update(
        &mut self,
        name: Option<&Name>,
        spend_limit: Option<u64>,
    ) -> Step<Done, S> {
        self.require(required::TEAM_MANAGE)?;
        if spend_limit.is_some_and(|limit| limit > self.context.spend_limit_ceiling) {
            return Err(Refusal::SpendLimit.into());
        }
        let mut details = Details::new();
        let mut fields = Vec::new();
        if let Some(name) = name.filter(|name| **name != self.account.name) {
            self.account.name = name.clone();
            fields.push("name".to_string());
        }
        if spend_limit.is_some() && spend_limit != self.account.spend_limit_cents_per_hour {
            self.account.spend_limit_cents_per_hour = spend_limit;
            fields.push("spendLimitCentsPerHour".to_string());
            let cents = Detail::Number(spend_limit.unwrap_or_default());
            details.insert("spendLimitCentsPerHour".into(), cents);
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

    /// Keeps a member's name, address and last day as this request brought them. Rights do not depend on
    /// them, so the epoch stays and nothing is audited.
    pub(super) fn attend(&mut self) -> Step<Done, S> {
        let standing = self.require(required::TEAM_ACCESS)?;
        let caller = self.context.caller;
        let mut seen = standing.member.clone();
        seen.name = caller.name.clone();
        seen.address = caller.address.clone();
        seen.image = caller.image.clone();
        seen.last_seen_on = Some(self.context.now.day());
        if seen != standing.member {
            self.changes.push(Change::PutMember(seen));
        }
        Ok(Done::Attended)
    }
}
