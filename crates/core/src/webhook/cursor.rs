//! How far a webhook has come in an account's log, and when its receiver is tried next.

use alloc::string::String;
use core::fmt;

use crate::{Timestamp, limits};

/// The waiting time after the first failure, in seconds. It doubles with each further one.
const FIRST_RETRY_SECONDS: i64 = 5;
/// How long a paused webhook waits until its setting is compared again, in seconds: an hour.
const SETTING_CHECK_SECONDS: i64 = 3_600;

/// A webhook's place in an account's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor {
    /// The number of the last event that the receiver has confirmed, or that the webhook does not get.
    pub seq: u64,
    /// The fingerprint of the webhook's setting when it was last used.
    pub setting: String,
    /// How its receiver is doing.
    pub health: Health,
}

/// How a receiver is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// It confirmed the last event that was sent, or none was sent yet.
    Working,
    /// It did not confirm the last one.
    Failing {
        /// How often it failed since it last worked, at least once.
        attempts: u32,
        /// When it failed first.
        since: Timestamp,
        /// When it is tried next.
        next: Timestamp,
    },
    /// It failed for too long, or wants no more events.
    Paused {
        /// How often it failed since it last worked.
        attempts: u32,
        /// When it failed first.
        since: Timestamp,
        /// When it is tried next, unless its setting changes before.
        until: Timestamp,
    },
}

/// Why an event was not confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The receiver answered with a status other than 2xx.
    Status(u16),
    /// The receiver did not answer in time.
    TimedOut,
    /// No connection, or a broken one.
    Unreachable,
}

/// How fast time passes for retries: 1, or more where tests divide all waiting times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace(i64);

impl Pace {
    /// A pace at which waiting times are divided by this number, at least 1.
    #[must_use]
    pub const fn divided_by(divisor: i64) -> Self {
        Self(if divisor < 1 { 1 } else { divisor })
    }

    /// The time that is `seconds` later at this pace.
    fn after(self, time: Timestamp, seconds: i64) -> Timestamp {
        let milliseconds = seconds.saturating_mul(1000).div_euclid(self.0);
        Timestamp::from_milliseconds(time.milliseconds().saturating_add(milliseconds))
    }
}

impl Failure {
    /// What a status says: `None` for 2xx, which confirms the event.
    #[must_use]
    pub const fn of_status(status: u16) -> Option<Self> {
        match status {
            200..=299 => None,
            _ => Some(Self::Status(status)),
        }
    }

    /// Whether the receiver says that it wants no more events (Standard Webhooks).
    const fn is_final(self) -> bool {
        matches!(self, Self::Status(410))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status @ 300..=399) => {
                write!(
                    f,
                    "answered {status}, a redirect, which is not followed: name the final URL"
                )
            }
            Self::Status(410) => f.write_str("answered 410: it wants no more events"),
            Self::Status(status) => write!(f, "answered {status}"),
            Self::TimedOut => write!(f, "did not answer within {} s", limits::WEBHOOK_SECONDS),
            Self::Unreachable => f.write_str("could not be reached"),
        }
    }
}

impl core::error::Error for Failure {}

impl Cursor {
    /// The cursor of a webhook that gets the events after this one.
    #[must_use]
    pub const fn after(seq: u64, setting: String) -> Self {
        Self {
            seq,
            setting,
            health: Health::Working,
        }
    }

    /// When to send the next event of a log that ends with the number `head`; `None` if there is nothing to send. A paused
    /// webhook is looked at now and then, because its setting may have changed.
    #[must_use]
    pub fn due(&self, head: u64, setting: &str, now: Timestamp, pace: Pace) -> Option<Timestamp> {
        if head <= self.seq {
            return None;
        }
        if self.setting != setting {
            return Some(now);
        }
        Some(match self.health {
            Health::Working => now,
            Health::Failing { next, .. } => next,
            Health::Paused { until, .. } => until.min(pace.after(now, SETTING_CHECK_SECONDS)),
        })
    }

    /// Whether the event with this number still has to be delivered, and is not given up for now: that of a paused webhook is,
    /// unless its setting has changed.
    #[must_use]
    pub fn awaits(&self, seq: u64, setting: &str) -> bool {
        let is_paused = matches!(self.health, Health::Paused { .. }) && self.setting == setting;
        seq > self.seq && !is_paused
    }

