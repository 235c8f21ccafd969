//! The transfer of ownership (rules 6, 8 and 12).

use super::command::{Denial, Reply, TransferCommand, User};
use super::fault::Fault;
use super::policy::{ACCESS, Assignment, OWNER};
use super::step::Outcome;
use super::world::{DAY, Member, World};

/// How long an offer is open, in seconds.
const OPEN_FOR: i64 = 7 * DAY;

/// The account's latest offer of ownership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Transfer {
    /// The member whom it was offered to.
    pub(crate) to: User,
    /// When.
    pub(crate) at: i64,
    /// What was decided, if anything.
    pub(crate) decided: Option<TransferDecision>,
}

/// What was decided about an offer of ownership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TransferDecision {
    /// The member accepted.
    Accepted,
    /// The member declined.
    Declined,
    /// The owner withdrew it.
    Withdrawn,
}

impl World {
    /// Runs a command about the ownership.
    pub(crate) fn transfer_command(&mut self, who: User, command: &TransferCommand) -> Outcome {
        match command {
            TransferCommand::Offer { user, typed } => self.offer_ownership(who, *user, *typed),
            TransferCommand::Accept => self.accept_ownership(who),
            TransferCommand::Decline => self.decline_ownership(who),
            TransferCommand::Withdraw => self.withdraw_ownership(who),
        }
    }

    /// The owner offers it to another active member, by the team's typed name, one offer at a time.
    fn offer_ownership(&mut self, who: User, user: User, typed: u8) -> Outcome {
        if !self.broken(Fault::TransferByMembers) {
            self.owner_only(who)?;
        }
        let account = self.account_of(who)?.clone();
        if !account.team {
            return Err(Denial::code("not_a_team"));
        }
        if typed != account.name && !self.broken(Fault::TransferNeedsNoName) {
            return Err(Denial::code("name_mismatch"));
        }
        if self.open_transfer().is_some() && !self.broken(Fault::TwoTransfers) {
            return Err(Denial::code("conflict"));
        }
        let is_member = self.members.contains_key(&user);
        if user == account.owner || !is_member || self.inactive(user).is_some() {
            return Err(Denial::code("invalid_request"));
        }
        self.transfer = Some(Transfer {
            to: user,
            at: self.now,
            decided: None,
        });
        self.write(Some(who), "hallpass.transfer.offer", None);
        Ok(Reply::Account)
    }

    /// The member whom it is for becomes the owner. A repeat changes nothing.
    fn accept_ownership(&mut self, who: User) -> Outcome {
        self.permitted(who, ACCESS)?;
        if self.has_decided(who, TransferDecision::Accepted) && self.owns(who) {
            return Ok(Reply::Account);
        }
        let mut transfer = self.offer_to(who)?;
        transfer.decided = Some(TransferDecision::Accepted);
        self.transfer = Some(transfer);
        self.make_owner(who);
        Ok(Reply::Account)
    }

    /// The member whom it is for declines. A repeat changes nothing.
    fn decline_ownership(&mut self, who: User) -> Outcome {
        self.permitted(who, ACCESS)?;
        if self.has_decided(who, TransferDecision::Declined) {
            return Ok(Reply::Account);
        }
        let mut transfer = self.offer_to(who)?;
        transfer.decided = Some(TransferDecision::Declined);
        self.transfer = Some(transfer);
        self.write(Some(who), "hallpass.transfer.decline", None);
        Ok(Reply::Account)
    }

    /// The owner withdraws. A repeat changes nothing.
    fn withdraw_ownership(&mut self, who: User) -> Outcome {
        self.owner_only(who)?;
        let withdrawn = Some(TransferDecision::Withdrawn);
        if self.transfer.is_some_and(|it| it.decided == withdrawn) {
            return Ok(Reply::Account);
        }
        let Some(transfer) = self.open_transfer() else {
            return Err(Denial::code("not_found"));
        };
        self.transfer = Some(Transfer {
            decided: withdrawn,
            ..transfer
        });
        self.write(Some(who), "hallpass.transfer.withdraw", None);
        Ok(Reply::Account)
    }

