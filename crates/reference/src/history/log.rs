//! A history of operations on one subject, such as an invite, and whether it is linearizable.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::{Duration, Instant};

use stateright::semantics::{ConsistencyTester as _, LinearizabilityTester, SequentialSpec};

/// What a history is about: its state, as a sequential specification.
pub(crate) trait Subject:
    SequentialSpec<Op: Copy + Debug, Ret: Copy + Debug> + Clone
{
    /// The state before the first operation.
    const INITIAL: Self;

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
pub(crate) type Events<S> = Vec<Event<<S as SequentialSpec>::Op, <S as SequentialSpec>::Ret>>;

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
        let mut tester = LinearizabilityTester::new(S::INITIAL);
        let unanswered = unanswered(events);
        let mut changing: BTreeMap<Process, bool> = BTreeMap::new();
        let mut contested = false;
        for (index, event) in events.iter().enumerate() {
            match *event {
                Event::Invoked(process, operation) => {
                    *self.sent.entry(S::name(operation)).or_default() += 1;
                    contested |= S::changes(operation) && changing.values().any(|&changes| changes);
                    changing.insert(process, S::changes(operation));
                    if !unanswered.contains(&index) {
                        tester.on_invoke(process, operation)?;
                    } else if S::changes(operation) {
                        // A separate process, which the tester tries last. Reads without a response are left out:
                        // they constrain nothing.
                        let extra = FIRST_UNANSWERED + u32::try_from(index).unwrap_or_default();
                        tester.on_invoke(extra, operation)?;
                    }
                }
                Event::Returned(process, response) => {
                    changing.remove(&process);
                    tester.on_return(process, response)?;
                }
            }
        }
        let began = Instant::now();
        let is_linearizable = tester.is_consistent();
        self.slowest = self.slowest.max(began.elapsed());
        self.histories += 1;
        self.unanswered += u64::try_from(unanswered.len()).unwrap_or_default();
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

/// The first process of an operation without a response.
const FIRST_UNANSWERED: Process = 1 << 20;

/// The indices of operations without a response.
fn unanswered<O, R>(events: &[Event<O, R>]) -> BTreeSet<usize> {
    let mut waiting = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        match *event {
            Event::Invoked(process, _) => waiting.insert(process, index),
            Event::Returned(process, _) => waiting.remove(&process),
        };
    }
    waiting.into_values().collect()
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
