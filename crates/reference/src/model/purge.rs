//! What is removed without a command of a member: an erased user's data, invites that expired long ago, and old audit events
//! (rules 1, 3 and 9).

use super::command::{Address, InviteNumber, Reply, User};
use super::fault::Fault;
use super::world::{DAY, Decision, Invite, World};

/// How long an invite that expired unused stays, in seconds.
pub(crate) const EXPIRED_FOR: i64 = 30 * DAY;
/// The operator's `AUDIT_RETENTION_DAYS`, in these tests.
pub(crate) const RETENTION_DAYS: i64 = 30;

/// What is removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PurgeCommand {
    /// This user, who was erased so many seconds ago: by themself, or by a service.
    User { user: User, late: i64 },
    /// What was sent to this address, whose holder was erased so many seconds ago.
    Address { address: Address, late: i64 },
    /// Invites that expired long ago.
    ExpiredInvites,
    /// Audit events that are older than the operator keeps them.
    OldEvents,
}

impl PurgeCommand {
    /// Its name, for figures.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::User { .. } => "erase user",
            Self::Address { .. } => "erase address",
            Self::ExpiredInvites => "remove expired invites",
            Self::OldEvents => "remove old events",
        }
    }
}

impl World {
    /// Removes stored data. No policy is adopted.
    pub(crate) fn purge(&mut self, who: User, command: PurgeCommand) -> Reply {
        match command {
            PurgeCommand::User { user, late } => return self.erase(who, user, late),
            PurgeCommand::Address { address, late } => self.erase_address(address, late),
            PurgeCommand::ExpiredInvites => self.remove_expired(),
            PurgeCommand::OldEvents => self.cut_log(),
        }
        Reply::Nothing
    }

    /// Erases a user, as they or a service requested `late` seconds ago. Their membership ends, and the account with it
    /// if it has no other member; the invites to them and their name in what they did are removed. Their id stays. A repeat changes nothing.
    fn erase(&mut self, who: User, user: User, late: i64) -> Reply {
        let Some(owner) = self.account.as_ref().map(|account| account.owner) else {
            return Reply::Erased;
        };
        let mut reply = Reply::Erased;
        let mut has_details = self.is_named(user);
        let mut addresses = vec![user];
        if self.closed {
            has_details |= owner == user && self.has_owner_name;
            self.has_owner_name &= owner != user;
        } else if let Some(member) = self.members.get(&user).cloned() {
            addresses.extend(member.address);
            if owner == user {
                if !self.is_shared() {
                    self.close_for_erasure(who);
                    return Reply::Erased;
                }
                reply = Reply::OwnsTeam;
                has_details |= !self.erased.contains(&user);
                if let Some(member) = self.members.get_mut(&user) {
                    member.address = None;
                }
            } else {
                self.end_membership(who, user);
                has_details = true;
            }
        }
        has_details |= self.remove_invites_of(user, &addresses, late);
        if has_details {
            self.forget_name(user);
            if !self.broken(Fault::ErasureLeavesNoEvent) {
                self.write(Some(who), "hallpass.member.erase", None);
            }
        }
        self.erased.insert(user);
        reply
    }

    /// Erases what was sent to an address whose holder was erased `late` seconds ago, and the names of who answered it and are
    /// no members.
    fn erase_address(&mut self, address: Address, late: i64) {
        if self.account.is_none() {
            return;
        }
        for number in self.covered(late, |invite| invite.to == Some(address)) {
            let decision = self.invite_at(number).and_then(|invite| invite.decided);
            if let Some((Decision::Accepted(user) | Decision::Declined(user), _)) = decision
                && !self.members.contains_key(&user)
            {
                self.forget_name(user);
            }
            self.remove_invite(number);
        }
    }

    /// Removes the invites that expired 30 days ago and that no user joined by.
    fn remove_expired(&mut self) {
        let stays = self.broken(Fault::ExpiredInvitesStay);
        let used = self.broken(Fault::UsedExpiredInvitesLeave);
        let margin = i64::from(self.broken(Fault::ExpiredInvitesLeaveEarly));
        let latest = self.now - EXPIRED_FOR + margin;
        for invite in &mut self.invites {
            let is_unused = invite.used.is_empty() || used;
            let expired = invite.decided.is_none() && invite.ends.is_some_and(|end| end <= latest);
            invite.gone |= expired && is_unused && !stays;
        }
    }

