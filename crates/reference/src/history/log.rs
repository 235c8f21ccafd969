//! The history of one invite, and whether an order explains it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use stateright::semantics::{ConsistencyTester as _, LinearizabilityTester};

use crate::invite::{Answer, Ask, Invite};

/// One who asks one thing at a time. A client whose question was never answered goes on as another one.
pub(crate) type Asker = u32;

/// Something that happened, in the order of one clock.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    /// A request is about to be sent.
    Asked(Asker, Ask),
    /// The answer had been read.
    Answered(Asker, Answer),
}

/// Requests and responses about one invite.
#[derive(Debug, Default)]
pub(crate) struct Log {
    events: Vec<Event>,
    askers: BTreeMap<u32, Asker>,
    strangers: u32,
    sent: u32,
}

/// What came of checking histories.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// Invites.
    pub(crate) histories: u64,
    /// Questions, by kind.
    pub(crate) sent: BTreeMap<&'static str, u64>,
    /// Those that were never answered.
    pub(crate) unanswered: u64,
    /// Histories with two changes on their way at once.
    pub(crate) contested: u64,
    /// Histories that no order explains.
    pub(crate) unexplained: u64,
    /// The first of them.
    pub(crate) examples: Vec<String>,
    /// The longest search for an order.
    pub(crate) slowest: Duration,
}

impl Log {
    /// Notes that this client is about to ask, and says as whom.
    pub(crate) fn ask(&mut self, client: u32, clients: u32, ask: Ask) -> Asker {
        let asker = *self.askers.entry(client).or_insert(client);
        // A request without a response can still take effect.
        debug_assert!(asker < clients + self.strangers);
        self.events.push(Event::Asked(asker, ask));
        self.sent += 1;
        asker
    }

    /// Notes what the client read.
    pub(crate) fn answered(&mut self, asker: Asker, answer: Answer) {
        self.events.push(Event::Answered(asker, answer));
    }

    /// Notes that no answer came, or none that says what was done.
    pub(crate) fn unanswered(&mut self, client: u32, clients: u32) {
        self.askers.insert(client, clients + self.strangers);
        self.strangers += 1;
    }

    /// How many requests were sent.
    pub(crate) fn sent(&self) -> u32 {
        self.sent
    }

    /// The events, and nothing is left.
    pub(crate) fn take(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}

impl Verdict {
    /// Looks for an order that explains a history.
    ///
    /// # Errors
    /// When it is no history: an answer without a question.
    pub(crate) fn add(&mut self, events: &[Event]) -> Result<(), String> {
        let mut tester = LinearizabilityTester::new(Invite::Unmade);
        let unanswered = unanswered(events);
        let mut changing: BTreeMap<Asker, bool> = BTreeMap::new();
        let mut contested = false;
        for (place, event) in events.iter().enumerate() {
            match *event {
                Event::Asked(asker, ask) => {
                    *self.sent.entry(ask.word()).or_default() += 1;
                    contested |= ask.changes() && changing.values().any(|&changes| changes);
                    changing.insert(asker, ask.changes());
                    if !unanswered.contains(&place) {
                        tester.on_invoke(asker, ask)?;
                    } else if ask.changes() {
                        // As somebody of its own, whom the tester tries after all others. What changes nothing and
                        // was not answered says nothing: it is left out.
                        let stranger = LAST + u32::try_from(place).unwrap_or_default();
                        tester.on_invoke(stranger, ask)?;
                    }
                }
                Event::Answered(asker, answer) => {
                    changing.remove(&asker);
                    tester.on_return(asker, answer)?;
                }
            }
        }
        let began = Instant::now();
        let is_explained = tester.is_consistent();
        self.slowest = self.slowest.max(began.elapsed());
        self.histories += 1;
        self.unanswered += u64::try_from(unanswered.len()).unwrap_or_default();
        self.contested += u64::from(contested);
        if !is_explained {
            self.unexplained += 1;
            if self.examples.len() < 3 {
                self.examples.push(format!("{events:?}"));
            }
        }
        Ok(())
    }

