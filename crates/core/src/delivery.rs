//! Deliveries of index rows from one object to another. They can be lost, repeated, late and out of order.
//!
//! A receiver stores a row only if it is newer than what it has, and keeps the version of a removed row in a tombstone,
//! so that an older delivery cannot bring the row back. A tombstone leaves after a day. From then on the receiver refuses
//! deliveries that were sent before: one of them may be older than the tombstone. Its sender sends the row's state again.

use crate::{Timestamp, limits};

/// A delivery, as its receiver judges it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The version of the row: a larger one is newer.
    pub version: u64,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// What a receiver does about a delivery.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reception {
    /// Store it.
    Store,
    /// Ignore it: what is stored is as new.
    Outdated,
    /// Refuse it, so that it is sent again: a newer row may have been deleted since it was sent.
    TooLate,
}

/// What a receiver remembers about its deleted tombstones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pruning {
    /// Since when tombstones have a time. Those of earlier releases have none, and count as made then.
    pub began_at: Timestamp,
    /// When tombstones were last deleted, if ever.
    pub last_at: Option<Timestamp>,
}

impl Pruning {
    /// Judges a delivery by the version that is stored for the row, if any.
    #[must_use]
    pub fn judge(self, delivery: Delivery, stored_version: Option<u64>) -> Reception {
        match (stored_version, self.last_at) {
            (Some(stored), _) if stored >= delivery.version => Reception::Outdated,
            (None, Some(last)) if delivery.sent_at <= last_sent(last) => Reception::TooLate,
            (Some(_) | None, _) => Reception::Store,
        }
    }

    /// Up to which time of removal tombstones can be deleted now; `None` for none yet.
    #[must_use]
    pub fn deletable_until(self, now: Timestamp) -> Option<Timestamp> {
        let until = now.plus_seconds(-limits::TOMBSTONE_SECONDS);
        (self.began_at <= until).then_some(until)
    }

    /// When a tombstone of this time can be deleted.
    #[must_use]
    pub fn due(self, removed_at: Timestamp) -> Timestamp {
        let removed_at = removed_at.max(self.began_at);
        removed_at.plus_seconds(limits::TOMBSTONE_SECONDS)
    }
}

/// The latest time at which a delivery was sent that is too late after a deletion at `pruned_at`.
///
/// It is half a tombstone's life later than the youngest deleted tombstone, so that clocks may differ by that much, and
/// half a tombstone's life ago, so that no delivery that is sent now is refused.
const fn last_sent(pruned_at: Timestamp) -> Timestamp {
    pruned_at.plus_seconds(-limits::TOMBSTONE_SECONDS / 2)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    /// A receiver with one row.
    struct Receiver {
        /// The version and, in a tombstone, when it was made.
        stored: Option<(u64, Option<Timestamp>)>,
        pruning: Pruning,
    }

    impl Receiver {
        const fn new() -> Self {
            Self {
                stored: None,
                pruning: Pruning {
                    began_at: hour(0),
                    last_at: None,
                },
            }
        }

        fn receive(&mut self, delivery: Delivery, is_removal: bool) -> Reception {
            let version = self.stored.map(|(version, _)| version);
            let reception = self.pruning.judge(delivery, version);
            if reception == Reception::Store {
                self.stored = Some((delivery.version, is_removal.then_some(delivery.sent_at)));
            }
            reception
        }

        fn prune(&mut self, now: Timestamp) {
            let Some(until) = self.pruning.deletable_until(now) else {
                return;
            };
            let is_deletable = |(_, removed_at): &(u64, Option<Timestamp>)| {
                removed_at.is_some_and(|removed_at| removed_at <= until)
            };
            self.stored = self.stored.filter(|stored| !is_deletable(stored));
            self.pruning.last_at = Some(now);
        }

        fn shows_row(&self) -> bool {
            matches!(self.stored, Some((_, None)))
        }
    }

    const fn hour(hour: i64) -> Timestamp {
        Timestamp::from_milliseconds(hour * 3_600_000)
    }

    const fn sent(version: u64, at_hour: i64) -> Delivery {
        Delivery {
            version,
            sent_at: hour(at_hour),
        }
    }

    #[test]
    fn an_old_delivery_does_not_bring_a_removed_row_back() {
        let mut receiver = Receiver::new();
        assert_eq!(receiver.receive(sent(2, 30), true), Reception::Store);
        assert_eq!(receiver.receive(sent(1, 29), false), Reception::Outdated);
        receiver.prune(hour(53));
        assert!(receiver.stored.is_some(), "not a day old");
        receiver.prune(hour(54));
        assert!(receiver.stored.is_none());
        assert_eq!(receiver.receive(sent(1, 29), false), Reception::TooLate);
        assert_eq!(receiver.receive(sent(3, 54), false), Reception::Store);
    }

    #[test]
    fn tombstones_without_a_time_stay_for_a_day_after_the_first_that_has_one() {
        let pruning = Pruning {
            began_at: hour(100),
            last_at: None,
        };
        assert_eq!(pruning.deletable_until(hour(123)), None);
        assert_eq!(pruning.deletable_until(hour(124)), Some(hour(100)));
        assert_eq!(pruning.due(hour(1)), hour(124));
        assert_eq!(pruning.due(hour(110)), hour(134));
    }

    /// Deliveries of versions 1, 2, 3 …, in the order in which they arrive: version, delay in hours, whether to delete
    /// tombstones before it arrives.
    fn arrivals() -> impl Strategy<Value = Vec<(u64, i64, bool)>> {
        let arrival = |version: u64| (Just(version), 0_i64..200, any::<bool>());
        let all: Vec<_> = (1..8).map(arrival).collect();
        all.prop_map(|mut arrivals| {
            arrivals.sort_by_key(|(version, delay, _)| sent_hour(*version) + delay);
            arrivals
        })
    }

    /// Every tenth hour from the hundredth.
    const fn sent_hour(version: u64) -> i64 {
        100 + 10 * version.cast_signed()
    }

    /// Whether the row is shown at the end, and whether the newest version that arrived in time says so.
    fn run(arrivals: &[(u64, i64, bool)], judges: bool) -> (bool, bool) {
        let mut receiver = Receiver::new();
        let mut newest = 0;
        for (version, delay, prunes) in arrivals {
            let now = sent_hour(*version) + delay;
            if *prunes {
                receiver.prune(hour(now));
            }
            if !judges {
                receiver.pruning.last_at = None;
            }
            // Every third version is a row, the others are removals.
            let delivery = sent(*version, sent_hour(*version));
            if receiver.receive(delivery, version % 3 != 0) != Reception::TooLate {
                newest = newest.max(*version);
            }
        }
        (receiver.shows_row(), newest > 0 && newest % 3 == 0)
    }

    proptest! {
        #[test]
        fn whatever_arrives_when_the_newest_version_decides(arrivals in arrivals()) {
            let (shown, expected) = run(&arrivals, true);
            prop_assert_eq!(shown, expected);
        }
    }

    #[test]
    fn without_the_time_of_the_last_deletion_a_removed_row_comes_back() {
        // Version 4 removes what version 3 shows, and version 3 arrives after the tombstone was deleted.
        let arrivals = [(4, 0, false), (5, 30, true), (3, 190, true)];
        assert_eq!(run(&arrivals, true), (false, false));
        assert_eq!(run(&arrivals, false), (true, false), "control");
    }
}
