//! Rate budgets: how often something may be done within a time window.

use alloc::string::String;
use core::fmt::Write as _;
use core::net::{IpAddr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// At most `count` times within `seconds` seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Budget {
    /// How many times, at least 1.
    pub count: u32,
    /// The length of the window, at least 1.
    pub seconds: u32,
}

impl Budget {
    /// Parses `30/60`: 30 times within 60 seconds.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (count, seconds) = word.split_once('/')?;
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| digits)
        };
        let budget = Self {
            count: number(count)?,
            seconds: number(seconds)?,
        };
        (budget.count > 0 && budget.seconds > 0).then_some(budget)
    }

    /// Seconds until an event at `first` leaves the window, at least 1; `None` when it has left.
    #[must_use]
    pub fn wait(self, first: Timestamp, now: Timestamp) -> Option<u32> {
        let end = first.plus_seconds(self.seconds.into()).milliseconds();
        let left = end.saturating_sub(now.milliseconds());
        // Rounded up, so that a caller who waits this long is not refused again.
        let seconds = left.saturating_add(999).checked_div(1000)?;
        u32::try_from(seconds).ok().filter(|_| left > 0)
    }
}

/// How often all members of a team together may do something. `None` means without limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TeamBudgets {
    /// Creating invites.
    pub invites: Option<Budget>,
    /// Resending invites.
    pub resends: Option<Budget>,
}

/// How much of a budget was used since its window began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BudgetWindow {
    began: Timestamp,
    count: u32,
}

impl BudgetWindow {
    /// A window that begins now, with nothing used.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self {
            began: now,
            count: 0,
        }
    }

    /// Uses the budget once. Returns the seconds to wait if it is exceeded.
    pub fn spend(&mut self, budget: Budget, now: Timestamp) -> Option<u32> {
        if budget.wait(self.began, now).is_none() || now < self.began {
            *self = Self::new(now);
        }
        self.count = self.count.saturating_add(1);
        budget
            .wait(self.began, now)
            .filter(|_| self.count > budget.count)
    }
}

/// The network of an IP address, by which callers are counted, in one spelling.
///
/// That is an IPv4 address itself, and the first 64 bits of an IPv6 address, which is what a household gets. An
/// IPv4-mapped IPv6 address counts as the IPv4 address.
#[must_use]
pub fn network(address: &str) -> Option<String> {
    let mut text = String::new();
    match address.trim().parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => write!(text, "{address}").ok()?,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            let prefix = Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0);
            write!(text, "{prefix}").ok()?;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Budget = Budget {
        count: 3,
        seconds: 60,
    };

    #[test]
    fn a_budget_is_two_positive_integers() {
        assert_eq!(Budget::parse("3/60"), Some(BUDGET));
        for bad in [
            "",
            "3",
            "3/",
            "/60",
            "0/60",
            "3/0",
            "-3/60",
            "+3/60",
            "3/60/1",
            "3 /60",
            "9999999999/1",
        ] {
            assert_eq!(Budget::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn calls_at_the_same_time_share_a_window() {
        let now = Timestamp::from_milliseconds(1_000_000);
        let mut window = BudgetWindow::new(now);
        let waits = [(); 5].map(|()| window.spend(BUDGET, now));
        assert_eq!(waits, [None, None, None, Some(60), Some(60)]);
    }

    #[test]
    fn a_call_over_the_budget_waits_for_the_end_of_the_window() {
        let at = |milliseconds: i64| Timestamp::from_milliseconds(1_000_000 + milliseconds);
        let mut window = BudgetWindow::new(at(0));
        for moment in [0, 10, 59_000] {
            assert_eq!(window.spend(BUDGET, at(moment)), None);
        }
        assert_eq!(window.spend(BUDGET, at(59_001)), Some(1));
        assert_eq!(window.spend(BUDGET, at(30_000)), Some(30));
        assert_eq!(window.spend(BUDGET, at(60_000)), None, "a new window");
        assert_eq!(
            window.spend(BUDGET, at(0)),
            None,
            "a clock that went back starts a new window"
        );
    }

    #[test]
    fn a_network_has_one_spelling() {
        for (address, expected) in [
            ("203.0.113.9", Some("203.0.113.9")),
            ("::ffff:203.0.113.9", Some("203.0.113.9")),
            ("::FFFF:cb00:7109", Some("203.0.113.9")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
            ("2001:0DB8:0001:0002::9", Some("2001:db8:1:2::")),
            (" 2001:db8:1:2:: ", Some("2001:db8:1:2::")),
            ("2001:db8:1:3::", Some("2001:db8:1:3::")),
            ("::1", Some("::")),
            ("[::1]", None),
            ("203.0.113.9:80", None),
            ("203.0.113.09", None),
            ("nowhere", None),
            ("", None),
        ] {
            assert_eq!(network(address).as_deref(), expected, "{address}");
        }
    }
}