    /// All questions.
    pub(crate) fn operations(&self) -> u64 {
        self.sent.values().sum()
    }
}

/// From here on askers are those whose question was never answered.
const LAST: Asker = 1 << 20;

/// The places of questions that were never answered.
fn unanswered(events: &[Event]) -> BTreeSet<usize> {
    let mut waiting = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        match *event {
            Event::Asked(asker, _) => waiting.insert(asker, place),
            Event::Answered(asker, _) => waiting.remove(&asker),
        };
    }
    waiting.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::Shown;

    fn unexplained(events: &[Event]) -> u64 {
        let mut verdict = Verdict::default();
        verdict.add(events).unwrap();
        verdict.unexplained
    }

    const MADE: [Event; 2] = [
        Event::Asked(0, Ask::Create),
        Event::Answered(0, Answer::Created),
    ];

    #[test]
    fn at_once_one_of_two_gets_in() {
        let ask = [
            Event::Asked(1, Ask::Accept(1)),
            Event::Asked(2, Ask::Accept(2)),
        ];
        let one = [
            Event::Answered(2, Answer::Joined(2)),
            Event::Answered(1, Answer::Closed),
        ];
        assert_eq!(unexplained(&[&MADE[..], &ask, &one].concat()), 0);
        let both = [
            Event::Answered(2, Answer::Joined(2)),
            Event::Answered(1, Answer::Joined(1)),
        ];
        assert_eq!(unexplained(&[&MADE[..], &ask, &both].concat()), 1);
    }

    #[test]
    fn what_was_acknowledged_is_read_afterwards() {
        let revoked = [
            Event::Asked(1, Ask::Revoke),
            Event::Answered(1, Answer::Revoked),
        ];
        let read = |shown| {
            [
                Event::Asked(2, Ask::Read),
                Event::Answered(2, Answer::State(shown)),
            ]
        };
        assert_eq!(
            unexplained(&[&MADE[..], &revoked, &read(Shown::Revoked)].concat()),
            0
        );
        assert_eq!(
            unexplained(&[&MADE[..], &revoked, &read(Shown::Pending)].concat()),
            1
        );
    }

    #[test]
    fn what_was_never_answered_may_have_been_done_or_not() {
        let lost = [Event::Asked(1, Ask::Accept(1))];
        for shown in [Shown::Pending, Shown::Accepted] {
            let read = [
                Event::Asked(2, Ask::Read),
                Event::Answered(2, Answer::State(shown)),
            ];
            assert_eq!(
                unexplained(&[&MADE[..], &lost, &read].concat()),
                0,
                "{shown:?}"
            );
        }
        // But not done and then undone.
        let twice = [
            Event::Asked(2, Ask::Read),
            Event::Answered(2, Answer::State(Shown::Accepted)),
            Event::Asked(2, Ask::Read),
            Event::Answered(2, Answer::State(Shown::Pending)),
        ];
        assert_eq!(unexplained(&[&MADE[..], &lost, &twice].concat()), 1);
    }

    #[test]
    fn what_is_closed_stays_closed() {
        let declined = [
            Event::Asked(1, Ask::Decline(1)),
            Event::Answered(1, Answer::Declined),
        ];
        for (ask, right, wrong) in [
            (Ask::Decline(1), Answer::Declined, Answer::Closed),
            (Ask::Decline(2), Answer::Closed, Answer::Declined),
            (Ask::Accept(1), Answer::Closed, Answer::Joined(1)),
            (Ask::Revoke, Answer::Closed, Answer::Revoked),
            (Ask::Open, Answer::Closed, Answer::Leads),
        ] {
            let then = |answer| [Event::Asked(2, ask), Event::Answered(2, answer)];
            assert_eq!(
                unexplained(&[&MADE[..], &declined, &then(right)].concat()),
                0,
                "{ask:?}"
            );
            assert_eq!(
                unexplained(&[&MADE[..], &declined, &then(wrong)].concat()),
                1,
                "{ask:?}"
            );
        }
    }
}
