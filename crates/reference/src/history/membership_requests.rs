//! A client's requests for the membership of one user.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use crate::client::Client;
use crate::http::{Reply, Request};
use crate::invite_requests::fragment;
use crate::log::Log;
use crate::membership::{End, Operation, Response, Way};
use crate::membership_http::{
    ACCESSES, Caller, Of, PROJECT_ACCESSES, offer_by_address, offer_by_link, read, request,
};
use crate::workload::{OpenMembership, Team};

impl Client<'_> {
    /// Creates an invite to a user's address, and a link invite, which only that user uses.
    pub(crate) fn create_membership(
        &mut self,
        team: &Team,
        person: usize,
    ) -> Option<OpenMembership> {
        let email = &self.run.people.get(person)?.email;
        let (to_address, _) = self.post_invite(team, &offer_by_address(team, email)?)?;
        let (link, code) = self.post_invite(team, &offer_by_link(team)?)?;
        let reply = self.send_until_answered("GET", &format!("/i/{code}"), person, "")?;
        let Some(token) = fragment(&reply) else {
            self.unexpected("a new link", &reply);
            return None;
        };
        Some(OpenMembership {
            person,
            to_address,
            link,
            token: token.into(),
            seems_member: false.into(),
            log: Mutex::new(Log::new()),
        })
    }

    /// Sends a random request for a membership.
    pub(crate) fn send_for_membership(&mut self, team: &Team, membership: &OpenMembership) {
        let seems_member = membership.seems_member.load(Ordering::Relaxed);
        let may_be_denied = self.may_be_denied(team);
        let operation = if seems_member {
            self.operation_for_member(may_be_denied)
        } else {
            self.operation_for_user(may_be_denied)
        };
        let Some(person) = self.run.people.get(membership.person) else {
            return;
        };
        let of = Of {
            team,
            membership,
            user: &person.id,
        };
        let Some(wire) = request(&of, operation) else {
            return;
        };
        let key = self.key();
        let body = wire.body.map(|body| body.to_string());
        let request = Request {
            method: wire.method,
            path: &wire.path,
            identity: match wire.caller {
                Caller::Owner => self.identity(team.owner),
                Caller::User => Some(person.identity.as_str()),
                Caller::Service => Some(self.run.service.as_str()),
            },
            key: (wire.method != "GET").then_some(key.as_str()),
            body: body.as_deref(),
        };
        let read = |client: &Self, reply: &Reply| match reply.status {
            503 => None,
            _ => read(&of, operation, reply).or_else(|| {
                client.unexpected(&format!("{operation:?}"), reply);
                None
            }),
        };
        let Some((response, _)) = self.exchange(&membership.log, operation, request, read) else {
            return;
        };
        if response == Response::NotFound && matches!(wire.caller, Caller::Owner) {
            team.denials.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(is_member) = is_member_after(operation, response) {
            membership.seems_member.store(is_member, Ordering::Relaxed);
        }
    }

    /// A request about a member. `may_be_denied` is whether the owner may send one that can be denied.
    fn operation_for_member(&mut self, may_be_denied: bool) -> Operation {
        match self.draw.below(100) {
            0..6 => Operation::Accept(self.way()),
            6..9 => Operation::Leave,
            9..14 => self.enrolment(),
            14..28 => Operation::Find,
            28..36 => Operation::ReadInvite(self.way()),
            36..50 => Operation::Enter,
            50..54 if may_be_denied => Operation::Remove,
            54..66 if may_be_denied => Operation::Suspend(self.draw.below(2) == 0),
            66..76 if may_be_denied => {
                let is_past = self.draw.below(2) == 0;
                Operation::SetEnd(if is_past { End::Past } else { End::Never })
            }
            76..86 if may_be_denied => Operation::Assign(self.draw.below(ACCESSES.len())),
            86..95 if may_be_denied => Operation::Grant(self.draw.below(PROJECT_ACCESSES.len())),
            95..100 if may_be_denied => Operation::Ungrant,
            _ => Operation::Find,
        }
    }

    /// A request about a user who is probably no member.
    fn operation_for_user(&mut self, may_be_denied: bool) -> Operation {
        match self.draw.below(100) {
            0..45 => Operation::Accept(self.way()),
            45..55 => self.enrolment(),
            55..70 => Operation::Find,
            70..88 => Operation::ReadInvite(self.way()),
            88..93 => Operation::Enter,
            93..96 if may_be_denied => Operation::Assign(self.draw.below(ACCESSES.len())),
            96..98 if may_be_denied => Operation::Grant(self.draw.below(PROJECT_ACCESSES.len())),
            98..100 if may_be_denied => Operation::Remove,
            _ => Operation::Find,
        }
    }

    fn way(&mut self) -> Way {
        if self.draw.below(2) == 0 {
            Way::Address
        } else {
            Way::Link
        }
    }

    fn enrolment(&mut self) -> Operation {
        Operation::Enrol(
            self.draw.below(ACCESSES.len()),
            self.draw.below(PROJECT_ACCESSES.len()),
        )
    }
}

/// Whether a response shows that the user is a member, or that they are not.
fn is_member_after(operation: Operation, response: Response) -> Option<bool> {
    match response {
        Response::Joined { .. } | Response::Member(_) | Response::Entered(_) => Some(true),
        Response::NotFound => Some(false),
        Response::Done => (operation != Operation::Ungrant).then_some(false),
        Response::AlreadyMember
        | Response::Closed
        | Response::Granted(_)
        | Response::Invite(_)
        | Response::Suspended
        | Response::PastEnd
        | Response::Impossible => None,
    }
}