    /// Both hold the owner role afterwards. The team counts as never personal, and the new owner's membership has no end.
    fn make_owner(&mut self, who: User) {
        let former = self.account.as_ref().map_or(who, |account| account.owner);
        let keeps_personal = self.broken(Fault::TransferKeepsPersonal);
        if let Some(account) = &mut self.account {
            account.owner = who;
            if account.personal_name.is_some() {
                self.replaced_owners.insert(former);
            }
            if !keeps_personal {
                account.personal_name = None;
            }
        }
        self.write(Some(who), "hallpass.transfer.accept", None);
        if !self.broken(Fault::OwnerKeepsEnd)
            && let Some(member) = self.members.get_mut(&who)
            && member.ends.take().is_some()
        {
            self.write(Some(who), "member.end", None);
        }
        let epoch = if self.broken(Fault::TransferEpochStands) {
            self.account.as_ref().map_or(0, |account| account.epoch)
        } else {
            self.advance()
        };
        let before = self.members.get(&who).map(|member| member.assignment);
        for user in [who, former] {
            let demoted =
                before.filter(|_| user == former && self.broken(Fault::FormerOwnerDemoted));
            if let Some(member) = self.members.get_mut(&user) {
                member.assignment = demoted.unwrap_or(Assignment::Role(OWNER));
                member.changed = epoch;
            }
            self.write(Some(who), "member.role", None);
        }
    }

    /// The offer that can be accepted now: by an active member, within seven days.
    #[must_use]
    pub(crate) fn open_transfer(&self) -> Option<Transfer> {
        let transfer = self.transfer?;
        let is_team = self.account.as_ref().is_some_and(|account| account.team);
        let is_active = self.inactive(transfer.to).is_none();
        (is_team && is_active && self.is_undecided(&transfer)).then_some(transfer)
    }

    /// The member whom the undecided offer is for, active or not.
    #[must_use]
    pub(crate) fn offered_to(&self) -> Option<User> {
        let transfer = self.transfer.filter(|it| self.is_undecided(it))?;
        Some(transfer.to)
    }

    fn is_undecided(&self, transfer: &Transfer) -> bool {
        let member = self.members.get(&transfer.to);
        let keeps = self.broken(Fault::LeavingKeepsTransfer);
        let is_same = member.is_some_and(|member| keeps || member.joined <= transfer.at);
        let in_time = self.now < transfer.at + OPEN_FOR || self.broken(Fault::TransferNeverEnds);
        transfer.decided.is_none() && is_same && in_time
    }

    /// When the open offer ends.
    #[must_use]
    pub(crate) fn transfer_ends(&self, transfer: &Transfer) -> i64 {
        let end = transfer.at + OPEN_FOR;
        let membership = self
            .members
            .get(&transfer.to)
            .and_then(|member| member.ends);
        membership.map_or(end, |ends| ends.min(end))
    }

    /// The open offer ends with the membership of whom it is for.
    pub(crate) fn leave_transfer(&mut self, user: User) {
        let is_theirs = self.open_transfer().is_some_and(|it| it.to == user);
        if is_theirs && !self.broken(Fault::LeavingKeepsTransfer) {
            self.end_transfer();
        }
    }

    /// An offer ends when its member is suspended or past their end. It does not come back with the membership.
    pub(crate) fn change_transfer(&mut self, before: &Member, user: User) {
        let was_active = !before.suspended && before.ends.is_none_or(|end| end > self.now);
        if was_active && self.inactive(user).is_none() {
            return;
        }
        let is_theirs = |it: &Transfer| it.to == user && self.is_undecided(it);
        if self.transfer.as_ref().is_some_and(is_theirs)
            && !self.broken(Fault::SuspensionKeepsTransfer)
        {
            self.end_transfer();
        }
    }

    /// A revert ends the offer, and forgets what was decided before.
    pub(crate) fn revert_transfer(&mut self) {
        if self.broken(Fault::RevertKeepsTransfer) {
            return;
        }
        if self.open_transfer().is_some() {
            self.end_transfer();
        }
        self.transfer = None;
    }

    fn end_transfer(&mut self) {
        self.transfer = None;
        self.write(None, "hallpass.transfer.end", None);
    }

    /// Whether the latest offer was to this user, who decided this.
    fn has_decided(&self, user: User, decision: TransferDecision) -> bool {
        let latest = self.transfer.filter(|transfer| transfer.to == user);
        latest.is_some_and(|transfer| transfer.decided == Some(decision))
    }

    /// The open offer to this user. Only they and the owner learn whether there is one.
    fn offer_to(&self, who: User) -> Result<Transfer, Denial> {
        match self.open_transfer() {
            Some(transfer) if transfer.to == who => Ok(transfer),
            Some(_) if self.owns(who) => Err(Denial::code("forbidden")),
            Some(transfer) if self.broken(Fault::AnyMemberAccepts) => Ok(transfer),
            Some(_) | None => Err(Denial::code("not_found")),
        }
    }

    fn owner_only(&self, who: User) -> Result<(), Denial> {
        self.active(who)?;
        if self.owns(who) {
            Ok(())
        } else {
            Err(Denial::code("forbidden"))
        }
    }
}
