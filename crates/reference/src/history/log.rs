//! A history of operations on one subject, such as an invite, and whether it is linearizable.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{Action, History};
use todc_utils::specifications::Specification;

/// What a history is about: its state, as a sequential specification.
pub(crate) trait Subject: Clone + Debug + Eq + Hash {
    /// An operation.
    type Op: Copy + Debug;
    /// The response to an operation.
    type Ret: Copy + Debug + PartialEq;

    /// The state before the first operation.
    const INITIAL: Self;

    /// Carries out an operation, and returns its response.
    fn invoke(&mut self, operation: &Self::Op) -> Self::Ret;

    /// Whether an operation can change the state.
    fn changes(operation: Self::Op) -> bool;

    /// An operation's name in the figures.
    fn name(operation: Self::Op) -> &'static str;
}

/// A sequence of operations, one at a time. A client continues as another process after an operation without a response.
pub(crate) type Process = u32;

/// An event, in the order of one clock.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event<O, R> {
    /// A request is about to be sent.
    Invoked(Process, O),
    /// A response was read.
    Returned(Process, R),
}

/// The events of one subject.
pub(crate) type Events<S> = Vec<Event<<S as Subject>::Op, <S as Subject>::Ret>>;

/// Requests and responses about one subject.
#[derive(Debug)]
pub(crate) struct Log<S: Subject> {
    events: Events<S>,
    processes: BTreeMap<u32, Process>,
    extra_processes: u32,
    sent: u32,
}

/// The results of checked histories.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Histories, one per subject.
    pub(crate) histories: u64,
    /// Operations by name.
    pub(crate) sent: BTreeMap<&'static str, u64>,
    /// Operations without a response.
    pub(crate) unanswered: u64,
    /// Histories with concurrent changes.
    pub(crate) contested: u64,
    /// Histories that are not linearizable.
    pub(crate) unexplained: u64,
    /// The first of them.
    pub(crate) examples: Vec<String>,
    /// The longest search for an order.
    pub(crate) slowest: Duration,
}

impl<S: Subject> Log<S> {
    pub(crate) fn new() -> Self {
        Self {
            events: Vec::new(),
            processes: BTreeMap::new(),
            extra_processes: 0,
            sent: 0,
        }
    }

    /// Records that a client is about to send a request. Returns its process.
    pub(crate) fn invoked(&mut self, client: u32, clients: u32, operation: S::Op) -> Process {
        let process = *self.processes.entry(client).or_insert(client);
        // A request without a response can still take effect.
        debug_assert!(process < clients + self.extra_processes);
        self.events.push(Event::Invoked(process, operation));
        self.sent += 1;
        process
    }

    /// Records the response.
    pub(crate) fn returned(&mut self, process: Process, response: S::Ret) {
        self.events.push(Event::Returned(process, response));
    }

    /// Records that there was no response, or one that leaves open what was done.
    pub(crate) fn unanswered(&mut self, client: u32, clients: u32) {
        self.processes
            .insert(client, clients + self.extra_processes);
        self.extra_processes += 1;
    }

    /// The number of requests that were sent.
    pub(crate) fn sent(&self) -> u32 {
        self.sent
    }

    /// Takes the events.
    pub(crate) fn take(&mut self) -> Events<S> {
        std::mem::take(&mut self.events)
    }
}

impl Verdict {
    /// Checks a history.
    ///
    /// # Errors
    /// If a response has no request.
    pub(crate) fn add<S: Subject>(
        &mut self,
        events: &[Event<S::Op, S::Ret>],
    ) -> Result<(), String> {
        let mut waiting: BTreeMap<Process, S::Op> = BTreeMap::new();
        let mut contested = false;
        for event in events {
            match *event {
                Event::Invoked(process, operation) => {
                    *self.sent.entry(S::name(operation)).or_default() += 1;
                    let is_alone = !waiting.values().copied().any(S::changes);
                    contested |= S::changes(operation) && !is_alone;
                    waiting.insert(process, operation);
                }
                Event::Returned(process, _) => {
                    waiting.remove(&process);
                }
            }
        }
        self.unanswered += u64::try_from(waiting.len()).unwrap_or_default();
        let actions = actions::<S>(events)?;
        let began = Instant::now();
        let is_linearizable = actions.is_empty()
            || WGLChecker::<Sequential<S>>::is_linearizable(History::from_actions(actions));
        self.slowest = self.slowest.max(began.elapsed());
        self.histories += 1;
        self.contested += u64::from(contested);
        if !is_linearizable {
            self.unexplained += 1;
            if self.examples.len() < 3 {
                self.examples.push(format!("{events:?}"));
            }
        }
        Ok(())
    }

