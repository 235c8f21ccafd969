//! What a team does with invites: create, resend, copy, revoke (rules 3, 5, 7 and 13).

use super::ask::{Address, No, Reply, User};
use super::fault::Fault;
use super::policy::{INVITE, MANAGE, TEAM, within};
use super::step::Answer;
use super::world::{Decision, Invite, MOST_PENDING, World};

/// Seconds between two resends of one invite (§9).
const RESEND: i64 = 60;

/// What a link invite never carries (rule 13).
const HOUSE_KEYS: u32 = INVITE | MANAGE | TEAM;

impl World {
    /// Whether the grantor could make this invite today.
    pub(crate) fn grantable(&self, invite: &Invite) -> bool {
        let carries = self.policy().bits(invite.role);
        let fits = invite.to.is_some() || carries & HOUSE_KEYS == 0;
        fits && self.may_grant(invite.grantor, invite.role)
    }

    /// A new invite.
    pub(crate) fn invite(
        &mut self,
        who: User,
        to: Option<Address>,
        role: &'static str,
        life: Option<i64>,
    ) -> Answer {
        let held = self.permitted(who, INVITE)?;
        if self.account.as_ref().is_some_and(|account| !account.team) {
            return Err(No::code("not_a_team"));
        }
        let Some(wanted) = self.policy().role(role) else {
            return Err(No::code("invalid_request"));
        };
        let broken = self.broken(Fault::LinkCarriesManagement);
        if to.is_none() && wanted & HOUSE_KEYS != 0 && !broken {
            return Err(No::code("forbidden"));
        }
        if !within(wanted, held) && !self.broken(Fault::GrantsAnything) {
            return Err(No::code("role_exceeds_grantor"));
        }
        if to.is_some() {
            let mut members = self.members.values();
            if members.any(|member| member.address == to) && !self.broken(Fault::InvitesMembers) {
                return Err(No::code("already_member"));
            }
            if let Some(invite) = self.blocking(to) {
                return Err(No {
                    invite: Some(invite),
                    ..No::code("already_invited")
                });
            }
        }
        let pending = u32::try_from(self.pending().len()).unwrap_or(u32::MAX) + self.unlisted;
        if pending >= MOST_PENDING && !self.broken(Fault::NoInviteLimit) {
            return Err(No::code("member_limit"));
        }
        self.invites.push(Invite {
            to,
            role,
            grantor: who,
            created: self.now,
            ends: life.map(|seconds| self.now + seconds),
            decided: None,
            resent: None,
            generation: 0,
        });
        self.write(Some(who), "invite.create", None);
        Ok(Reply::Invite(self.invites.len() - 1))
    }

    /// The invite that stands in the way of another to this address.
    fn blocking(&self, to: Option<Address>) -> Option<usize> {
        if self.broken(Fault::InvitesTwice) {
            return None;
        }
        self.invites.iter().position(|invite| {
            let open = self.closed_why(invite).is_none();
            let expired = invite.decided.is_none() && self.broken(Fault::ExpiredBlocks);
            invite.to == to && (open || expired)
        })
    }

    /// An open invite that this member may vouch for.
    fn vouched(&self, who: User, number: usize) -> Result<Invite, No> {
        let held = self.permitted(who, INVITE)?;
        let Some(invite) = self.invites.get(number) else {
            return Err(No::code("not_found"));
        };
        let revives = invite.decided.is_none() && self.broken(Fault::ResendRevives);
        if let Some(why) = self.closed_why(invite).filter(|_| !revives) {
            return Err(No::closed(Some(why)));
        }
        let wanted = self.policy().role(invite.role);
        let fits = |wanted| invite.to.is_some() || wanted & HOUSE_KEYS == 0;
        if wanted.is_some_and(|wanted| within(wanted, held) && fits(wanted)) {
            Ok(invite.clone())
        } else {
            Err(No::code("role_exceeds_grantor"))
        }
    }

    /// The link again.
    pub(crate) fn copy_link(&self, who: User, number: usize) -> Answer {
        match self.vouched(who, number) {
            Err(no) if no.code == "role_exceeds_grantor" && self.broken(Fault::CopiesAnyLink) => {
                Ok(Reply::Invite(number))
            }
            answer => answer.map(|_| Reply::Invite(number)),
        }
    }

    /// Vouches again: once a minute, with the same link or a new one.
    pub(crate) fn resend(
        &mut self,
        who: User,
        number: usize,
        rotate: bool,
        life: Option<i64>,
    ) -> Answer {
        let invite = self.vouched(who, number)?;
        let waits = invite.resent.is_some_and(|at| self.now < at + RESEND);
        if waits && !self.broken(Fault::ResendsAtOnce) {
            return Err(No::code("rate_limited"));
        }
        let again = Invite {
            grantor: who,
            generation: invite.generation + u32::from(rotate),
            ends: life.map(|seconds| self.now + seconds).or(invite.ends),
            resent: Some(self.now),
            ..invite
        };
        if let Some(place) = self.invites.get_mut(number) {
            *place = again;
        }
        self.write(Some(who), "invite.resend", None);
        Ok(Reply::Invite(number))
    }

    /// Takes back; again is no change; too late is told.
    pub(crate) fn revoke(&mut self, who: User, number: usize) -> Answer {
        self.permitted(who, INVITE)?;
        let Some(invite) = self.invites.get(number) else {
            return Err(No::code("not_found"));
        };
        if matches!(invite.decided, Some((Decision::Revoked, _))) {
            return Ok(Reply::Invite(number));
        }
        if let Some(why) = self.closed_why(invite) {
            return Err(No::closed(Some(why)));
        }
        self.revoke_all(vec![number]);
        self.write(Some(who), "invite.revoke", None);
        Ok(Reply::Invite(number))
    }
}
