//! What an invitee does: open the link, accept, decline (rules 1, 4, 7, 10 and 13, and the order of denials).

use super::command::{
    Address, Denial, InviteNumber, ProjectNumber, Proof, Reply, User, Why, domain_of,
};
use super::fault::Fault;
use super::step::Outcome;
use super::world::{DAY, Decision, Invite, MOST_MEMBERS, Member, Token, World, count};

/// How the invitee got to the invite.
struct Presented {
    number: InviteNumber,
    /// The role that the token names; `None` from the inbox.
    token_role: Option<&'static str>,
    /// Whether the token has expired.
    is_expired: bool,
}

impl World {
    /// Opens a link. The link of a pending invite gives a token of at most a day, never longer than the invite's own life.
    pub(crate) fn open_link(&mut self, number: InviteNumber, link: u32) -> Reply {
        let open = self.account.is_some() && !self.closed;
        let Some(invite) = self.invite_at(number).filter(|_| open) else {
            return Reply::LinkClosed;
        };
        let old = invite.link != link && !self.broken(Fault::OldLinksWork);
        if old || self.closed_why(invite).is_some() {
            return Reply::LinkClosed;
        }
        let longest = self.now + DAY;
        let ends = invite
            .ends
            .filter(|_| !self.broken(Fault::TokenOutlivesInvite));
        let ends = ends.map_or(longest, |end| end.min(longest));
        let link = invite.link;
        self.tokens.push(Token {
            invite: number,
            link,
            role: invite.offer.assignment.name(),
            ends,
        });
        Reply::Opened { link, ends }
    }

    /// The invite that the caller presents. An unknown one, an older link, a closed account and a link invite by its id all
    /// count as closed. A user who has joined by a link invite can repeat that by an older link of it.
    fn presented(&self, who: User, proof: Proof) -> Result<(Presented, Invite), Denial> {
        let closed = Denial::closed(None);
        if self.account.is_none() || self.closed {
            return Err(closed);
        }
        let (number, token) = match proof {
            Proof::Inbox(number) => (number, None),
            Proof::Token(at) => {
                let token = self.tokens.get(at).ok_or(closed)?;
                (token.invite, Some(token))
            }
        };
        let invite = self.invite_at(number).cloned().ok_or(closed)?;
        let may_repeat =
            invite.to.is_none() && invite.used_by(who) && !self.broken(Fault::RotationEndsRepeats);
        let old = token.is_some_and(|token| token.link != invite.link) && !may_repeat;
        let by_id = invite.to.is_none() && token.is_none() && !self.broken(Fault::LinkById);
        if (old && !self.broken(Fault::OldLinksWork)) || by_id {
            return Err(closed);
        }
        let presented = Presented {
            number,
            token_role: token.map(|token| token.role),
            is_expired: token.is_some_and(|token| token.ends <= self.now),
        };
        Ok((presented, invite))
    }

    /// Rules 4 and 13: the verified address of this request's identity token is the invite's, or has one of its domains.
    /// A user who has joined by a link invite can repeat that whatever its domains are now.
    fn addressed(
        &self,
        who: User,
        presented: &Presented,
        invite: &Invite,
        address: Option<Address>,
    ) -> Result<(), Denial> {
        if address.is_none() && !self.broken(Fault::UnverifiedWillDo) {
            return Err(Denial::code("email_unverified"));
        }
        let other = match (invite.to, address) {
            (_, None) => false,
            (Some(to), Some(own)) => to != own && !self.broken(Fault::AnyAddress),
            (None, Some(own)) => {
                let fits = invite.domains.is_empty() || invite.domains.contains(&domain_of(own));
                let repeats = invite.used_by(who) && !self.broken(Fault::DomainsEndRepeats);
                !fits && !repeats && !self.broken(Fault::AnyDomain)
            }
        };
        if !other {
            return Ok(());
        }
        let why = self.closed_why(invite);
        Err(match why {
            None if presented.token_role.is_some() => Denial::code("wrong_account"),
            _ if self.broken(Fault::StrangersLearnWhy) => Denial::closed(why),
            _ => Denial::closed(None),
        })
    }

