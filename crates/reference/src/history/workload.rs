//! The work of a group of clients: one team after another, and a few of its invites at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::draw::Draw;
use crate::log::{Event, Log};

/// Invites with requests at once.
const HOT: usize = 2;
/// Invites of one team: joining tells everybody who is there, so teams stay small.
const INVITES: u32 = 12;
/// Questions about one invite.
const QUESTIONS: u32 = 20;

/// A team.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    /// The number of the run's teams.
    pub(crate) number: usize,
    pub(crate) owner: usize,
    /// Refusals of the owner: the log stores only so many of them a minute.
    pub(crate) refused: AtomicU32,
}

/// Whom an invite is for.
#[derive(Debug, Clone)]
pub(crate) enum For {
    /// Anyone who has the link's token.
    Bearer(String),
    /// This person.
    Person(usize),
}

/// An invite.
#[derive(Debug)]
pub(crate) struct OpenInvite {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) whom: For,
    pub(crate) team: Arc<Team>,
    pub(crate) log: Mutex<Log>,
    /// Clients that were given it and have not done with it.
    pub(crate) busy: AtomicU32,
}

/// What a client does next.
#[derive(Debug)]
pub(crate) enum Task {
    /// Make a team.
    Team(usize),
    /// Make an invite, to this person or as a link.
    Create(Arc<Team>, Option<usize>),
    /// Ask something of this one.
    Ask(Arc<OpenInvite>),
    /// Others are at it.
    Wait,
}

/// How many people there are of each kind: the first are the clients' own, then those who are invited, then owners.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crowd {
    pub(crate) clients: usize,
    pub(crate) own: usize,
    pub(crate) invited: usize,
    pub(crate) owners: usize,
}

#[derive(Debug, Default)]
struct State {
    team: Option<Arc<Team>>,
    is_making: bool,
    hot: Vec<Arc<OpenInvite>>,
    creating: usize,
    made: u32,
}

/// The shared state of one group of clients.
#[derive(Debug)]
pub(crate) struct Workload {
    state: Mutex<State>,
    crowd: Crowd,
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
    /// Answers that no rule foresees, with how often.
    pub(crate) surprises: Mutex<BTreeMap<String, u64>>,
}

impl Shared {
    pub(crate) fn new(wanted: u64, finished: SyncSender<Vec<Event>>) -> Self {
        Self {
            wanted,
            sent: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
            teams: AtomicU64::new(0),
            finished,
            surprises: Mutex::default(),
        }
    }

    /// Whether enough requests were sent.
    pub(crate) fn is_enough(&self) -> bool {
        self.sent.load(Ordering::Relaxed) >= self.wanted
    }

    /// Notes an answer that no rule foresees.
    pub(crate) fn surprise(&self, what: String) {
        *lock(&self.surprises).entry(what).or_default() += 1;
    }
}

impl Workload {
    pub(crate) fn new(crowd: Crowd, shared: Arc<Shared>) -> Self {
        Self {
            state: Mutex::default(),
            crowd,
            shared,
        }
    }

    /// What a client does next.
    pub(crate) fn next(&self, draw: &mut Draw) -> Task {
        let mut state = lock(&self.state);
        let is_full = state.made >= INVITES;
        match &state.team {
            Some(team) if !is_full && state.hot.len() + state.creating < HOT => {
                let team = Arc::clone(team);
                state.creating += 1;
                state.made += 1;
                let turn = state.made;
                let person = turn.is_multiple_of(2).then(|| self.somebody(&team, turn));
                return Task::Create(team, person);
            }
            None | Some(_) if (state.team.is_none() || is_full) && !state.is_making => {
                state.is_making = true;
                let number = self.shared.teams.fetch_add(1, Ordering::Relaxed);
                return Task::Team(usize::try_from(number).unwrap_or_default());
            }
            None | Some(_) => {}
        }
        let drawn = draw.below(state.hot.len());
        state.hot.get(drawn).map_or(Task::Wait, |live| {
            live.busy.fetch_add(1, Ordering::Relaxed);
            Task::Ask(Arc::clone(live))
        })
    }

    /// Somebody who was not yet invited to the team: its invites go to people who stand side by side.
    fn somebody(&self, team: &Team, turn: u32) -> usize {
        let turn = usize::try_from(turn / 2).unwrap_or_default();
        let first = team.number.wrapping_mul(INVITES as usize / 2);
        self.crowd.own + (first + turn) % self.crowd.invited.max(1)
    }

    /// Who owns a team.
    pub(crate) fn owner(&self, number: usize) -> usize {
        self.crowd.own + self.crowd.invited + number % self.crowd.owners.max(1)
    }

    /// Who a client is in a team.
    pub(crate) fn own(&self, client: usize, team: &Team) -> usize {
        let kinds = (self.crowd.own / self.crowd.clients.max(1)).max(1);
        client + self.crowd.clients * (team.number % kinds)
    }

    /// A team was made.
    pub(crate) fn opened(&self, team: Option<Team>) {
        let mut state = lock(&self.state);
        state.is_making = false;
        if let Some(team) = team {
            state.team = Some(Arc::new(team));
            state.made = 0;
        }
    }

    /// An invite was made, or not.
    pub(crate) fn created(&self, live: Option<OpenInvite>) {
        let mut state = lock(&self.state);
        state.creating = state.creating.saturating_sub(1);
        state.hot.extend(live.map(Arc::new));
    }

    /// A client is done with an invite for now. After enough requests its history is checked.
    pub(crate) fn sent(&self, live: &Arc<OpenInvite>) {
        let mut state = lock(&self.state);
        let others = live.busy.fetch_sub(1, Ordering::Relaxed) - 1;
        let mut log = lock(&live.log);
        if log.sent() >= QUESTIONS {
            state.hot.retain(|each| !Arc::ptr_eq(each, live));
            drop(state);
            if others == 0 {
                self.finish(log.take());
            }
        }
    }

    /// Everything that is left goes to be checked.
    pub(crate) fn close(&self) {
        let left = std::mem::take(&mut lock(&self.state).hot);
        for live in left {
            self.finish(lock(&live.log).take());
        }
    }

    fn finish(&self, events: Vec<Event>) {
        if !events.is_empty() {
            // The checker ends only after all clients did.
            let _ = self.shared.finished.send(events);
        }
    }
}

/// What a mutex holds; a client that failed has left it in a state that can be read.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
