//! One client: it sends requests one after another and records the responses.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::draw::Draw;
use crate::http::{Connection, RESTART_TIMEOUT, Reply, Request};
use crate::log::{Log, Subject};
use crate::workload::{NewSubject, OpenSubject, Shared, Target, Task, Team, Workload, lock};

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
    /// The identity of a service that has every permission.
    pub(crate) service: String,
    pub(crate) clients: u32,
    /// Distinguishes the idempotency keys of this run from those of earlier runs against the same Worker.
    pub(crate) key_prefix: String,
    pub(crate) shared: Arc<Shared>,
    /// The mean number of operations between evictions; 0 for none.
    pub(crate) evict_every: usize,
}

/// The denials after which the owner of a team sends nothing that can be denied. More in a minute are rate limited.
const MAX_DENIALS: u32 = 24;
/// How long a request is repeated until it has a response: as long as a restart and a few late replies take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// The pause before a request is repeated.
const REPEAT_PAUSE: Duration = Duration::from_millis(5);

/// One client.
#[derive(Debug)]
pub(crate) struct Client<'r> {
    pub(crate) number: u32,
    pub(crate) run: &'r Run,
    pub(crate) workload: &'r Workload,
    pub(crate) connection: Connection,
    pub(crate) draw: Draw,
    keys: u64,
    /// The link that may have made this client a member, by team. The client must not use another one there.
    pub(crate) used_links: BTreeMap<usize, String>,
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

    /// Sends requests until the run is over.
    pub(crate) fn work(&mut self) {
        while !self.run.shared.is_over() {
            match self.workload.next(&mut self.draw) {
                Task::Team(number) => {
                    let team = self.make_team(number);
                    self.workload.opened(team);
                }
                Task::Create(team, new) => {
                    let subject = self.create(&team, new);
                    self.workload.created(team, subject);
                }
                Task::Send(target) => {
                    self.send_random(&target);
                    self.workload.sent(&target);
                }
                Task::Wait => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    pub(crate) fn identity(&self, person: usize) -> Option<&'r str> {
        self.run
            .people
            .get(person)
            .map(|each| each.identity.as_str())
    }

    pub(crate) fn key(&mut self) -> String {
        self.keys += 1;
        format!("{}-{}-{}", self.run.key_prefix, self.number, self.keys)
    }

    /// Retries a request with the same key until it has a response, or the run is over. The run fails if there is none in time.
    pub(crate) fn send_until_answered(
        &mut self,
        method: &str,
        path: &str,
        person: usize,
        body: &str,
    ) -> Option<Reply> {
        let key = self.key();
        self.repeat(&format!("a response to {method} {path}"), |client| {
            let reply = client.connection.send(Request {
                method,
                path,
                identity: client.identity(person),
                key: Some(&key),
                body: Some(body),
            });
            reply.filter(|reply| reply.status != 503)
        })
    }

    /// Repeats `attempt` until it returns something, or the run is over. The run fails if that takes too long.
    pub(crate) fn repeat<T>(
        &mut self,
        what: &str,
        mut attempt: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let until = Instant::now() + ANSWER_TIMEOUT;
        while !self.run.shared.is_over() {
            if let Some(result) = attempt(self) {
                return Some(result);
            }
            if Instant::now() > until {
                let seconds = ANSWER_TIMEOUT.as_secs();
                self.run.shared.fail(format!(
                    "client {} waited {seconds} s for {what}",
                    self.number
                ));
            }
            thread::sleep(REPEAT_PAUSE);
        }
        None
    }

    /// Sends a request and records it with its response, which `read` finds in the reply. `None` leaves open what was done.
    pub(crate) fn exchange<S: Subject>(
        &mut self,
        log: &Mutex<Log<S>>,
        operation: S::Op,
        request: Request<'_>,
        read: impl FnOnce(&Self, &Reply) -> Option<S::Ret>,
    ) -> Option<(S::Ret, Reply)> {
        if !self.connection.ready() {
            let seconds = RESTART_TIMEOUT.as_secs();
            self.run
                .shared
                .fail(format!("the runtime did not come back within {seconds} s"));
            return None;
        }
        let process = lock(log).invoked(self.number, self.run.clients, operation);
        let reply = self.connection.send(request);
        let answer = reply.and_then(|reply| Some((read(self, &reply)?, reply)));
        let mut log = lock(log);
        self.run.shared.sent.fetch_add(1, Ordering::Relaxed);
        match &answer {
            Some((response, _)) => {
                self.run.shared.answered.fetch_add(1, Ordering::Relaxed);
                log.returned(process, *response);
            }
            None => log.unanswered(self.number, self.run.clients),
        }
        answer
    }

    fn make_team(&mut self, number: usize) -> Option<Team> {
        let owner = self.workload.owner(number);
        let reply =
            self.send_until_answered("POST", "/v1/accounts", owner, "{\"name\":\"Team\"}")?;
        let Some(id) = reply.text("id").filter(|_| reply.status == 201) else {
            self.unexpected("a team", &reply);
            return None;
        };
        let path = format!("/v1/accounts/{id}/projects");
        let made = self.send_until_answered("POST", &path, owner, "{\"name\":\"Project\"}")?;
        let Some(project) = made.text("id").filter(|_| made.status == 201) else {
            self.unexpected("a project", &made);
            return None;
        };
        Some(Team {
            id: id.into(),
            number,
            owner,
            project: project.into(),
            denials: 0.into(),
        })
    }

    fn create(&mut self, team: &Team, new: NewSubject) -> Option<OpenSubject> {
        Some(match new {
            NewSubject::LinkInvite(most) => {
                OpenSubject::Invite(self.create_invite(team, None, most)?)
            }
            NewSubject::InviteTo(person) => {
                OpenSubject::Invite(self.create_invite(team, Some(person), 1)?)
            }
            NewSubject::MembershipOf(person) => {
                OpenSubject::Membership(self.create_membership(team, person)?)
            }
        })
    }

    fn send_random(&mut self, target: &Target) {
        match &target.subject {
            OpenSubject::Invite(invite) => self.send_for_invite(&target.team, invite),
            OpenSubject::Membership(membership) => {
                self.send_for_membership(&target.team, membership);
            }
        }
        if self.run.evict_every > 0 && self.draw.below(self.run.evict_every) == 0 {
            self.evict(&target.team.id);
        }
    }

    /// Whether the owner of a team may send something that can be denied.
    pub(crate) fn may_be_denied(&self, team: &Team) -> bool {
        team.denials.load(Ordering::Relaxed) < MAX_DENIALS
    }

    pub(crate) fn unexpected(&self, about: &str, reply: &Reply) {
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