    /// The number of operations.
    pub(crate) fn operations(&self) -> u64 {
        self.sent.values().sum()
    }
}

/// The calls and responses of a history as the checker reads them. Each operation has its own process,
/// with the number of its call.
///
/// A change without a response is made at some time, or after everything else, which is as if it was not made. Reads without a
/// response constrain nothing and are left out.
fn actions<S: Subject>(events: &[Event<S::Op, S::Ret>]) -> Result<Vec<Numbered<S>>, String> {
    let mut actions = Vec::with_capacity(events.len());
    let mut waiting: BTreeMap<Process, (usize, S::Op)> = BTreeMap::new();
    for (number, event) in events.iter().enumerate() {
        match *event {
            Event::Invoked(process, operation) => {
                waiting.insert(process, (number, operation));
                actions.push((number, Action::Call((operation, None))));
            }
            Event::Returned(process, response) => {
                let (call, operation) = waiting
                    .remove(&process)
                    .ok_or("a response has no request")?;
                actions.push((call, Action::Response((operation, Some(response)))));
            }
        }
    }
    let (changes, reads): (Vec<_>, Vec<_>) = waiting
        .into_values()
        .partition(|&(_, operation)| S::changes(operation));
    let reads: BTreeSet<usize> = reads.into_iter().map(|(call, _)| call).collect();
    actions.retain(|(call, _)| !reads.contains(call));
    let last = |(call, operation)| (call, Action::Response((operation, None)));
    actions.extend(changes.into_iter().map(last));
    Ok(actions)
}

/// A call or a response, with the number of its process.
type Numbered<S> = (usize, Action<Answered<S>>);

/// An operation and its response; `None` leaves open what it was.
type Answered<S> = (<S as Subject>::Op, Option<<S as Subject>::Ret>);

/// A subject as a specification of the checker.
struct Sequential<S>(PhantomData<S>);

impl<S: Subject> Specification for Sequential<S> {
    type State = S;
    type Operation = Answered<S>;

    fn init() -> S {
        S::INITIAL
    }

