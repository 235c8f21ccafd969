//! What an invitee does: open the link, accept, decline (rules 1, 4, 7, 10 and 13, and the order of refusals).

use super::ask::{Address, By, No, Reply, User};
use super::fault::Fault;
use super::step::Answer;
use super::world::{DAY, Decision, Invite, MOST_MEMBERS, Member, Token, World};

/// What an invite is answered with.
struct Shown {
    number: usize,
    by_token: bool,
    ended: bool,
}

impl World {
    /// A good link of a pending invite gives a token of a day at most, and never longer than the invite's own life.
    pub(crate) fn open_link(&mut self, number: usize, generation: u32) -> Reply {
        let open = self.account.is_some() && !self.closed;
        let Some(invite) = self.invites.get(number).filter(|_| open) else {
            return Reply::LinkClosed;
        };
        let old = invite.generation != generation && !self.broken(Fault::OldLinksWork);
        if old || self.closed_why(invite).is_some() {
            return Reply::LinkClosed;
        }
        let longest = self.now + DAY;
        let ends = invite
            .ends
            .filter(|_| !self.broken(Fault::TokenOutlivesInvite));
        let ends = ends.map_or(longest, |end| end.min(longest));
        self.tokens.push(Token {
            invite: number,
            generation: invite.generation,
            ends,
        });
        Reply::Opened {
            generation: invite.generation,
            ends,
        }
    }

    /// The invite that is answered: unknown, of an older link, of a closed account, or a link invite by its id: closed.
    fn shown(&self, by: By) -> Result<(Shown, Invite), No> {
        let closed = No::closed(None);
        if self.account.is_none() || self.closed {
            return Err(closed);
        }
        let (number, generation, ends) = match by {
            By::Id(number) => (number, None, None),
            By::Token(at) => {
                let token = self.tokens.get(at).ok_or(closed)?;
                (token.invite, Some(token.generation), Some(token.ends))
            }
        };
        let invite = self.invites.get(number).cloned().ok_or(closed)?;
        let old = generation.is_some_and(|generation| generation != invite.generation);
        let by_id = invite.to.is_none() && generation.is_none() && !self.broken(Fault::LinkById);
        if (old && !self.broken(Fault::OldLinksWork)) || by_id {
            return Err(closed);
        }
        let shown = Shown {
            number,
            by_token: generation.is_some(),
            ended: ends.is_some_and(|end| end <= self.now),
        };
        Ok((shown, invite))
    }

    /// Rule 4: the verified address of this very request.
    fn addressed(
        &self,
        shown: &Shown,
        invite: &Invite,
        address: Option<Address>,
    ) -> Result<(), No> {
        if address.is_none() && !self.broken(Fault::UnverifiedWillDo) {
            return Err(No::code("email_unverified"));
        }
        let other = invite.to.is_some() && address.is_some() && invite.to != address;
        if !other || self.broken(Fault::AnyAddress) {
            return Ok(());
        }
        let why = self.closed_why(invite);
        Err(match why {
            None if shown.by_token => No::code("wrong_account"),
            _ if self.broken(Fault::StrangersLearnWhy) => No::closed(why),
            _ => No::closed(None),
        })
    }

    /// Closed. Only the invitee learns why; for a link invite, only the user who accepted it.
    fn closed_to(&self, who: User, invite: &Invite) -> Option<No> {
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
        let theirs = matches!(invite.decided, Some((Decision::Accepted(user), _)) if user == who);
        let told = (invite.to.is_some() || theirs) && !self.broken(Fault::InviteesLearnNothing);
        Some(No::closed(told.then_some(why)))
    }

    /// Joins, in the design's order of refusals.
    pub(crate) fn accept(&mut self, who: User, address: Option<Address>, by: By) -> Answer {
        let (shown, invite) = self.shown(by)?;
        self.addressed(&shown, &invite, address)?;
        let number = shown.number;
        if matches!(invite.decided, Some((Decision::Accepted(user), _)) if user == who) {
            let member = self.members.get(&who);
            let stands = member.is_some_and(|member| member.by == Some(number));
            if (stands || self.broken(Fault::RepeatsAfterEnd)) && !self.broken(Fault::RefusesRepeat)
            {
                return Ok(Reply::Accepted(number));
            }
        }
        if self.broken(Fault::OrderChanged) && shown.ended {
            return Err(No::code("token_expired"));
        }
        if let Some(no) = self.closed_to(who, &invite) {
            return Err(no);
        }
        if shown.ended {
            return Err(No::code("token_expired"));
        }
        if self.members.contains_key(&who) {
            if self.broken(Fault::MemberUsesUp) {
                self.decide_invite(number, Decision::Accepted(who));
            }
            return Err(No::code("already_member"));
        }
        if !self.grantable(&invite) && !self.broken(Fault::GrantorNotAsked) {
            return Err(No::code("role_exceeds_grantor"));
        }
        if self.count() >= MOST_MEMBERS && !self.broken(Fault::NoMemberLimit) {
            return Err(No::code("member_limit"));
        }
        let member = Member {
            role: invite.role,
            address,
            invited_by: Some(invite.grantor),
            by: Some(number),
            joined: self.now,
            changed: self.advance(),
        };
        self.members.insert(who, member);
        self.decide_invite(number, Decision::Accepted(who));
        if !self.broken(Fault::JoinKeepsInvites) {
            self.revoke_invites_to(address);
        }
        self.write(Some(who), "invite.accept", None);
        self.write(Some(who), "member.join", None);
        Ok(Reply::Accepted(number))
    }

    /// Does not join. The same user's repeat is the same answer; a member does not close a colleague's link invite.
    pub(crate) fn decline(&mut self, who: User, address: Option<Address>, by: By) -> Answer {
        let (shown, invite) = self.shown(by)?;
        self.addressed(&shown, &invite, address)?;
        let number = shown.number;
        if matches!(invite.decided, Some((Decision::Declined(user), _)) if user == who) {
            return Ok(Reply::Invite(number));
        }
        if let Some(no) = self.closed_to(who, &invite) {
            return Err(no);
        }
        if shown.ended {
            return Err(No::code("token_expired"));
        }
        if invite.to.is_none() && self.members.contains_key(&who) {
            return Err(No::code("already_member"));
        }
        self.decide_invite(number, Decision::Declined(who));
        self.write(Some(who), "invite.decline", None);
        Ok(Reply::Invite(number))
    }

    /// Rule 7: the pending invites to a member's address are revoked, each with an event by the system.
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

    fn decide_invite(&mut self, number: usize, decision: Decision) {
        if let Some(invite) = self.invites.get_mut(number) {
            invite.decided = Some((decision, self.now));
        }
    }
}