    /// Applies the webhook's current setting: a receiver whose setting has changed is tried at once.
    pub fn use_setting(&mut self, setting: &str) {
        if self.setting != setting {
            self.setting = setting.into();
            self.health = Health::Working;
        }
    }

    /// The receiver has confirmed this event, and with it all before it.
    pub fn confirmed(&mut self, seq: u64) {
        self.seq = seq;
        self.health = Health::Working;
    }

    /// The webhook does not get the events up to this one.
    pub fn skipped(&mut self, seq: u64) {
        self.seq = seq;
    }

    /// The receiver did not confirm an event. It is tried again after 5, 10, 20 … 3,600 seconds, and paused for a day when it
    /// has failed for three days, or wants no more events.
    pub fn failed(&mut self, failure: Failure, now: Timestamp, pace: Pace) {
        let (attempts, since) = match self.health {
            Health::Working => (1, now),
            Health::Failing {
                attempts, since, ..
            }
            | Health::Paused {
                attempts, since, ..
            } => (attempts.saturating_add(1), since),
        };
        let gives_up = pace.after(since, limits::WEBHOOK_GIVE_UP_SECONDS) <= now;
        self.health = if gives_up || failure.is_final() {
            Health::Paused {
                attempts,
                since,
                until: pace.after(now, limits::WEBHOOK_PAUSE_SECONDS),
            }
        } else {
            Health::Failing {
                attempts,
                since,
                next: pace.after(now, retry_seconds(attempts)),
            }
        };
    }
}

