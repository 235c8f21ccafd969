//! A client's requests for an invite.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::client::Client;
use crate::http::{Reply, Request};
use crate::invite::{Operation, Response, Shown};
use crate::log::Log;
use crate::workload::{Invitee, OpenInvite, Team};

/// The result of [`Client::send_invite_request`] for a closed invite.
const CLOSED: &str = "closed";

impl Client<'_> {
    /// Creates an invite to this user's address, or a link invite for so many users.
    pub(crate) fn create_invite(
        &mut self,
        team: &Team,
        person: Option<usize>,
        most: usize,
    ) -> Option<OpenInvite> {
        let email = person
            .and_then(|person| self.run.people.get(person))
            .map(|each| &each.email);
        let body = match email {
            Some(email) => json!({ "role": "basic", "email": email }),
            None => json!({ "role": "basic", "maxUses": most }),
        };
        let body = body.to_string();
        let mut log = Log::new();
        let process = log.invoked(self.number, self.run.clients, Operation::Create(most));
        let (id, code) = self.post_invite(team, &body)?;
        log.returned(process, Response::Created);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        let mut invite = OpenInvite {
            id,
            code,
            invitee: Invitee::Person(person.unwrap_or_default()),
            most,
            log: Mutex::new(log),
        };
        if person.is_none() {
            invite.invitee = Invitee::Bearer(self.token_of(team, &invite)?);
        }
        Some(invite)
    }

    /// Creates an invite. Returns its id and the code in its link.
    pub(crate) fn post_invite(&mut self, team: &Team, body: &str) -> Option<(String, String)> {
        let path = format!("/v1/accounts/{}/invites", team.id);
        let reply = self.send_until_answered("POST", &path, team.owner, body)?;
        let id = reply
            .text_in("invite", "id")
            .filter(|_| reply.status == 201);
        let code = reply.text("link").and_then(|link| link.rsplit('/').next());
        let (Some(id), Some(code)) = (id, code) else {
            self.unexpected("an invite", &reply);
            return None;
        };
        Some((id.into(), code.into()))
    }

    /// Opens the link of a new invite until there is a token.
    fn token_of(&mut self, team: &Team, invite: &OpenInvite) -> Option<String> {
        self.repeat("the token of a new link", |client| {
            client.send_invite_request(team, invite, Operation::Open, 0)
        })
    }

    /// Sends a random request for an invite.
    pub(crate) fn send_for_invite(&mut self, team: &Team, invite: &OpenInvite) {
        let (person, is_free) = match invite.invitee {
            Invitee::Person(person) => (person, true),
            Invitee::Bearer(_) => {
                let here = self.used_links.get(&team.number);
                let is_free = here.is_none_or(|used| *used == invite.id);
                (self.workload.own(self.number as usize, team), is_free)
            }
        };
        let user = u32::try_from(person).unwrap_or_default();
        let operation = match self.draw.below(100) {
            0..25 if is_free => Operation::Accept(user),
            // A link for several users stays open when one of them declines.
            25..33 if is_free && invite.most == 1 => Operation::Decline(user),
            33..43 if self.may_be_denied(team) => Operation::Revoke,
            43..55 => Operation::Open,
            _ => Operation::Read,
        };
        let is_link = matches!(invite.invitee, Invitee::Bearer(_));
        let was_free = !self.used_links.contains_key(&team.number);
        if is_link && matches!(operation, Operation::Accept(_)) {
            self.used_links.insert(team.number, invite.id.clone());
        }
        let result = self.send_invite_request(team, invite, operation, person);
        // The client is certainly not a member, so it can use another link.
        if is_link && was_free && result.as_deref() == Some(CLOSED) {
            self.used_links.remove(&team.number);
        }
    }

    /// Sends one request and records it with its response. Returns the token of an opened link, or `CLOSED`.
    fn send_invite_request(
        &mut self,
        team: &Team,
        invite: &OpenInvite,
        operation: Operation,
        person: usize,
    ) -> Option<String> {
        let id = &invite.id;
        let key = self.key();
        let of_invite = format!("/v1/accounts/{}/invites/{id}", team.id);
        let link = format!("/i/{}", invite.code);
        let body = match &invite.invitee {
            Invitee::Bearer(token) => format!("{{\"token\":\"{token}\"}}"),
            Invitee::Person(_) => format!("{{\"inviteId\":\"{id}\"}}"),
        };
        let (invitee, owner) = (self.identity(person), self.identity(team.owner));
        let (method, path, identity, body) = match operation {
            Operation::Accept(_) => ("POST", "/v1/invites/accept", invitee, Some(body.as_str())),
            Operation::Decline(_) => ("POST", "/v1/invites/decline", invitee, Some(body.as_str())),
            Operation::Revoke => ("DELETE", of_invite.as_str(), owner, None),
            Operation::Read | Operation::Create(_) => ("GET", of_invite.as_str(), owner, None),
            Operation::Open => ("GET", link.as_str(), None, None),
        };
        let request = Request {
            method,
            path,
            identity,
            key: (method != "GET").then_some(key.as_str()),
            body,
        };
        let read = |client: &Self, reply: &Reply| client.read_response(operation, person, reply);
        let (response, reply) = self.exchange(&invite.log, operation, request, read)?;
        if operation == Operation::Revoke && response == Response::Closed {
            team.denials.fetch_add(1, Ordering::Relaxed);
        }
        match response {
            Response::Closed => Some(CLOSED.into()),
            Response::Opened => fragment(&reply).map(String::from),
            Response::Created
            | Response::Joined(_)
            | Response::Declined
            | Response::Revoked
            | Response::State(..)
            | Response::NotFound => None,
        }
    }

    /// The response in a reply; `None` if it leaves open what was done.
    fn read_response(
        &self,
        operation: Operation,
        person: usize,
        reply: &Reply,
    ) -> Option<Response> {
        let is_closed = reply.status == 410 && reply.text("code") == Some("invite_closed");
        let status = reply.text("status");
        match (operation, reply.status) {
            (_, 503) => None,
            (Operation::Accept(_) | Operation::Decline(_) | Operation::Revoke, 410)
                if is_closed =>
            {
                Some(Response::Closed)
            }
            (Operation::Accept(user), 200) => {
                let joined = reply.text_in("membership", "user");
                let is_own = joined == self.run.people.get(person).map(|each| each.id.as_str());
                // Another user's membership is never a correct response.
                Some(Response::Joined(if is_own { user } else { u32::MAX }))
            }
            (Operation::Decline(_), 200) if status == Some("declined") => Some(Response::Declined),
            (Operation::Revoke, 200) if status == Some("revoked") => Some(Response::Revoked),
            (Operation::Read, 200) => {
                let shown = shown(status?)?;
                // An invite to an address has no count.
                let uses = match reply.json().get("uses").and_then(Value::as_u64) {
                    Some(uses) => usize::try_from(uses).unwrap_or(usize::MAX),
                    None => usize::from(shown == Shown::Accepted),
                };
                Some(Response::State(shown, uses))
            }
            (Operation::Open, 303) if fragment(reply)? == CLOSED => Some(Response::Closed),
            (Operation::Open, 303) => Some(Response::Opened),
            _ => {
                self.unexpected("an invite's request", reply);
                None
            }
        }
    }
}

/// Where a link leads: the invite's token, or `closed`.
pub(crate) fn fragment(reply: &Reply) -> Option<&str> {
    let (_, rest) = reply.header("location")?.split_once("#invite=")?;
    rest.split('&').next()
}

fn shown(status: &str) -> Option<Shown> {
    match status {
        "pending" => Some(Shown::Pending),
        "accepted" => Some(Shown::Accepted),
        "declined" => Some(Shown::Declined),
        "revoked" => Some(Shown::Revoked),
        _ => None,
    }
}