    /// Removes the oldest events of an open account, but for the newest of all. What happened at a join is not known without its
    /// event.
    fn cut_log(&mut self) {
        if self.account.is_none() || self.closed || self.broken(Fault::OldEventsStay) {
            return;
        }
        let margin = i64::from(self.broken(Fault::OldEventsLeaveEarly));
        let latest = self.now - RETENTION_DAYS * DAY + margin;
        let old = self.log.iter().take_while(|event| event.at <= latest);
        let newest = usize::from(!self.broken(Fault::NewestEventLeaves));
        let removed = old.count().min(self.log.len().saturating_sub(newest));
        self.log.drain(..removed);
        self.cut += removed;
        let (cut, keeps) = (self.cut, self.broken(Fault::CutKeepsSkippedProjects));
        for member in self.members.values_mut() {
            if member.join_event <= cut && !keeps {
                member.skipped.clear();
            }
        }
    }

    /// Whether it is a team with another member, who would lose it.
    fn is_shared(&self) -> bool {
        let is_team = self.account.as_ref().is_some_and(|account| account.team);
        is_team && self.member_count() > 1 && !self.broken(Fault::ErasureTakesTeams)
    }

    /// Whether the account has a user's name, beside their membership.
    fn is_named(&self, user: User) -> bool {
        let mut invites = self.invites.iter().filter(|invite| !invite.gone);
        invites.any(|invite| invite.grantor == user && invite.has_name)
            || self.replaced_owners.contains(&user)
    }

    fn forget_name(&mut self, user: User) {
        if self.broken(Fault::ErasureKeepsNames) {
            return;
        }
        self.replaced_owners.remove(&user);
        let invites = self.invites.iter_mut();
        for invite in invites.filter(|invite| invite.grantor == user) {
            invite.has_name = false;
        }
    }

    /// Closes the account of its only member, with everything but its log.
    fn close_for_erasure(&mut self, who: User) {
        if self.broken(Fault::ErasureLeavesAccounts) {
            return;
        }
        self.closed = true;
        self.has_owner_name = false;
        self.members.clear();
        self.grants.clear();
        self.replaced_owners.clear();
        self.invites.iter_mut().for_each(|it| it.gone = true);
        self.projects.iter_mut().for_each(|it| it.gone = true);
        self.reviews.iter_mut().for_each(|it| it.gone = true);
        self.write(Some(who), "hallpass.account.erase", None);
    }

    /// Removes the invites to these addresses, and those to an address that the user accepted or declined. Returns whether
    /// there were any.
    fn remove_invites_of(&mut self, user: User, addresses: &[Address], late: i64) -> bool {
        if self.broken(Fault::ErasureKeepsInvites) {
            return false;
        }
        let theirs = self.covered(late, |invite| {
            let decided = invite.decided.map(|(decision, _)| decision);
            let by_them = [Decision::Accepted(user), Decision::Declined(user)];
            invite.to.is_some_and(|to| addresses.contains(&to))
                || (invite.to.is_some() && decided.is_some_and(|it| by_them.contains(&it)))
        });
        for number in &theirs {
            self.remove_invite(*number);
        }
        !theirs.is_empty()
    }

    /// The invites of a kind that were created before an erasure.
    fn covered(&self, late: i64, of: impl Fn(&Invite) -> bool) -> Vec<InviteNumber> {
        let later = self.broken(Fault::ErasureTakesLaterInvites);
        let invites = self.invites.iter().enumerate();
        let covered = invites.filter(|(_, invite)| {
            !invite.gone && of(invite) && (invite.created <= self.now - late || later)
        });
        covered.map(|(number, _)| number).collect()
    }

    /// Removes an invite. A pending one is revoked first, by the system.
    fn remove_invite(&mut self, number: InviteNumber) {
        let is_pending = self
            .invite_at(number)
            .is_some_and(|invite| self.closed_why(invite).is_none());
        if is_pending && !self.broken(Fault::ErasureRevokesSilently) {
            self.write(None, "invite.revoke", None);
        }
        if let Some(invite) = self.invites.get_mut(number) {
            invite.gone = true;
        }
    }
}
