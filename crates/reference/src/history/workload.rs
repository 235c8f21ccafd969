//! The tasks of a group of clients: one team after another, and a few of its invites at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::draw::Draw;
use crate::invite::Invite;
use crate::log::{Events, Log};
use crate::membership::Membership;

/// Invites and memberships that are used at the same time.
const ACTIVE_TARGETS: usize = 2;
/// Invites and memberships of one team. A new member is delivered to all members, so teams stay small.
const TARGETS_PER_TEAM: u32 = 12;
/// Users of a link invite for several. Fewer than the clients of a group.
const USERS_PER_LINK: usize = 2;
/// Requests for one invite.
const REQUESTS_PER_INVITE: u32 = 20;
/// Requests for one membership.
const REQUESTS_PER_MEMBERSHIP: u32 = 40;

/// A team.
#[derive(Debug)]
pub(crate) struct Team {
    pub(crate) id: String,
    /// Its number in the run.
    pub(crate) number: usize,
    pub(crate) owner: usize,
    /// The id of its project.
    pub(crate) project: String,
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

/// What requests are sent about.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) team: Arc<Team>,
    pub(crate) subject: OpenSubject,
    /// Clients that are using it.
    busy: AtomicU32,
}

/// An invite, or the membership of one user.
#[derive(Debug)]
pub(crate) enum OpenSubject {
    Invite(OpenInvite),
    Membership(OpenMembership),
}

/// An invite.
#[derive(Debug)]
pub(crate) struct OpenInvite {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) invitee: Invitee,
    /// How many users can accept it.
    pub(crate) most: usize,
    pub(crate) log: Mutex<Log<Invite>>,
}

/// The membership of one user, and the two invites to it.
#[derive(Debug)]
pub(crate) struct OpenMembership {
    pub(crate) person: usize,
    /// The id of the invite to the user's address.
    pub(crate) to_address: String,
    /// The id of the link invite.
    pub(crate) link: String,
    /// The token of the link invite.
    pub(crate) token: String,
    /// Whether the user was a member in the latest response. It only decides what is worth a request.
    pub(crate) seems_member: AtomicBool,
    pub(crate) log: Mutex<Log<Membership>>,
}

/// A recorded history.
#[derive(Debug)]
pub(crate) enum History {
    Invite(Events<Invite>),
    Membership(Events<Membership>),
}

/// A client's next task.
#[derive(Debug)]
pub(crate) enum Task {
    /// Create a team.
    Team(usize),
    /// Create this in the team.
    Create(Arc<Team>, NewSubject),
    /// Send a request about this.
    Send(Arc<Target>),
    /// Wait until another client has created something.
    Wait,
}

/// What to create.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NewSubject {
    /// A link invite for so many users.
    LinkInvite(usize),
    /// An invite to this user's address.
    InviteTo(usize),
    /// Both kinds of invites for this user.
    MembershipOf(usize),
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
    active: Vec<Arc<Target>>,
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
    /// Those with a response.
    pub(crate) answered: AtomicU64,
    pub(crate) evicted: AtomicU64,
    teams: AtomicU64,
    finished: Sender<History>,
    /// Why the run cannot go on.
    failure: OnceLock<String>,
    /// How often each unexpected response occurred.
    pub(crate) unexpected: Mutex<BTreeMap<String, u64>>,
}

impl Shared {
    pub(crate) fn new(wanted: u64, finished: Sender<History>) -> Self {
        Self {
            wanted,
            sent: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            evicted: AtomicU64::new(0),
            teams: AtomicU64::new(0),
            finished,
            failure: OnceLock::new(),
            unexpected: Mutex::default(),
        }
    }

    /// Whether enough requests were sent, or the run cannot go on.
    pub(crate) fn is_over(&self) -> bool {
        self.sent.load(Ordering::Relaxed) >= self.wanted || self.failure.get().is_some()
    }

