//! Changing members, removing them, and leaving (rules 5 and 6).

use super::command::{Denial, MemberChange, Reply, User};
use super::fault::Fault;
use super::policy::{Assignment, MANAGE, OWNER, Scope, within};
use super::step::Outcome;
use super::world::{Member, World};

impl World {
    /// Changes a member's role, end and suspension, all or nothing. Needs `members:manage`, and to hold all that the member's
    /// row gives and will give. The owner never changes, and nobody changes their own end or suspension.
    pub(crate) fn change_member(
        &mut self,
        who: User,
        user: User,
        change: &MemberChange,
    ) -> Outcome {
        let held = self.permitted(who, MANAGE)?;
        if let Some(assignment) = change.assignment
            && !self.acceptable(assignment, Scope::Account)
        {
            return Err(Denial::code("invalid_request"));
        }
        let Some(before) = self.members.get(&user).cloned() else {
            return Err(Denial::code("not_found"));
        };
        if self.owns(user) && !self.broken(Fault::OwnerDemoted) {
            return Err(Denial::code("owner_protected"));
        }
        let own_end = user == who && (change.end.is_some() || change.suspended.is_some());
        if own_end && !self.broken(Fault::OwnEndChanges) {
            return Err(Denial::code("forbidden"));
        }
        if user != who && !self.outranks(who, user) && !self.broken(Fault::ChangesAbove) {
            return Err(Denial::code("forbidden"));
        }
        let given = change
            .assignment
            .map(|it| self.policy().gives(it, Scope::Account));
        if given.is_some_and(|given| !within(given, held)) && !self.broken(Fault::RaisesAbove) {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        let after = Member {
            assignment: change.assignment.unwrap_or(before.assignment),
            ends: change
                .end
                .map_or(before.ends, |end| end.map(|seconds| self.now + seconds)),
            suspended: change.suspended.unwrap_or(before.suspended),
            ..before.clone()
        };
        if after != before {
            self.members.insert(user, after.clone());
            self.member_changed(user, keeps_invites(&before, &after), Fault::EpochStands);
            self.write_member_change(who, &before, &after);
            self.change_transfer(&before, user);
        }
        Ok(Reply::Member(user))
    }

    pub(super) fn write_member_change(&mut self, who: User, before: &Member, after: &Member) {
        if before.assignment != after.assignment && !self.broken(Fault::SilentChange) {
            self.write(Some(who), "member.role", None);
        }
        if before.ends != after.ends {
            self.write(Some(who), "member.end", None);
        }
        if before.suspended != after.suspended {
            let action = if after.suspended {
                "member.suspend"
            } else {
                "member.restore"
            };
            self.write(Some(who), action, None);
        }
    }

    /// Removes a member. Leaving needs no permission, also while suspended; removing another one needs `members:manage` and to
    /// hold as much. The owner stays.
    pub(crate) fn remove(&mut self, who: User, user: User) -> Outcome {
        let leaves = who == user;
        self.account_of(who)?;
        if !leaves {
            self.permitted(who, MANAGE)?;
        } else if self.broken(Fault::SuspendedStay) {
            self.active(who)?;
        }
        if !self.members.contains_key(&user) {
            return Err(Denial::code("not_found"));
        }
        let protected = if leaves {
            Fault::OwnerLeaves
        } else {
            Fault::OwnerRemoved
        };
        if self.owns(user) && !self.broken(protected) {
            return Err(Denial::code("owner_protected"));
        }
        if !leaves && !self.outranks(who, user) && !self.broken(Fault::ReachesAbove) {
            return Err(Denial::code("forbidden"));
        }
        self.end_membership(who, user);
        Ok(Reply::Removed(user))
    }

    /// Ends a membership, with its grants and the invites that depend on it.
    pub(super) fn end_membership(&mut self, who: User, user: User) {
        self.leave_transfer(user);
        let Some(removed) = self.members.remove(&user) else {
            return;
        };
        if !self.broken(Fault::RemovalKeepsGrants) {
            self.grants.retain(|(_, member), _| *member != user);
        }
        self.leave_reviews(user);
        self.member_changed(user, Fault::RemovalKeepsInvites, Fault::RemovalEpochStands);
        let mut to_them = self.pending();
        to_them.retain(|number| {
            let invite = self.invites.get(*number);
            removed.address.is_some() && invite.is_some_and(|invite| invite.to == removed.address)
        });
        self.revoke_all(to_them);
        let action = if who == user {
            "member.leave"
        } else {
            "member.remove"
        };
        self.write(Some(who), action, None);
    }

    /// The role or list of a member, as everybody sees it.
    #[must_use]
    pub(crate) fn assignment_shown(&self, user: User) -> Option<Assignment> {
        let member = self.members.get(&user)?;
        Some(if self.owns(user) {
            Assignment::Role(OWNER)
        } else {
            member.assignment
        })
    }
}

/// The fault that keeps the invites which this change makes impossible to grant.
fn keeps_invites(before: &Member, after: &Member) -> Fault {
    if before.assignment != after.assignment {
        Fault::DemotionKeepsInvites
    } else if after.suspended && !before.suspended {
        Fault::SuspensionKeepsInvites
    } else {
        Fault::EndKeepsInvites
    }
}
