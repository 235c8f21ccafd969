//! Roles, removing and leaving (rules 5 and 6).

use super::ask::{No, Reply, User};
use super::fault::Fault;
use super::policy::{MANAGE, OWNER, within};
use super::step::Answer;
use super::world::World;

impl World {
    /// Another role: `members:manage`, over somebody who holds no more, to a role that holds no more. The owner's stays.
    pub(crate) fn change_role(&mut self, who: User, user: User, role: &'static str) -> Answer {
        let held = self.permitted(who, MANAGE)?;
        let Some(wanted) = self.policy().role(role) else {
            return Err(No::code("invalid_request"));
        };
        let Some(theirs) = self.holds(user) else {
            return Err(No::code("not_found"));
        };
        let owner = self.account.as_ref().is_some_and(|it| it.owner == user);
        if owner && !self.broken(Fault::OwnerDemoted) {
            return Err(No::code("owner_protected"));
        }
        if user != who && !within(theirs, held) {
            return Err(No::code("forbidden"));
        }
        if !within(wanted, held) && !self.broken(Fault::RaisesAbove) {
            return Err(No::code("role_exceeds_grantor"));
        }
        let epoch = self.account.as_ref().map_or(0, |account| account.epoch);
        let epoch = if self.broken(Fault::EpochStands) {
            epoch
        } else {
            epoch + 1
        };
        let Some(member) = self.members.get_mut(&user) else {
            return Err(No::code("not_found"));
        };
        if member.role == role {
            return Ok(Reply::Member(user));
        }
        member.role = role;
        member.changed = epoch;
        if let Some(account) = &mut self.account {
            account.epoch = epoch;
        }
        if !self.broken(Fault::DemotionKeepsInvites) {
            let gone = self.no_longer_grantable(Some(user));
            self.revoke_all(gone);
        }
        if !self.broken(Fault::SilentChange) {
            self.write(Some(who), "member.role", None);
        }
        Ok(Reply::Member(user))
    }

    /// Leaving is free; removing another needs `members:manage` and to hold as much. The owner stays.
    pub(crate) fn remove(&mut self, who: User, user: User) -> Answer {
        let leaves = who == user;
        let owner = self.account_of(who)?.owner == user;
        if !leaves {
            let held = self.permitted(who, MANAGE)?;
            let Some(theirs) = self.holds(user) else {
                return Err(No::code("not_found"));
            };
            if owner && !self.broken(Fault::OwnerRemoved) {
                return Err(No::code("owner_protected"));
            }
            if !within(theirs, held) && !self.broken(Fault::ReachesAbove) {
                return Err(No::code("forbidden"));
            }
        } else if owner && !self.broken(Fault::OwnerLeaves) {
            return Err(No::code("owner_protected"));
        }
        let Some(gone) = self.members.remove(&user) else {
            return Err(No::code("not_found"));
        };
        self.advance();
        if !self.broken(Fault::RemovalKeepsInvites) {
            let invites = self.no_longer_grantable(Some(user));
            self.revoke_all(invites);
        }
        let mut to_them = self.pending();
        to_them.retain(|number| {
            let invite = self.invites.get(*number);
            gone.address.is_some() && invite.is_some_and(|invite| invite.to == gone.address)
        });
        self.revoke_all(to_them);
        let action = if leaves {
            "member.leave"
        } else {
            "member.remove"
        };
        self.write(Some(who), action, None);
        Ok(Reply::Removed(user))
    }

    /// The role that a member has, as everybody sees it.
    #[must_use]
    pub(crate) fn role_shown(&self, user: User) -> Option<&'static str> {
        let member = self.members.get(&user)?;
        let owner = self.account.as_ref().is_some_and(|it| it.owner == user);
        Some(if owner { OWNER } else { member.role })
    }
}