/// The waiting time after this many failures, in seconds.
fn retry_seconds(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(10);
    FIRST_RETRY_SECONDS
        .saturating_mul(1 << doublings)
        .min(limits::WEBHOOK_RETRY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    const NORMAL: Pace = Pace::divided_by(1);
    const ERROR: Failure = Failure::Status(500);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_795_324_067_000).plus_seconds(seconds)
    }

    fn cursor() -> Cursor {
        Cursor::after(7, "one".into())
    }

    /// Seconds until a cursor's next attempt.
    fn wait(cursor: &Cursor, now: Timestamp) -> i64 {
        let due = cursor.due(u64::MAX, "one", now, NORMAL).unwrap();
        (due.milliseconds() - now.milliseconds()) / 1000
    }

    #[test]
    fn a_new_cursor_is_due_with_the_next_event() {
        let cursor = cursor();
        assert_eq!(cursor.due(6, "one", at(0), NORMAL), None);
        assert_eq!(cursor.due(7, "one", at(0), NORMAL), None);
        assert_eq!(cursor.due(8, "one", at(0), NORMAL), Some(at(0)));
    }

    #[test]
    fn confirmed_and_skipped_events_are_behind_the_cursor() {
        let mut cursor = cursor();
        cursor.failed(ERROR, at(0), NORMAL);
        cursor.skipped(8);
        assert_eq!(cursor.seq, 8);
        assert!(matches!(cursor.health, Health::Failing { .. }));
        cursor.confirmed(9);
        assert_eq!((cursor.seq, cursor.health), (9, Health::Working));
    }

    #[test]
    fn events_are_awaited_until_they_are_confirmed_or_the_webhook_is_paused() {
        const DAY: i64 = 86_400;
        let mut cursor = cursor();
        let awaited = |cursor: &Cursor, setting| [6, 7, 8].map(|seq| cursor.awaits(seq, setting));
        assert_eq!(awaited(&cursor, "one"), [false, false, true]);
        cursor.failed(ERROR, at(0), NORMAL);
        assert_eq!(awaited(&cursor, "one"), [false, false, true]);
        cursor.failed(ERROR, at(3 * DAY), NORMAL);
        assert_eq!(awaited(&cursor, "one"), [false; 3], "paused");
        assert_eq!(awaited(&cursor, "two"), [false, false, true]);
        cursor.use_setting("two");
        assert_eq!(awaited(&cursor, "two"), [false, false, true]);
        cursor.confirmed(8);
        assert_eq!(awaited(&cursor, "two"), [false; 3]);
    }

    #[test]
    fn waiting_times_double_up_to_an_hour() {
        let mut cursor = cursor();
        let waits: Vec<i64> = (0..13)
            .map(|_| {
                cursor.failed(ERROR, at(0), NORMAL);
                wait(&cursor, at(0))
            })
            .collect();
        let expected = [
            5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600,
        ];
        assert_eq!(waits, expected);
    }

    #[test]
    fn a_receiver_that_fails_for_three_days_is_paused_for_a_day() {
        const DAY: i64 = 86_400;
        let mut cursor = cursor();
        cursor.failed(ERROR, at(0), NORMAL);
        cursor.failed(Failure::TimedOut, at(3 * DAY - 1), NORMAL);
        let failing = Health::Failing {
            attempts: 2,
            since: at(0),
            next: at(3 * DAY + 9),
        };
        assert_eq!(cursor.health, failing);
        cursor.failed(Failure::Unreachable, at(3 * DAY), NORMAL);
        let paused = |attempts, days: i64| Health::Paused {
            attempts,
            since: at(0),
            until: at(days * DAY),
        };
        assert_eq!(cursor.health, paused(3, 4));
        // It is tried once a day.
        cursor.failed(ERROR, at(4 * DAY), NORMAL);
        assert_eq!(cursor.health, paused(4, 5));
        cursor.confirmed(8);
        cursor.failed(ERROR, at(5 * DAY), NORMAL);
        assert_eq!(wait(&cursor, at(5 * DAY)), 5, "three days start again");
    }

    #[test]
    fn a_receiver_that_wants_no_more_events_is_paused_at_once() {
        let mut cursor = cursor();
        cursor.failed(Failure::Status(410), at(0), NORMAL);
        assert!(matches!(cursor.health, Health::Paused { until, .. } if until == at(86_400)));
        cursor.failed(ERROR, at(86_400), NORMAL);
        assert_eq!(wait(&cursor, at(86_400)), 10, "it may be back");
    }

    #[test]
    fn a_paused_webhook_is_looked_at_every_hour_until_its_pause_ends() {
        let mut cursor = cursor();
        cursor.failed(Failure::Status(410), at(0), NORMAL);
        assert_eq!(wait(&cursor, at(0)), 3_600);
        assert_eq!(wait(&cursor, at(86_000)), 400);
        assert_eq!(wait(&cursor, at(86_400)), 0);
    }

    #[test]
    fn a_changed_setting_is_tried_at_once() {
        for failure in [ERROR, Failure::Status(410)] {
            let mut cursor = cursor();
            cursor.failed(failure, at(0), NORMAL);
            cursor.use_setting("one");
            assert_ne!(cursor.health, Health::Working);
            assert!(cursor.due(8, "one", at(1), NORMAL) > Some(at(1)));
            assert_eq!(cursor.due(8, "two", at(1), NORMAL), Some(at(1)));
            cursor.use_setting("two");
            let expected = Cursor::after(7, "two".into());
            assert_eq!(cursor, expected, "it continues where it was");
        }
    }

    #[test]
    fn tests_divide_every_waiting_time() {
        let fast = Pace::divided_by(1000);
        let mut cursor = cursor();
        let milliseconds =
            |from: Timestamp, to: i64| Some(Timestamp::from_milliseconds(from.milliseconds() + to));
        cursor.failed(ERROR, at(0), fast);
        assert_eq!(cursor.due(8, "one", at(0), fast), milliseconds(at(0), 5));
        cursor.failed(ERROR, at(260), fast);
        let Health::Paused { until, .. } = cursor.health else {
            panic!("three days are 259 seconds");
        };
        assert_eq!(Some(until), milliseconds(at(260), 86_400));
        assert_eq!(
            cursor.due(8, "one", at(260), fast),
            milliseconds(at(260), 3_600)
        );
        assert_eq!(Pace::divided_by(0), NORMAL);
    }

    #[test]
    fn only_2xx_confirms() {
        for status in [200, 201, 204, 299] {
            assert_eq!(Failure::of_status(status), None, "{status}");
        }
        for status in [
            0, 100, 199, 300, 301, 302, 304, 307, 400, 404, 410, 429, 500, 503,
        ] {
            assert_eq!(Failure::of_status(status), Some(Failure::Status(status)));
        }
    }

    #[test]
    fn failures_say_what_to_do() {
        for (failure, text) in [
            (Failure::Status(500), "answered 500"),
            (
                Failure::Status(300),
                "answered 300, a redirect, which is not followed: name the final URL",
            ),
            (
                Failure::Status(399),
                "answered 399, a redirect, which is not followed: name the final URL",
            ),
            (
                Failure::Status(410),
                "answered 410: it wants no more events",
            ),
            (Failure::TimedOut, "did not answer within 10 s"),
            (Failure::Unreachable, "could not be reached"),
        ] {
            assert_eq!(failure.to_string(), text);
        }
    }
}
