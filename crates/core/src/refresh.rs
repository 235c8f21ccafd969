//! When to fetch again a document that another server publishes, such as a key set.
//!
//! A [`RefreshSchedule`] decides from times alone. Its caller fetches, waits and stores the document, and reports how
//! each fetch ended. A fetch that never ends, because the request that started it was torn down, needs no report: it
//! only holds a lease that runs out.

use core::time::Duration;

use crate::Timestamp;

/// How long a document is served before it is refreshed, in seconds.
pub const CACHE_MAX_AGE_SECONDS: i64 = 600;
/// How long the last good document is served while it cannot be refreshed, in seconds.
pub const STALE_MAX_AGE_SECONDS: i64 = 86_400;
/// The least time between the starts of two fetches, in seconds.
pub const COOLDOWN_SECONDS: i64 = 1;
/// How long a running fetch keeps others from starting, in seconds.
pub const LEASE_SECONDS: i64 = 3;
/// The longest pause after consecutive failures, in seconds. The first pause is one second, and each doubles.
pub const BACKOFF_MAX_SECONDS: i64 = 60;
/// How long a request waits for a document altogether, in seconds: a lease, and a fetch of its own.
pub const WAIT_MAX_SECONDS: i64 = 8;

/// The shortest and the longest pause between two checks whether a running fetch has ended, in milliseconds. A request
/// checks less often the longer it has waited, so that many waiting requests do not occupy the processor.
const POLL_MILLISECONDS: (i64, i64) = (10, 200);

/// A fetch that was started.
#[derive(Debug)]
pub struct Attempt {
    number: u64,
    started_at: Timestamp,
}

/// What a request does next whose entry is not in the current document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Start a fetch, then ask again.
    Fetch,
    /// Wait this long, then ask again.
    Wait(Duration),
    /// Take the entry for absent: the document was fetched after the request arrived.
    Absent,
    /// Fail: no document arrives in time to tell.
    Unavailable,
}

/// The state of a document's refreshing.
#[derive(Debug, Default)]
pub struct RefreshSchedule {
    /// When the fetch started that brought the current document.
    loaded_at: Option<Timestamp>,
    /// The earliest start of the next fetch: after the lease, the cooldown or the back-off, whichever applies.
    next_start_at: Option<Timestamp>,
    /// The number of the latest attempt.
    latest: u64,
    /// Whether no end of the latest attempt was reported. It blocks others only until `next_start_at`.
    is_running: bool,
    /// Failures since the last success.
    failures: u32,
}

impl RefreshSchedule {
    /// Whether the current document may be served.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.is_younger_than(STALE_MAX_AGE_SECONDS, now)
    }

    /// Whether a fetch should start in the background while the current document is served.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        !self.is_younger_than(CACHE_MAX_AGE_SECONDS, now) && self.may_start(now)
    }

    /// The next step of a request that arrived at `requested_at` and whose entry the current document lacks.
    ///
    /// Only a fetch that started after the request arrived proves that the entry is absent: the server may have
    /// published it just before.
    #[must_use]
    pub fn next_step(&self, requested_at: Timestamp, now: Timestamp) -> Step {
        let is_current = self.loaded_at.is_some_and(|loaded| loaded >= requested_at);
        if is_current {
            return Step::Absent;
        }
        if now >= requested_at.plus_seconds(WAIT_MAX_SECONDS) {
            return Step::Unavailable;
        }
        let Some(pause) = self.pause(now) else {
            return Step::Fetch;
        };
        if self.is_running {
            return Step::Wait(pause.min(poll_interval(requested_at, now)));
        }
        // The cooldown and the first retry are worth waiting for; a server that keeps failing is not.
        if pause > Duration::from_secs(1) {
            return Step::Unavailable;
        }
        Step::Wait(pause)
    }

    /// Records that a fetch starts.
    pub fn start(&mut self, now: Timestamp) -> Attempt {
        self.latest = self.latest.saturating_add(1);
        self.is_running = true;
        self.next_start_at = Some(now.plus_seconds(LEASE_SECONDS));
        Attempt {
            number: self.latest,
            started_at: now,
        }
    }

    /// Records that a fetch brought a document. Returns whether it replaces the current one, which it does unless that
    /// one was fetched later.
    pub fn succeeded(&mut self, attempt: &Attempt) -> bool {
        self.failures = 0;
        if self.is_latest(attempt) {
            self.is_running = false;
            self.next_start_at = Some(attempt.started_at.plus_seconds(COOLDOWN_SECONDS));
        }
        let replaces = self.loaded_at <= Some(attempt.started_at);
        if replaces {
            self.loaded_at = Some(attempt.started_at);
        }
        replaces
    }

    /// Records that a fetch failed.
    pub fn failed(&mut self, attempt: &Attempt, now: Timestamp) {
        let retry_at = now.plus_seconds(backoff_seconds(self.failures));
        self.failures = self.failures.saturating_add(1);
        if self.is_latest(attempt) {
            self.is_running = false;
            self.next_start_at = Some(retry_at);
        } else {
            self.next_start_at = self.next_start_at.max(Some(retry_at));
        }
    }

    fn is_latest(&self, attempt: &Attempt) -> bool {
        attempt.number == self.latest
    }

    fn is_younger_than(&self, seconds: i64, now: Timestamp) -> bool {
        self.loaded_at
            .is_some_and(|loaded| now < loaded.plus_seconds(seconds))
    }

    fn may_start(&self, now: Timestamp) -> bool {
        self.pause(now).is_none()
    }

    /// How long until a fetch may start; `None` if it may start now.
    fn pause(&self, now: Timestamp) -> Option<Duration> {
        let next = self.next_start_at?.milliseconds();
        let remaining = u64::try_from(next.saturating_sub(now.milliseconds())).unwrap_or(0);
        (remaining > 0).then(|| Duration::from_millis(remaining))
    }
}

