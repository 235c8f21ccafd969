//! One client: it asks, notes what it was answered, and asks again.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::draw::Draw;
use crate::http::{Connection, Reply, Request};
use crate::invite::{Answer, Ask, Shown};
use crate::log::Log;
use crate::workload::{For, OpenInvite, Shared, Task, Team, Workload, lock};

/// A signed-in user.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) identity: String,
    pub(crate) email: String,
    pub(crate) id: String,
}

/// The run, as every client sees it.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) people: Vec<Person>,
    pub(crate) clients: u32,
    pub(crate) shared: Arc<Shared>,
    /// One eviction to so many questions; none at 0.
    pub(crate) evict_every: usize,
}

/// Refusals after which the owner of a team asks for nothing that could be refused: more are not stored in a minute.
const REFUSALS: u32 = 24;

/// One client.
#[derive(Debug)]
pub(crate) struct Client<'r> {
    number: u32,
    run: &'r Run,
    workload: &'r Workload,
    connection: Connection,
    draw: Draw,
    keys: u64,
    /// In which teams this client may be a member, and by which link: it must not try another one there.
    bound: BTreeMap<usize, String>,
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
            bound: BTreeMap::new(),
        }
    }

    /// Sends requests until there were enough.
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
                Task::Ask(live) => {
                    self.ask_something(&live);
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

    /// Sends the same under the same key until it is answered.
    fn surely(&mut self, method: &str, path: &str, person: usize, body: &str) -> Option<Reply> {
        let key = self.key();
        for _ in 0..200 {
            let reply = self.connection.ask(Request {
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
            .surprise(format!("{method} {path}: never answered"));
        None
    }

    fn make_team(&mut self, number: usize) -> Option<Team> {
        let owner = self.workload.owner(number);
        let reply = self.surely("POST", "/v1/accounts", owner, "{\"name\":\"Team\"}")?;
        let Some(id) = reply.text("id").filter(|_| reply.status == 201) else {
            self.surprised("a team", &reply);
            return None;
        };
        Some(Team {
            id: id.into(),
            number,
            owner,
            refused: 0.into(),
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
        let asker = log.ask(self.number, self.run.clients, Ask::Create);
        let path = format!("/v1/accounts/{}/invites", team.id);
        let reply = self.surely("POST", &path, team.owner, &body)?;
        let id = reply
            .text_in("invite", "id")
            .filter(|_| reply.status == 201);
        let code = reply.text("link").and_then(|link| link.rsplit('/').next());
        let (Some(id), Some(code)) = (id, code) else {
            self.surprised("an invite", &reply);
            return None;
        };
        log.answered(asker, Answer::Created);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        let mut live = OpenInvite {
            id: id.into(),
            code: code.into(),
            whom: For::Person(person.unwrap_or_default()),
            team,
            log: Mutex::new(log),
            busy: 0.into(),
        };
        if person.is_none() {
            live.whom = For::Bearer(self.token_of(&live)?);
        }
        Some(live)
    }

    /// Opens the link of a new invite until it gives its token.
    fn token_of(&mut self, live: &OpenInvite) -> Option<String> {
        for _ in 0..200 {
            if let Some(token) = self.ask(live, Ask::Open, 0) {
                return Some(token);
            }
        }
        self.run
            .shared
            .surprise("a new link never led anywhere".into());
        None
    }

    fn ask_something(&mut self, live: &Arc<OpenInvite>) {
        let team = &live.team;
        let may_be_refused = team.refused.load(Ordering::Relaxed) < REFUSALS;
        let (person, is_free) = match live.whom {
            For::Person(person) => (person, true),
            For::Bearer(_) => {
                let here = self.bound.get(&team.number);
                let is_free = here.is_none_or(|invite| *invite == live.id);
                (self.workload.own(self.number as usize, team), is_free)
            }
        };
        let user = u32::try_from(person).unwrap_or_default();
        let ask = match self.draw.below(100) {
            0..25 if is_free => Ask::Accept(user),
            25..33 if is_free => Ask::Decline(user),
            33..43 if may_be_refused => Ask::Revoke,
            43..55 => Ask::Open,
            _ => Ask::Read,
        };
        let is_link = matches!(live.whom, For::Bearer(_));
        let was_free = !self.bound.contains_key(&team.number);
        if is_link && matches!(ask, Ask::Accept(_)) {
            self.bound.insert(team.number, live.id.clone());
        }
        let said = self.ask(live, ask, person);
        // Refused for certain: the client is no member, and free to try another link.
        if is_link && was_free && said.as_deref() == Some(CLOSED) {
            self.bound.remove(&team.number);
        }
        if self.run.evict_every > 0 && self.draw.below(self.run.evict_every) == 0 {
            self.evict(&live.team.id);
        }
    }

    /// Asks once, notes question and answer, and gives the token of a link, or that it is closed.
    fn ask(&mut self, live: &OpenInvite, ask: Ask, person: usize) -> Option<String> {
        if !self.connection.ready() {
            self.run
                .shared
                .surprise("the runtime did not come back".into());
            return None;
        }
        let (team, id) = (&live.team, &live.id);
        let key = self.key();
        let of_invite = format!("/v1/accounts/{}/invites/{id}", team.id);
        let link = format!("/i/{}", live.code);
        let body = match &live.whom {
            For::Bearer(token) => format!("{{\"token\":\"{token}\"}}"),
            For::Person(_) => format!("{{\"inviteId\":\"{id}\"}}"),
        };
        let (method, path, who, body) = match ask {
            Ask::Accept(_) => (
                "POST",
                "/v1/invites/accept",
                self.identity(person),
                Some(body.as_str()),
            ),
            Ask::Decline(_) => (
                "POST",
                "/v1/invites/decline",
                self.identity(person),
                Some(body.as_str()),
            ),
            Ask::Revoke => (
                "DELETE",
                of_invite.as_str(),
                self.identity(team.owner),
                None,
            ),
            Ask::Read | Ask::Create => ("GET", of_invite.as_str(), self.identity(team.owner), None),
            Ask::Open => ("GET", link.as_str(), None, None),
        };
        let keyed = (method != "GET").then_some(key.as_str());
        let asker = lock(&live.log).ask(self.number, self.run.clients, ask);
        let reply = self.connection.ask(Request {
            method,
            path,
            identity: who,
            key: keyed,
            body,
        });
        let answer = reply
            .as_ref()
            .and_then(|reply| self.understand(ask, person, reply));
        let mut log = lock(&live.log);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        let Some(answer) = answer else {
            log.unanswered(self.number, self.run.clients);
            return None;
        };
        log.answered(asker, answer);
        if ask == Ask::Revoke && answer == Answer::Closed {
            team.refused.fetch_add(1, Ordering::Relaxed);
        }
        match answer {
            Answer::Closed => Some(CLOSED.into()),
            Answer::Leads => reply
                .as_ref()
                .and_then(|reply| fragment(reply))
                .map(String::from),
            Answer::Created
            | Answer::Joined(_)
            | Answer::Declined
            | Answer::Revoked
            | Answer::State(_)
            | Answer::Nothing => None,
        }
    }

    /// What a reply says; nothing if it leaves open what was done.
    fn understand(&self, ask: Ask, person: usize, reply: &Reply) -> Option<Answer> {
        let is_closed = reply.status == 410 && reply.text("code") == Some("invite_closed");
        let status = reply.text("status");
        match (ask, reply.status) {
            (_, 503) => None,
            (Ask::Accept(_) | Ask::Decline(_) | Ask::Revoke, 410) if is_closed => {
                Some(Answer::Closed)
            }
            (Ask::Accept(user), 200) => {
                let joined = reply.text_in("membership", "user");
                let is_own = joined == self.run.people.get(person).map(|each| each.id.as_str());
                // Somebody else's membership is nobody's answer.
                Some(Answer::Joined(if is_own { user } else { u32::MAX }))
            }
            (Ask::Decline(_), 200) if status == Some("declined") => Some(Answer::Declined),
            (Ask::Revoke, 200) if status == Some("revoked") => Some(Answer::Revoked),
            (Ask::Read, 200) => shown(status?).map(Answer::State),
            (Ask::Open, 303) if fragment(reply)? == "closed" => Some(Answer::Closed),
            (Ask::Open, 303) => Some(Answer::Leads),
            _ => {
                self.surprised(ask.word(), reply);
                None
            }
        }
    }

    fn surprised(&self, about: &str, reply: &Reply) {
        let code = reply.text("code").unwrap_or("no code");
        self.run
            .shared
            .surprise(format!("{about}: {} {code}", reply.status));
    }

    /// Has the team's object thrown out of memory, with whatever it is doing.
    fn evict(&mut self, team: &str) {
        let path = format!("/evict/{team}");
        let reply = self.connection.ask(Request {
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

/// What [`Client::ask`] gives for a closed invite.
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
