//! The tasks of a group of clients: one team after another, and a few of its invites at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::draw::Draw;
use crate::log::{Event, Log};

/// Invites that are used at the same time.
const ACTIVE_INVITES: usize = 2;
/// Invites of one team. A new member is delivered to all members, so teams stay small.
const INVITES_PER_TEAM: u32 = 12;
/// Requests for one invite.
const REQUESTS_PER_INVITE: u32 = 20;

/// A team.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    /// Its number in the run.
    pub(crate) number: usize,
    pub(crate) owner: usize,
    /// Denials of the owner, which are rate limited.
    pub(crate) denials: AtomicU32,
}

/// The invitee of an invite.
#[derive(Debug, Clone)]
pub(crate) enum Invitee {
    /// Anyone with the token of the link.
    Bearer(String),
    /// This user.
    Person(usize),
}

/// An invite.
#[derive(Debug)]
pub(crate) struct OpenInvite {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) invitee: Invitee,
    pub(crate) team: Arc<Team>,
    pub(crate) log: Mutex<Log>,
    /// Clients that are using it.
    pub(crate) busy: AtomicU32,
}

/// A client's next task.
#[derive(Debug)]
pub(crate) enum Task {
    /// Create a team.
    Team(usize),
    /// Create an invite for this user, or a link invite.
    Create(Arc<Team>, Option<usize>),
    /// Send a request for this invite.
    Send(Arc<OpenInvite>),
    /// Wait until another client has created something.
    Wait,
}

/// The number of users of each kind, in the order of the plan: those of the clients, invitees, owners.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UserCounts {
    pub(crate) clients: usize,
    pub(crate) own: usize,
    pub(crate) invited: usize,
    pub(crate) owners: usize,
}

#[derive(Debug, Default)]
struct State {
    team: Option<Arc<Team>>,
    is_creating_team: bool,
    active: Vec<Arc<OpenInvite>>,
    creating: usize,
    created: u32,
}

/// The shared state of one group of clients.
#[derive(Debug)]
pub(crate) struct Workload {
    state: Mutex<State>,
    counts: UserCounts,
    shared: Arc<Shared>,
}

/// What all groups share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) wanted: u64,
    pub(crate) sent: AtomicU64,
    pub(crate) evicted: AtomicU64,
    teams: AtomicU64,
    finished: SyncSender<Vec<Event>>,
    /// How often each unexpected response occurred.
    pub(crate) unexpected: Mutex<BTreeMap<String, u64>>,
}

impl Shared {
    pub(crate) fn new(wanted: u64, finished: SyncSender<Vec<Event>>) -> Self {
        Self {
            wanted,
            sent: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
            teams: AtomicU64::new(0),
            finished,
            unexpected: Mutex::default(),
        }
    }

    /// Whether enough requests were sent.
    pub(crate) fn is_enough(&self) -> bool {
        self.sent.load(Ordering::Relaxed) >= self.wanted
    }

    /// Records an unexpected response.
    pub(crate) fn record_unexpected(&self, what: String) {
        *lock(&self.unexpected).entry(what).or_default() += 1;
    }
}

impl Workload {
    pub(crate) fn new(counts: UserCounts, shared: Arc<Shared>) -> Self {
        Self {
            state: Mutex::default(),
            counts,
            shared,
        }
    }

    /// Returns a client's next task.
    pub(crate) fn next(&self, draw: &mut Draw) -> Task {
        let mut state = lock(&self.state);
        let is_full = state.created >= INVITES_PER_TEAM;
        match &state.team {
            Some(team) if !is_full && state.active.len() + state.creating < ACTIVE_INVITES => {
                let team = Arc::clone(team);
                state.creating += 1;
                state.created += 1;
                let turn = state.created;
                let person = turn
                    .is_multiple_of(2)
                    .then(|| self.next_invitee(&team, turn));
                return Task::Create(team, person);
            }
            None | Some(_) if (state.team.is_none() || is_full) && !state.is_creating_team => {
                state.is_creating_team = true;
                let number = self.shared.teams.fetch_add(1, Ordering::Relaxed);
                return Task::Team(usize::try_from(number).unwrap_or_default());
            }
            None | Some(_) => {}
        }
        let drawn = draw.below(state.active.len());
        state.active.get(drawn).map_or(Task::Wait, |live| {
            live.busy.fetch_add(1, Ordering::Relaxed);
            Task::Send(Arc::clone(live))
        })
    }

    /// A user who has not been invited to the team: each invite is for the next user.
    fn next_invitee(&self, team: &Team, turn: u32) -> usize {
        let turn = usize::try_from(turn / 2).unwrap_or_default();
        let first = team.number.wrapping_mul(INVITES_PER_TEAM as usize / 2);
        self.counts.own + (first + turn) % self.counts.invited.max(1)
    }

    /// The owner of a team.
    pub(crate) fn owner(&self, number: usize) -> usize {
        self.counts.own + self.counts.invited + number % self.counts.owners.max(1)
    }

    /// The user of a client in a team.
    pub(crate) fn own(&self, client: usize, team: &Team) -> usize {
        let kinds = (self.counts.own / self.counts.clients.max(1)).max(1);
        client + self.counts.clients * (team.number % kinds)
    }

    /// A team was created.
    pub(crate) fn opened(&self, team: Option<Team>) {
        let mut state = lock(&self.state);
        state.is_creating_team = false;
        if let Some(team) = team {
            state.team = Some(Arc::new(team));
            state.created = 0;
        }
    }

    /// An invite was created, unless that failed.
    pub(crate) fn created(&self, live: Option<OpenInvite>) {
        let mut state = lock(&self.state);
        state.creating = state.creating.saturating_sub(1);
        state.active.extend(live.map(Arc::new));
    }

    /// A client has sent a request. After enough requests the history of the invite is checked.
    pub(crate) fn sent(&self, live: &Arc<OpenInvite>) {
        let mut state = lock(&self.state);
        let others = live.busy.fetch_sub(1, Ordering::Relaxed) - 1;
        let mut log = lock(&live.log);
        if log.sent() >= REQUESTS_PER_INVITE {
            state.active.retain(|each| !Arc::ptr_eq(each, live));
            drop(state);
            if others == 0 {
                self.finish(log.take());
            }
        }
    }

    /// Sends the remaining histories to the checker.
    pub(crate) fn close(&self) {
        let left = std::mem::take(&mut lock(&self.state).active);
        for live in left {
            self.finish(lock(&live.log).take());
        }
    }

    fn finish(&self, events: Vec<Event>) {
        if !events.is_empty() {
            // The checker outlives all clients.
            let _ = self.shared.finished.send(events);
        }
    }
}

/// Locks a mutex. After a panic of a client its value can still be read.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