    /// The denial of a closed invite to a user who has not accepted it. Only the invitee learns why.
    fn closed_to(&self, invite: &Invite) -> Option<Denial> {
        let why = self.closed_why(invite)?;
        let reopened = match invite.decided {
            None => self.broken(Fault::ExpiredAccepted),
            Some((Decision::Declined(_), _)) => self.broken(Fault::DeclinedStaysOpen),
            Some((Decision::Accepted(_), _)) => {
                self.broken(Fault::AcceptsTwice) && invite.to.is_none()
            }
            Some((Decision::Revoked, _)) => false,
        };
        if reopened {
            return None;
        }
        let may_know = invite.to.is_some() && !self.broken(Fault::InviteesLearnNothing);
        Some(Denial::closed(may_know.then_some(why)))
    }

    /// The denial of an invite to a user who has accepted it, and learns that.
    fn used_denial(&self) -> Denial {
        let may_know = !self.broken(Fault::InviteesLearnNothing);
        Denial::closed(may_know.then_some(Why::Used))
    }

    /// Accepts an invite.
    pub(crate) fn accept(&mut self, who: User, address: Option<Address>, proof: Proof) -> Outcome {
        let (presented, invite) = self.presented(who, proof)?;
        self.addressed(who, &presented, &invite, address)?;
        if let Some(outcome) = self.repeat(who, presented.number, &invite) {
            return outcome;
        }
        if self.broken(Fault::OrderChanged) && presented.is_expired {
            return Err(Denial::code("token_expired"));
        }
        if let Some(denial) = self.closed_to(&invite) {
            return Err(denial);
        }
        if presented.is_expired {
            return Err(Denial::code("token_expired"));
        }
        self.check_not_member(who, presented.number)?;
        let outdated = presented
            .token_role
            .is_some_and(|role| role != invite.offer.assignment.name());
        if outdated && !self.broken(Fault::OutdatedTokens) {
            return Err(Denial::code("conflict"));
        }
        if !self.grantable(&invite) && !self.broken(Fault::GrantorNotAsked) {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        if self.member_count() >= MOST_MEMBERS && !self.broken(Fault::NoMemberLimit) {
            return Err(Denial::code("member_limit"));
        }
        Ok(self.join(who, address, presented.number, &invite))
    }

    /// Rule 1: the same user's repeat, while they have the membership that the invite gave.
    fn repeat(&self, who: User, number: InviteNumber, invite: &Invite) -> Option<Outcome> {
        if !invite.used_by(who) {
            return None;
        }
        let member = self.members.get(&who);
        let has_it = member.is_some_and(|member| member.by == Some(number));
        let skipped = member.map_or_else(Vec::new, |member| member.skipped.clone());
        if !has_it && invite.decided.is_none() && self.broken(Fault::LeaversJoinAgain) {
            return None;
        }
        if !(has_it || self.broken(Fault::RepeatsAfterEnd)) || self.broken(Fault::RefusesRepeat) {
            return Some(Err(self.used_denial()));
        }
        if self.inactive(who).is_some() && !self.broken(Fault::RepeatsWhileInactive) {
            return Some(Err(Denial::code("already_member")));
        }
        Some(Ok(Reply::Accepted {
            invite: number,
            skipped,
        }))
    }

    /// Rule 7: a member, suspended or past their end or not, accepts no other invite.
    fn check_not_member(&mut self, who: User, number: InviteNumber) -> Result<(), Denial> {
        let rejoins = self.broken(Fault::InactiveRejoin) && self.inactive(who).is_some();
        if !self.members.contains_key(&who) || rejoins {
            return Ok(());
        }
        if self.broken(Fault::MemberUsesUp) {
            self.decide_invite(number, Decision::Accepted(who));
        }
        Err(Denial::code("already_member"))
    }

    fn join(
        &mut self,
        who: User,
        address: Option<Address>,
        number: InviteNumber,
        invite: &Invite,
    ) -> Reply {
        let ends = invite
            .offer
            .membership
            .filter(|_| !self.broken(Fault::EndForgotten));
        let skipped = self.apply_grants(who, invite);
        let member = Member {
            assignment: invite.offer.assignment,
            address,
            invited_by: Some(invite.grantor),
            by: Some(number),
            skipped: skipped.clone(),
            joined: self.now,
            join_event: 0,
            ends: ends.map(|seconds| self.now + seconds),
            suspended: false,
            changed: self.advance(),
        };
        self.members.insert(who, member);
        self.use_invite(who, number);
        if !self.broken(Fault::JoinKeepsInvites) {
            self.revoke_invites_to(address);
        }
        self.write(Some(who), "invite.accept", None);
        self.write(Some(who), "member.join", None);
        let join_event = self.event_count();
        if let Some(member) = self.members.get_mut(&who) {
            member.join_event = join_event;
        }
        for _ in skipped.len()..invite.offer.projects.len() {
            self.write(Some(who), "hallpass.grant.put", None);
        }
        Reply::Accepted {
            invite: number,
            skipped,
        }
    }

    /// Counts a use of an invite. The last one decides it.
    fn use_invite(&mut self, who: User, number: InviteNumber) {
        let spare = usize::from(self.broken(Fault::OneUseMore));
        let now = self.now;
        let Some(invite) = self.invites.get_mut(number) else {
            return;
        };
        invite.used.push((who, now));
        if count(invite.used.len().saturating_sub(spare)) >= invite.most {
            self.decide_invite(number, Decision::Accepted(who));
        }
    }

    /// Makes an invite's grants those of the new member. Returns the projects that are archived, in which they get none.
    fn apply_grants(&mut self, who: User, invite: &Invite) -> Vec<ProjectNumber> {
        let mut skipped = Vec::new();
        for grant in &invite.offer.projects {
            let open = self.project(grant.project).is_some_and(|it| !it.archived);
            if open || self.broken(Fault::ArchivedJoined) {
                self.grants.insert((grant.project, who), grant.assignment);
            } else {
                skipped.push(grant.project);
            }
        }
        skipped
    }

    /// Declines an invite. The same user's repeat has the same outcome; a member does not close another person's link invite,
    /// and no user closes one for several users.
    pub(crate) fn decline(&mut self, who: User, address: Option<Address>, proof: Proof) -> Outcome {
        let (presented, invite) = self.presented(who, proof)?;
        self.addressed(who, &presented, &invite, address)?;
        let number = presented.number;
        if invite.used_by(who) {
            return Err(self.used_denial());
        }
        if matches!(invite.decided, Some((Decision::Declined(user), _)) if user == who) {
            return Ok(Reply::Invite(number));
        }
        if let Some(denial) = self.closed_to(&invite) {
            return Err(denial);
        }
        if presented.is_expired {
            return Err(Denial::code("token_expired"));
        }
        if invite.to.is_none() && self.members.contains_key(&who) {
            return Err(Denial::code("already_member"));
        }
        if invite.most > 1 && !self.broken(Fault::DeclineClosesToOthers) {
            return Ok(Reply::Invite(number));
        }
        self.decide_invite(number, Decision::Declined(who));
        self.write(Some(who), "invite.decline", None);
        Ok(Reply::Invite(number))
    }

    /// Rule 7: the pending invites to a member's address are revoked by the system, each with an event.
    pub(crate) fn revoke_invites_to(&mut self, address: Option<Address>) {
        let mut numbers = self.pending();
        numbers.retain(|number| {
            let invite = self.invites.get(*number);
            address.is_some() && invite.is_some_and(|invite| invite.to == address)
        });
        for number in numbers {
            self.revoke_all(vec![number]);
            self.write(None, "invite.revoke", None);
        }
    }

    fn decide_invite(&mut self, number: InviteNumber, decision: Decision) {
        if let Some(invite) = self.invites.get_mut(number) {
            invite.decided = Some((decision, self.now));
        }
    }
}
