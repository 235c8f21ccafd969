//! What a team does with invites: create, edit, resend, copy and revoke (rules 3, 5, 7 and 13).

use super::command::{Address, Denial, InviteEdit, InviteNumber, Limits, Offer, Reply, User};
use super::fault::Fault;
use super::policy::{INVITE, MANAGEMENT, Scope};
use super::step::Outcome;
use super::world::{Decision, Invite, MOST_PENDING, MOST_USES, World, count};

/// Seconds between two resends of an invite.
const RESEND_SECONDS: i64 = 60;

impl World {
    /// Creates an invite.
    pub(crate) fn invite(
        &mut self,
        who: User,
        to: Option<Address>,
        offer: &Offer,
        life: Option<i64>,
        limits: &Limits,
    ) -> Outcome {
        self.only_users(who, Fault::ServicesInvite)?;
        self.permitted(who, INVITE)?;
        if self.account.as_ref().is_some_and(|account| !account.team) {
            return Err(Denial::code("not_a_team"));
        }
        let is_limited = limits.most.is_some() || !limits.domains.is_empty();
        if to.is_some() && is_limited && !self.broken(Fault::AddressesTakeLimits) {
            return Err(Denial::code("invalid_request"));
        }
        let most = Self::accepted_most(limits.most.unwrap_or(1), 0)?;
        self.check_assignment(who, to, offer.assignment)?;
        self.check_grants(who, to, &offer.projects)?;
        if to.is_some() {
            let mut members = self.members.values();
            if members.any(|member| member.address == to) && !self.broken(Fault::InvitesMembers) {
                return Err(Denial::code("already_member"));
            }
            if let Some(invite) = self.blocking(to) {
                return Err(Denial {
                    invite: Some(invite),
                    ..Denial::code("already_invited")
                });
            }
        }
        let pending = count(self.pending().len()) + self.unlisted;
        if pending >= MOST_PENDING && !self.broken(Fault::NoInviteLimit) {
            return Err(Denial::code("member_limit"));
        }
        self.invites.push(Invite {
            to,
            offer: offer.clone(),
            grantor: who,
            created: self.now,
            ends: life.map(|seconds| self.now + seconds),
            decided: None,
            most,
            domains: limits.domains.clone(),
            used: Vec::new(),
            resent: None,
            link: 0,
            has_name: true,
            gone: false,
        });
        self.write(Some(who), "invite.create", None);
        Ok(Reply::Invite(self.invites.len() - 1))
    }

    /// How many users a link invite can be for, after so many have accepted it.
    fn accepted_most(most: u64, used: u64) -> Result<u32, Denial> {
        let fits = (used.max(1)..=MOST_USES).contains(&most);
        let most = u32::try_from(most).ok().filter(|_| fits);
        most.ok_or(Denial::code("invalid_request"))
    }

    /// The invite that prevents another one to this address.
    fn blocking(&self, to: Option<Address>) -> Option<InviteNumber> {
        if self.broken(Fault::InvitesTwice) {
            return None;
        }
        self.invites.iter().position(|invite| {
            let open = self.closed_why(invite).is_none();
            let expired = invite.decided.is_none() && self.broken(Fault::ExpiredBlocks);
            !invite.gone && invite.to == to && (open || expired)
        })
    }

    /// A pending invite, for a member who may invite.
    fn pending_invite(&self, who: User, number: InviteNumber) -> Result<Invite, Denial> {
        self.only_users(who, Fault::ServicesInvite)?;
        self.permitted(who, INVITE)?;
        let Some(invite) = self.invite_at(number) else {
            return Err(Denial::code("not_found"));
        };
        let revives = invite.decided.is_none() && self.broken(Fault::ResendRevives);
        match self.closed_why(invite).filter(|_| !revives) {
            Some(why) => Err(Denial::closed(Some(why))),
            None => Ok(invite.clone()),
        }
    }

    /// A pending invite that this member could create today.
    fn own_offer(&self, who: User, number: InviteNumber) -> Result<Invite, Denial> {
        let invite = self.pending_invite(who, number)?;
        if self.offers(who, &invite) {
            Ok(invite)
        } else {
            Err(Denial::code("role_exceeds_grantor"))
        }
    }

    /// The link once more.
    pub(crate) fn copy_link(&self, who: User, number: InviteNumber) -> Outcome {
        match self.own_offer(who, number) {
            Err(denial)
                if denial.code == "role_exceeds_grantor" && self.broken(Fault::CopiesAnyLink) =>
            {
                Ok(Reply::Invite(number))
            }
            outcome => outcome.map(|_| Reply::Invite(number)),
        }
    }

