//! One client: it sends requests one after another and records the responses.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::draw::Draw;
use crate::http::{Connection, Reply, Request};
use crate::invite::{Operation, Response, Shown};
use crate::log::Log;
use crate::workload::{Invitee, OpenInvite, Shared, Task, Team, Workload, lock};

/// A signed-in user.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) identity: String,
    pub(crate) email: String,
    pub(crate) id: String,
}

/// What all clients of a run share.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) people: Vec<Person>,
    pub(crate) clients: u32,
    pub(crate) shared: Arc<Shared>,
    /// The mean number of operations between evictions; 0 for none.
    pub(crate) evict_every: usize,
}

/// The denials after which the owner of a team sends nothing that can be denied. More in a minute are rate limited.
const MAX_DENIALS: u32 = 24;

/// One client.
#[derive(Debug)]
pub(crate) struct Client<'r> {
    number: u32,
    run: &'r Run,
    workload: &'r Workload,
    connection: Connection,
    draw: Draw,
    keys: u64,
    /// The link that may have made this client a member, by team. The client must not use another one there.
    used_links: BTreeMap<usize, String>,
}

impl<'r> Client<'r> {
    pub(crate) fn new(
        number: u32,
        run: &'r Run,
        workload: &'r Workload,
        connection: Connection,
        draw: Draw,
    ) -> Self {
        Self {
            number,
            run,
            workload,
            connection,
            draw,
            keys: 0,
            used_links: BTreeMap::new(),
        }
    }