    /// Ends the run with an error. Only the first one counts.
    pub(crate) fn fail(&self, why: String) {
        let _ = self.failure.set(why);
    }

    /// Why the run could not go on.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
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
        let is_full = state.created >= TARGETS_PER_TEAM;
        match &state.team {
            Some(team) if !is_full && state.active.len() + state.creating < ACTIVE_TARGETS => {
                let team = Arc::clone(team);
                state.creating += 1;
                state.created += 1;
                let subject = self.next_subject(&team, state.created);
                return Task::Create(team, subject);
            }
            None | Some(_) if (state.team.is_none() || is_full) && !state.is_creating_team => {
                state.is_creating_team = true;
                let number = self.shared.teams.fetch_add(1, Ordering::Relaxed);
                return Task::Team(usize::try_from(number).unwrap_or_default());
            }
            None | Some(_) => {}
        }
        let drawn = draw.below(state.active.len());
        state.active.get(drawn).map_or(Task::Wait, |target| {
            target.busy.fetch_add(1, Ordering::Relaxed);
            Task::Send(Arc::clone(target))
        })
    }

    fn next_subject(&self, team: &Team, turn: u32) -> NewSubject {
        match turn % 4 {
            2 => NewSubject::MembershipOf(self.next_invitee(team, turn)),
            0 => NewSubject::InviteTo(self.next_invitee(team, turn)),
            1 => NewSubject::LinkInvite(USERS_PER_LINK),
            _ => NewSubject::LinkInvite(1),
        }
    }

    /// A user who has not been invited to the team: each invite is for the next user.
    fn next_invitee(&self, team: &Team, turn: u32) -> usize {
        let turn = usize::try_from(turn / 2).unwrap_or_default();
        let first = team.number.wrapping_mul(TARGETS_PER_TEAM as usize / 2);
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

    /// An invite or membership was created, unless that failed.
    pub(crate) fn created(&self, team: Arc<Team>, subject: Option<OpenSubject>) {
        let mut state = lock(&self.state);
        state.creating = state.creating.saturating_sub(1);
        state.active.extend(subject.map(|subject| {
            Arc::new(Target {
                team,
                subject,
                busy: 0.into(),
            })
        }));
    }

    /// A client has sent a request. After enough requests the history is checked.
    pub(crate) fn sent(&self, target: &Arc<Target>) {
        let mut state = lock(&self.state);
        let others = target.busy.fetch_sub(1, Ordering::Relaxed) - 1;
        if target.subject.is_finished() {
            state.active.retain(|each| !Arc::ptr_eq(each, target));
            drop(state);
            if others == 0 {
                self.finish(target);
            }
        }
    }

    /// Sends the remaining histories to the checker.
    pub(crate) fn close(&self) {
        let left = std::mem::take(&mut lock(&self.state).active);
        for target in left {
            self.finish(&target);
        }
    }

    fn finish(&self, target: &Target) {
        let history = target.subject.take_history();
        if !history.is_empty() {
            // The checker outlives all clients.
            let _ = self.shared.finished.send(history);
        }
    }
}

impl OpenSubject {
    /// Whether enough requests were sent about it.
    fn is_finished(&self) -> bool {
        match self {
            Self::Invite(invite) => lock(&invite.log).sent() >= REQUESTS_PER_INVITE,
            Self::Membership(membership) => lock(&membership.log).sent() >= REQUESTS_PER_MEMBERSHIP,
        }
    }

    fn take_history(&self) -> History {
        match self {
            Self::Invite(invite) => History::Invite(lock(&invite.log).take()),
            Self::Membership(membership) => History::Membership(lock(&membership.log).take()),
        }
    }
}

impl History {
    fn is_empty(&self) -> bool {
        match self {
            Self::Invite(events) => events.is_empty(),
            Self::Membership(events) => events.is_empty(),
        }
    }
}

/// Locks a mutex. After a panic of a client its value can still be read.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