    fn apply((operation, response): &Self::Operation, state: &S) -> (bool, S) {
        let mut next = state.clone();
        let expected = next.invoke(operation);
        let is_valid = response.is_none_or(|response| response == expected);
        (is_valid, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::{Invite, Operation, Response, Shown};

    fn unexplained(events: &[Event<Operation, Response>]) -> u64 {
        let mut verdict = Verdict::default();
        verdict.add::<Invite>(events).unwrap();
        verdict.unexplained
    }

    const CREATED: [Event<Operation, Response>; 2] = [
        Event::Invoked(0, Operation::Create(1)),
        Event::Returned(0, Response::Created),
    ];

    #[test]
    fn one_of_two_concurrent_accepts_succeeds() {
        let operation = [
            Event::Invoked(1, Operation::Accept(1)),
            Event::Invoked(2, Operation::Accept(2)),
        ];
        let one = [
            Event::Returned(2, Response::Joined(2)),
            Event::Returned(1, Response::Closed),
        ];
        assert_eq!(unexplained(&[&CREATED[..], &operation, &one].concat()), 0);
        let both = [
            Event::Returned(2, Response::Joined(2)),
            Event::Returned(1, Response::Joined(1)),
        ];
        assert_eq!(unexplained(&[&CREATED[..], &operation, &both].concat()), 1);
    }

    #[test]
    fn a_link_admits_as_many_users_as_it_allows() {
        let accepted = |user, response| {
            [
                Event::Invoked(user, Operation::Accept(user)),
                Event::Returned(user, response),
            ]
        };
        let history = |last: &[Event<Operation, Response>]| {
            let created = [
                Event::Invoked(0, Operation::Create(2)),
                Event::Returned(0, Response::Created),
            ];
            let (one, two) = (
                accepted(1, Response::Joined(1)),
                accepted(2, Response::Joined(2)),
            );
            unexplained(&[&created[..], &one, &two, last].concat())
        };
        assert_eq!(history(&accepted(3, Response::Closed)), 0);
        assert_eq!(history(&accepted(3, Response::Joined(3))), 1);
        assert_eq!(history(&accepted(1, Response::Joined(1))), 0);
        let read = |shown, uses| {
            [
                Event::Invoked(0, Operation::Read),
                Event::Returned(0, Response::State(shown, uses)),
            ]
        };
        assert_eq!(history(&read(Shown::Accepted, 2)), 0);
        assert_eq!(history(&read(Shown::Accepted, 3)), 1);
        assert_eq!(history(&read(Shown::Pending, 1)), 1);
    }

    #[test]
    fn later_reads_show_an_acknowledged_change() {
        let revoked = [
            Event::Invoked(1, Operation::Revoke),
            Event::Returned(1, Response::Revoked),
        ];
        let read = |shown| {
            [
                Event::Invoked(2, Operation::Read),
                Event::Returned(
                    2,
                    Response::State(shown, usize::from(shown == Shown::Accepted)),
                ),
            ]
        };
        assert_eq!(
            unexplained(&[&CREATED[..], &revoked, &read(Shown::Revoked)].concat()),
            0
        );
        assert_eq!(
            unexplained(&[&CREATED[..], &revoked, &read(Shown::Pending)].concat()),
            1
        );
    }

    #[test]
    fn a_change_without_a_response_may_or_may_not_have_been_made() {
        let lost = [Event::Invoked(1, Operation::Accept(1))];
        for shown in [Shown::Pending, Shown::Accepted] {
            let read = [
                Event::Invoked(2, Operation::Read),
                Event::Returned(
                    2,
                    Response::State(shown, usize::from(shown == Shown::Accepted)),
                ),
            ];
            assert_eq!(
                unexplained(&[&CREATED[..], &lost, &read].concat()),
                0,
                "{shown:?}"
            );
        }
        // It cannot be undone.
        let twice = [
            Event::Invoked(2, Operation::Read),
            Event::Returned(2, Response::State(Shown::Accepted, 1)),
            Event::Invoked(2, Operation::Read),
            Event::Returned(2, Response::State(Shown::Pending, 0)),
        ];
        assert_eq!(unexplained(&[&CREATED[..], &lost, &twice].concat()), 1);
    }

    /// A search that tries every order would take hours: 12 concurrent accepts have 12! orders.
    #[test]
    fn a_history_with_many_concurrent_operations_is_checked_at_once() {
        let users = 1..=12;
        let mut events = vec![
            Event::Invoked(0, Operation::Create(12)),
            Event::Returned(0, Response::Created),
        ];
        events.extend(
            users
                .clone()
                .map(|user| Event::Invoked(user, Operation::Accept(user))),
        );
        events.extend(users.map(|user| Event::Returned(user, Response::Joined(user))));
        assert_eq!(unexplained(&events), 0);
        events.extend([
            Event::Invoked(0, Operation::Read),
            Event::Returned(0, Response::State(Shown::Accepted, 11)),
        ]);
        assert_eq!(unexplained(&events), 1);
    }

    #[test]
    fn a_closed_invite_stays_closed() {
        let declined = [
            Event::Invoked(1, Operation::Decline(1)),
            Event::Returned(1, Response::Declined),
        ];
        for (operation, right, wrong) in [
            (Operation::Decline(1), Response::Declined, Response::Closed),
            (Operation::Decline(2), Response::Closed, Response::Declined),
            (Operation::Accept(1), Response::Closed, Response::Joined(1)),
            (Operation::Revoke, Response::Closed, Response::Revoked),
            (Operation::Open, Response::Closed, Response::Opened),
        ] {
            let then = |answer| [Event::Invoked(2, operation), Event::Returned(2, answer)];
            assert_eq!(
                unexplained(&[&CREATED[..], &declined, &then(right)].concat()),
                0,
                "{operation:?}"
            );
            assert_eq!(
                unexplained(&[&CREATED[..], &declined, &then(wrong)].concat()),
                1,
                "{operation:?}"
            );
        }
    }
}