/// An eighth of the time that a request has waited, within bounds.
fn poll_interval(requested_at: Timestamp, now: Timestamp) -> Duration {
    let waited = now
        .milliseconds()
        .saturating_sub(requested_at.milliseconds());
    let (shortest, longest) = POLL_MILLISECONDS;
    let interval = (waited / 8).clamp(shortest, longest);
    Duration::from_millis(interval.unsigned_abs())
}

/// The pause after a failure that followed this many others.
fn backoff_seconds(failures_before: u32) -> i64 {
    2_i64
        .saturating_pow(failures_before)
        .min(BACKOFF_MAX_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_700_000_000_000 + milliseconds)
    }

    fn loaded(milliseconds: i64) -> RefreshSchedule {
        let mut schedule = RefreshSchedule::default();
        let attempt = schedule.start(at(milliseconds));
        assert!(schedule.succeeded(&attempt));
        schedule
    }

    fn wait(milliseconds: u64) -> Step {
        Step::Wait(Duration::from_millis(milliseconds))
    }

    #[test]
    fn the_first_request_fetches_and_the_next_one_polls() {
        let mut schedule = RefreshSchedule::default();
        assert!(!schedule.is_usable(at(0)));
        assert_eq!(schedule.next_step(at(0), at(0)), Step::Fetch);
        schedule.start(at(0));
        assert_eq!(schedule.next_step(at(10), at(10)), wait(10));
        assert_eq!(schedule.next_step(at(10), at(410)), wait(50));
        assert_eq!(schedule.next_step(at(10), at(2_410)), wait(200));
    }

    #[test]
    fn a_document_is_served_for_a_day_and_refreshed_after_ten_minutes() {
        let schedule = loaded(0);
        assert!(schedule.is_usable(at(0)) && !schedule.is_due(at(599_999)));
        assert!(schedule.is_usable(at(600_000)) && schedule.is_due(at(600_000)));
        assert!(schedule.is_usable(at(86_399_999)));
        assert!(!schedule.is_usable(at(86_400_000)));
    }

    #[test]
    fn one_refresh_runs_at_a_time() {
        let mut schedule = loaded(0);
        schedule.start(at(600_000));
        assert!(!schedule.is_due(at(602_999)));
        assert!(schedule.is_due(at(603_000)), "its lease is over");
    }

    #[test]
    fn a_fetch_that_never_ends_is_replaced_after_three_seconds() {
        let mut schedule = RefreshSchedule::default();
        schedule.start(at(0));
        assert_eq!(schedule.next_step(at(200), at(2_990)), wait(10));
        assert_eq!(schedule.next_step(at(200), at(3_000)), Step::Fetch);
    }

    #[test]
    fn a_request_waits_eight_seconds_at_most() {
        let mut schedule = RefreshSchedule::default();
        schedule.start(at(7_000));
        assert_eq!(schedule.next_step(at(0), at(7_999)), wait(200));
        assert_eq!(schedule.next_step(at(0), at(8_000)), Step::Unavailable);
    }

    #[test]
    fn failures_are_retried_after_one_second_and_then_back_off_to_a_minute() {
        let mut schedule = RefreshSchedule::default();
        let mut now = 0;
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            let attempt = schedule.start(at(now));
            schedule.failed(&attempt, at(now + 100));
            now += 100 + seconds * 1000;
            assert_ne!(schedule.next_step(at(now - 1), at(now - 1)), Step::Fetch);
            assert_eq!(schedule.next_step(at(now), at(now)), Step::Fetch);
        }
        let attempt = schedule.start(at(now));
        schedule.succeeded(&attempt);
        let attempt = schedule.start(at(now + 5_000));
        schedule.failed(&attempt, at(now + 5_000));
        let next = at(now + 6_000);
        assert_eq!(
            schedule.next_step(next, next),
            Step::Fetch,
            "a success resets it"
        );
    }

    #[test]
    fn a_request_waits_for_the_first_retry_but_not_for_a_longer_pause() {
        let mut schedule = RefreshSchedule::default();
        let attempt = schedule.start(at(0));
        schedule.failed(&attempt, at(100));
        assert_eq!(schedule.next_step(at(0), at(100)), wait(1_000));
        let attempt = schedule.start(at(1_100));
        schedule.failed(&attempt, at(1_200));
        assert_eq!(schedule.next_step(at(0), at(1_200)), Step::Unavailable);
        assert_eq!(schedule.next_step(at(2_500), at(2_500)), wait(700));
    }

    #[test]
    fn an_entry_is_absent_only_from_a_document_fetched_after_the_request() {
        let mut schedule = loaded(0);
        assert_eq!(schedule.next_step(at(0), at(50)), Step::Absent);
        assert_eq!(schedule.next_step(at(100), at(100)), wait(900));
        assert_eq!(schedule.next_step(at(100), at(1_000)), Step::Fetch);
        let attempt = schedule.start(at(1_000));
        assert_eq!(schedule.next_step(at(100), at(1_010)), wait(113));
        schedule.succeeded(&attempt);
        assert_eq!(schedule.next_step(at(100), at(1_050)), Step::Absent);
    }

    #[test]
    fn a_flood_of_unknown_entries_fetches_once_a_second() {
        let mut schedule = loaded(0);
        let mut running: Option<(Attempt, i64)> = None;
        let mut starts = 0;
        for now in 0..60_000 {
            if let Some((attempt, _)) = running.take_if(|(_, end)| *end == now) {
                schedule.succeeded(&attempt);
            }
            if schedule.next_step(at(now), at(now)) == Step::Fetch {
                running = Some((schedule.start(at(now)), now + 40));
                starts += 1;
            }
        }
        assert_eq!(starts, 59);
    }

    #[test]
    fn an_abandoned_fetch_that_ends_late_neither_frees_the_lease_nor_replaces_a_newer_document() {
        let mut schedule = RefreshSchedule::default();
        let first = schedule.start(at(0));
        let second = schedule.start(at(3_000));
        assert!(schedule.succeeded(&first), "a document is a document");
        assert!(schedule.is_usable(at(4_000)));
        assert_eq!(schedule.next_step(at(4_000), at(4_000)), wait(10));
        assert!(schedule.succeeded(&second));

        let third = schedule.start(at(10_000));
        let fourth = schedule.start(at(13_000));
        assert!(schedule.succeeded(&fourth));
        assert!(!schedule.succeeded(&third));
    }

    #[test]
    fn a_late_failure_of_an_abandoned_fetch_counts() {
        let mut schedule = RefreshSchedule::default();
        let first = schedule.start(at(0));
        let second = schedule.start(at(3_000));
        schedule.failed(&first, at(5_500));
        assert_eq!(schedule.next_step(at(6_000), at(6_000)), wait(10));
        schedule.failed(&second, at(8_000));
        assert_eq!(schedule.next_step(at(8_000), at(8_000)), Step::Unavailable);
        assert_eq!(schedule.next_step(at(10_000), at(10_000)), Step::Fetch);
    }
}
