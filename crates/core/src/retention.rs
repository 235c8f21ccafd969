//! When rows leave that are stored for a limited time.
//!
//! They leave in turns, each of a bounded number of rows, and what can leave within the same hour leaves together: an account
//! that is changed all day is not woken for each of its rows.

use crate::audit::{Cut, Head};
use crate::webhook::Event;
use crate::{Timestamp, limits};

/// A day, in seconds.
const DAY_SECONDS: i64 = 86_400;
/// Milliseconds between two turns without a backlog: an hour.
const PERIOD_MILLISECONDS: i64 = 3_600_000;

/// When to take the next turn, if the first row can leave at `leaves_at`: immediately if it can now, else with the full hour
/// that follows.
#[must_use]
pub const fn next_turn(leaves_at: Timestamp, now: Timestamp) -> Timestamp {
    let milliseconds = leaves_at.milliseconds();
    let past_the_hour = milliseconds.rem_euclid(PERIOD_MILLISECONDS);
    if milliseconds <= now.milliseconds() || past_the_hour == 0 {
        return leaves_at;
    }
    let until_the_hour = PERIOD_MILLISECONDS.saturating_sub(past_the_hour);
    Timestamp::from_milliseconds(milliseconds.saturating_add(until_the_hour))
}

/// How long an operator keeps audit events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditRetention {
    days: i64,
}

impl AuditRetention {
    /// This many days; `None` for fewer than 30, or more than a hundred years.
    #[must_use]
    pub fn of_days(days: i64) -> Option<Self> {
        (limits::AUDIT_RETENTION_DAYS_LEAST..=limits::AUDIT_RETENTION_DAYS_MOST)
            .contains(&days)
            .then_some(Self { days })
    }

    /// When an event of this time can be removed.
    #[must_use]
    pub const fn leaves_at(self, at: Timestamp) -> Timestamp {
        at.plus_seconds(self.days.saturating_mul(DAY_SECONDS))
    }