    /// Sends requests until the run has enough.
    pub(crate) fn work(&mut self) {
        while !self.run.shared.is_enough() {
            match self.workload.next(&mut self.draw) {
                Task::Team(number) => {
                    let team = self.make_team(number);
                    self.workload.opened(team);
                }
                Task::Create(team, person) => {
                    let live = self.create(team, person);
                    self.workload.created(live);
                }
                Task::Send(live) => {
                    self.send_random(&live);
                    self.workload.sent(&live);
                }
                Task::Wait => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    fn identity(&self, person: usize) -> Option<&'r str> {
        self.run
            .people
            .get(person)
            .map(|each| each.identity.as_str())
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        format!("c{}-{}", self.number, self.keys)
    }

    /// Retries a request with the same key until it has a response.
    fn send_until_answered(
        &mut self,
        method: &str,
        path: &str,
        person: usize,
        body: &str,
    ) -> Option<Reply> {
        let key = self.key();
        for _ in 0..200 {
            let reply = self.connection.send(Request {
                method,
                path,
                identity: self.identity(person),
                key: Some(&key),
                body: Some(body),
            });
            match reply {
                Some(reply) if reply.status == 503 => thread::sleep(Duration::from_millis(5)),
                Some(reply) => return Some(reply),
                None => {}
            }
        }
        self.run
            .shared
            .record_unexpected(format!("{method} {path}: no response"));
        None
    }

    fn make_team(&mut self, number: usize) -> Option<Team> {
        let owner = self.workload.owner(number);
        let reply =
            self.send_until_answered("POST", "/v1/accounts", owner, "{\"name\":\"Team\"}")?;
        let Some(id) = reply.text("id").filter(|_| reply.status == 201) else {
            self.unexpected("a team", &reply);
            return None;
        };
        Some(Team {
            id: id.into(),
            number,
            owner,
            denials: 0.into(),
        })
    }

    fn create(&mut self, team: Arc<Team>, person: Option<usize>) -> Option<OpenInvite> {
        let email = person
            .and_then(|person| self.run.people.get(person))
            .map(|each| &each.email);
        let body = email.map_or_else(
            || "{\"role\":\"basic\"}".into(),
            |email| format!("{{\"role\":\"basic\",\"email\":\"{email}\"}}"),
        );
        let mut log = Log::default();
        let process = log.invoked(self.number, self.run.clients, Operation::Create);
        let path = format!("/v1/accounts/{}/invites", team.id);
        let reply = self.send_until_answered("POST", &path, team.owner, &body)?;
        let id = reply
            .text_in("invite", "id")
            .filter(|_| reply.status == 201);
        let code = reply.text("link").and_then(|link| link.rsplit('/').next());
        let (Some(id), Some(code)) = (id, code) else {
            self.unexpected("an invite", &reply);
            return None;
        };
        log.returned(process, Response::Created);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        let mut live = OpenInvite {
            id: id.into(),
            code: code.into(),
            invitee: Invitee::Person(person.unwrap_or_default()),
            team,
            log: Mutex::new(log),
            busy: 0.into(),
        };
        if person.is_none() {
            live.invitee = Invitee::Bearer(self.token_of(&live)?);
        }
        Some(live)
    }

    /// Opens the link of a new invite until there is a token.
    fn token_of(&mut self, live: &OpenInvite) -> Option<String> {
        for _ in 0..200 {
            if let Some(token) = self.send(live, Operation::Open, 0) {
                return Some(token);
            }
        }
        self.run
            .shared
            .record_unexpected("a new link has no token".into());
        None
    }

    fn send_random(&mut self, live: &Arc<OpenInvite>) {
        let team = &live.team;
        let may_be_denied = team.denials.load(Ordering::Relaxed) < MAX_DENIALS;
        let (person, is_free) = match live.invitee {
            Invitee::Person(person) => (person, true),
            Invitee::Bearer(_) => {
                let here = self.used_links.get(&team.number);
                let is_free = here.is_none_or(|invite| *invite == live.id);
                (self.workload.own(self.number as usize, team), is_free)
            }
        };
        let user = u32::try_from(person).unwrap_or_default();
        let operation = match self.draw.below(100) {
            0..25 if is_free => Operation::Accept(user),
            25..33 if is_free => Operation::Decline(user),
            33..43 if may_be_denied => Operation::Revoke,
            43..55 => Operation::Open,
            _ => Operation::Read,
        };
        let is_link = matches!(live.invitee, Invitee::Bearer(_));
        let was_free = !self.used_links.contains_key(&team.number);
        if is_link && matches!(operation, Operation::Accept(_)) {
            self.used_links.insert(team.number, live.id.clone());
        }
        let result = self.send(live, operation, person);
        // The client is certainly not a member, so it can use another link.
        if is_link && was_free && result.as_deref() == Some(CLOSED) {
            self.used_links.remove(&team.number);
        }
        if self.run.evict_every > 0 && self.draw.below(self.run.evict_every) == 0 {
            self.evict(&live.team.id);
        }
    }

    /// Sends one request and records it with its response. Returns the token of an opened link, or `CLOSED`.
    fn send(&mut self, live: &OpenInvite, operation: Operation, person: usize) -> Option<String> {
        if !self.connection.ready() {
            self.run
                .shared
                .record_unexpected("the runtime did not come back".into());
            return None;
        }
        let (team, id) = (&live.team, &live.id);
        let key = self.key();
        let of_invite = format!("/v1/accounts/{}/invites/{id}", team.id);
        let link = format!("/i/{}", live.code);
        let body = match &live.invitee {
            Invitee::Bearer(token) => format!("{{\"token\":\"{token}\"}}"),
            Invitee::Person(_) => format!("{{\"inviteId\":\"{id}\"}}"),
        };
        let (method, path, who, body) = match operation {
            Operation::Accept(_) => (
                "POST",
                "/v1/invites/accept",
                self.identity(person),
                Some(body.as_str()),
            ),
            Operation::Decline(_) => (
                "POST",
                "/v1/invites/decline",
                self.identity(person),
                Some(body.as_str()),
            ),
            Operation::Revoke => (
                "DELETE",
                of_invite.as_str(),
                self.identity(team.owner),
                None,
            ),
            Operation::Read | Operation::Create => {
                ("GET", of_invite.as_str(), self.identity(team.owner), None)
            }
            Operation::Open => ("GET", link.as_str(), None, None),
        };
        let keyed = (method != "GET").then_some(key.as_str());
        let process = lock(&live.log).invoked(self.number, self.run.clients, operation);
        let reply = self.connection.send(Request {
            method,
            path,
            identity: who,
            key: keyed,
            body,
        });
        let response = reply
            .as_ref()
            .and_then(|reply| self.read_response(operation, person, reply));
        let mut log = lock(&live.log);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        let Some(response) = response else {
            log.unanswered(self.number, self.run.clients);
            return None;
        };
        log.returned(process, response);
        if operation == Operation::Revoke && response == Response::Closed {
            team.denials.fetch_add(1, Ordering::Relaxed);
        }
        match response {
            Response::Closed => Some(CLOSED.into()),
            Response::Opened => reply
                .as_ref()
                .and_then(|reply| fragment(reply))
                .map(String::from),
            Response::Created
            | Response::Joined(_)
            | Response::Declined
            | Response::Revoked
            | Response::State(_)
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
            (Operation::Read, 200) => shown(status?).map(Response::State),
            (Operation::Open, 303) if fragment(reply)? == "closed" => Some(Response::Closed),
            (Operation::Open, 303) => Some(Response::Opened),
            _ => {
                self.unexpected(operation.name(), reply);
                None
            }
        }
    }

    fn unexpected(&self, about: &str, reply: &Reply) {
        let code = reply.text("code").unwrap_or("no code");
        self.run
            .shared
            .record_unexpected(format!("{about}: {} {code}", reply.status));
    }

    /// Evicts the team's object from memory.
    fn evict(&mut self, team: &str) {
        let path = format!("/evict/{team}");
        let reply = self.connection.send(Request {
            method: "POST",
            path: &path,
            identity: None,
            key: None,
            body: None,
        });
        if reply.is_some_and(|reply| reply.status == 200) {
            self.run.shared.evicted.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// The result of [`Client::send`] for a closed invite.
const CLOSED: &str = "closed";

/// Where a link leads: the invite's token, or `closed`.
fn fragment(reply: &Reply) -> Option<&str> {
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