    /// Resends an invite: once a minute, with the same link or a new one.
    pub(crate) fn resend(
        &mut self,
        who: User,
        number: InviteNumber,
        rotate: bool,
        life: Option<i64>,
    ) -> Outcome {
        let invite = self.own_offer(who, number)?;
        let waits = invite
            .resent
            .is_some_and(|at| self.now < at + RESEND_SECONDS);
        if waits && !self.broken(Fault::ResendsAtOnce) {
            return Err(Denial::code("rate_limited"));
        }
        let resent = Invite {
            grantor: who,
            has_name: true,
            link: invite.link + u32::from(rotate),
            ends: life.map(|seconds| self.now + seconds).or(invite.ends),
            resent: Some(self.now),
            ..invite
        };
        if let Some(stored) = self.invites.get_mut(number) {
            *stored = resent;
        }
        self.write(Some(who), "invite.resend", None);
        Ok(Reply::Invite(number))
    }

    /// Edits a pending invite, whose links stay good. The editor, who must hold all that it gives then, becomes the grantor.
    pub(crate) fn edit_invite(
        &mut self,
        who: User,
        number: InviteNumber,
        edit: &InviteEdit,
    ) -> Outcome {
        let invite = self.pending_invite(who, number)?;
        if let Some(assignment) = edit.assignment
            && !self.acceptable(assignment, Scope::Account)
        {
            return Err(Denial::code("invalid_request"));
        }
        let is_limited = edit.most.is_some() || edit.domains.is_some();
        if invite.to.is_some() && is_limited && !self.broken(Fault::AddressesTakeLimits) {
            return Err(Denial::code("invalid_request"));
        }
        let used = if self.broken(Fault::EditsBelowUses) {
            0
        } else {
            u64::from(count(invite.used.len()))
        };
        let most = edit.most.map(|most| Self::accepted_most(most, used));
        let most = most.transpose()?.unwrap_or(invite.most);
        let given = edit.assignment.unwrap_or(invite.offer.assignment);
        let is_management = self.policy().gives(given, Scope::Account) & MANAGEMENT != 0;
        if invite.to.is_none() && is_management && !self.broken(Fault::LinkCarriesManagement) {
            return Err(Denial::code("forbidden"));
        }
        if let Some(projects) = &edit.projects {
            self.check_grants(who, invite.to, projects)?;
        }
        let mut edited = invite.clone();
        let Offer {
            assignment,
            projects,
            membership,
        } = invite.offer.clone();
        edited.offer = Offer {
            assignment: edit.assignment.unwrap_or(assignment),
            projects: edit.projects.clone().unwrap_or(projects),
            membership: edit.membership.unwrap_or(membership),
        };
        edited.most = most;
        if let Some(domains) = &edit.domains {
            edited.domains.clone_from(domains);
        }
        if let Some(life) = edit.life {
            edited.ends = life.map(|seconds| self.now + seconds);
        }
        if !self.offers(who, &edited) && !self.broken(Fault::EditsAnything) {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        if edited == invite {
            return Ok(Reply::Invite(number));
        }
        if !self.broken(Fault::EditKeepsGrantor) {
            edited.grantor = who;
            edited.has_name = true;
        }
        if let Some((last, _)) = edited.used.last().filter(|_| edited.is_used_up())
            && !self.broken(Fault::UsedUpStaysOpen)
        {
            edited.decided = Some((Decision::Accepted(*last), self.now));
        }
        if let Some(stored) = self.invites.get_mut(number) {
            *stored = edited;
        }
        self.write(Some(who), "invite.update", None);
        Ok(Reply::Invite(number))
    }

    /// Revokes an invite. Once more is no change; any other end is final.
    pub(crate) fn revoke(&mut self, who: User, number: InviteNumber) -> Outcome {
        self.permitted(who, INVITE)?;
        let Some(invite) = self.invite_at(number) else {
            return Err(Denial::code("not_found"));
        };
        if matches!(invite.decided, Some((Decision::Revoked, _))) {
            return Ok(Reply::Invite(number));
        }
        if let Some(why) = self.closed_why(invite) {
            return Err(Denial::closed(Some(why)));
        }
        self.revoke_all(vec![number]);
        self.write(Some(who), "invite.revoke", None);
        Ok(Reply::Invite(number))
    }

    /// Revokes these invites now.
    pub(crate) fn revoke_all(&mut self, numbers: Vec<InviteNumber>) {
        for number in numbers {
            if let Some(invite) = self.invites.get_mut(number) {
                invite.decided = Some((Decision::Revoked, self.now));
            }
        }
    }
}