    /// The cut of a log, once those of its oldest events are removed that can be. `oldest` are the first events that are left,
    /// in order, and `head` is that of the log. `None` if nothing can be removed.
    ///
    /// An event can be removed when it is older than the operator keeps events, all before it can be, it is not the last of
    /// the log, whose time the next event must not precede, and no webhook still has to deliver it.
    #[must_use]
    pub fn cut(
        self,
        oldest: &[Event],
        head: Head,
        now: Timestamp,
        is_awaited: impl Fn(&Event) -> bool,
    ) -> Option<Cut> {
        let can_leave = |event: &&Event| {
            self.leaves_at(event.at) <= now && event.seq < head.count && !is_awaited(event)
        };
        let last = oldest.iter().take_while(can_leave).last()?;
        Some(Cut {
            head: Head {
                count: last.seq,
                hash: last.data.hash,
            },
            at: now,
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource, ResourceType, chain};
    use crate::{AccountId, EventId, UserId};

    const ACCOUNT: AccountId = AccountId::from_bytes([7; 16]);
    /// The day of the first event.
    const FIRST_DAY: i64 = 1_000;
    const NOTHING_AWAITED: fn(&Event) -> bool = |_| false;

    const fn day(day: i64) -> Timestamp {
        Timestamp::from_milliseconds(0).plus_seconds(day * 86_400)
    }

    /// A log with an event a day, and its head.
    fn log(days: u32) -> (Vec<Event>, Head) {
        let mut head = chain::start(ACCOUNT);
        let user = UserId::derive("test", "owner");
        let mut events = Vec::new();
        for number in 0..days {
            let draft = Draft {
                id: EventId::derive(&[1; 32], number),
                at: day(FIRST_DAY + i64::from(number)),
                resource: Resource::new(ResourceType::Member, &user),
                actor: Actor::User(user.clone()),
                action: Action::MemberRole.into(),
                outcome: Outcome::Done,
                details: Details::new(),
            };
            let (event, next) = draft.chained(head);
            head = next;
            events.push(Event::new(ACCOUNT, head.count, event));
        }
        (events, head)
    }

    fn thirty_days() -> AuditRetention {
        AuditRetention::of_days(30).unwrap()
    }

    #[test]
    fn events_stay_for_30_days_at_least_and_a_hundred_years_at_most() {
        for days in [30, 31, 365, 36_500] {
            assert_eq!(AuditRetention::of_days(days), Some(AuditRetention { days }));
        }
        for days in [i64::MIN, -1, 0, 29, 36_501, i64::MAX] {
            assert_eq!(AuditRetention::of_days(days), None, "{days}");
        }
        assert_eq!(thirty_days().leaves_at(day(1)), day(31));
    }

    #[test]
    fn the_events_that_are_old_enough_are_cut() {
        let (events, head) = log(10);
        let cut = |now| thirty_days().cut(&events, head, now, NOTHING_AWAITED);
        assert_eq!(cut(day(FIRST_DAY + 29)), None);
        let just_before = Timestamp::from_milliseconds(day(FIRST_DAY + 30).milliseconds() - 1);
        assert_eq!(cut(just_before), None);
        for removed in 1_u32..9 {
            let now = day(FIRST_DAY + 29 + i64::from(removed));
            let last = &events[removed as usize - 1];
            let expected = Cut {
                head: Head {
                    count: last.seq,
                    hash: last.data.hash,
                },
                at: now,
            };
            assert_eq!(cut(now), Some(expected));
            assert_eq!(last.seq, u64::from(removed));
        }
    }

    #[test]
    fn the_last_event_of_a_log_stays() {
        let (events, head) = log(3);
        let much_later = day(FIRST_DAY + 1_000);
        let count = |events: &[Event]| {
            let cut = thirty_days().cut(events, head, much_later, NOTHING_AWAITED);
            cut.map(|cut| cut.head.count)
        };
        assert_eq!(count(&events), Some(2));
        assert_eq!(count(&events[2..]), None);
        assert_eq!(count(&[]), None);
    }

    #[test]
    fn an_event_that_a_webhook_awaits_stays_with_all_after_it() {
        let (events, head) = log(6);
        let much_later = day(FIRST_DAY + 1_000);
        for awaited in 1..=6 {
            let cut = thirty_days().cut(&events, head, much_later, |event| event.seq == awaited);
            let count = cut.map(|cut| cut.head.count);
            assert_eq!(count, (awaited > 1).then_some((awaited - 1).min(5)));
        }
    }

    #[test]
    fn an_event_whose_time_is_later_than_the_next_ones_keeps_them() {
        let (mut events, head) = log(4);
        events[1].at = day(FIRST_DAY + 500);
        let cut = thirty_days().cut(&events, head, day(FIRST_DAY + 100), NOTHING_AWAITED);
        assert_eq!(cut.map(|cut| cut.head.count), Some(1));
    }

    const fn minute(minute: i64) -> Timestamp {
        Timestamp::from_milliseconds(minute * 60_000)
    }

    #[test]
    fn what_can_leave_leaves_at_once() {
        assert_eq!(next_turn(minute(61), minute(61)), minute(61));
        assert_eq!(next_turn(minute(61), minute(500)), minute(61));
        assert_eq!(next_turn(minute(-61), minute(0)), minute(-61));
    }

    #[test]
    fn what_can_leave_later_leaves_with_the_full_hour() {
        assert_eq!(next_turn(minute(61), minute(60)), minute(120));
        assert_eq!(next_turn(minute(119), minute(60)), minute(120));
        assert_eq!(next_turn(minute(120), minute(60)), minute(120));
        assert_eq!(next_turn(minute(121), minute(60)), minute(180));
        assert_eq!(next_turn(minute(-61), minute(-100)), minute(-60));
    }

    #[test]
    fn times_beyond_the_last_one_do_not_overflow() {
        let last = Timestamp::from_milliseconds(i64::MAX);
        assert_eq!(next_turn(last, minute(0)), last);
    }
}
