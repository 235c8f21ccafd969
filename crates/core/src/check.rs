//! One decision of permission and budget together.

use alloc::vec::Vec;

use serde::Serialize;

use crate::permission::PermissionSet;
use crate::policy::Policy;

/// What an account spends, and what somebody asks to spend on top, both in US cents per hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spend {
    /// What it spends now.
    pub current: u64,
    /// What is asked for on top.
    pub asked: u64,
}

/// What an account may spend, in US cents per hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Budget {
    /// All that it may spend.
    pub limit: u64,
    /// What it may spend on top of what it spends now; nothing is set aside by asking.
    pub remaining: u64,
}

/// A decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision<'a> {
    /// Whether every permission is held and the budget covers what is asked for.
    pub allowed: bool,
    /// Each permission, in the order asked, and whether it is held.
    pub permissions: Vec<(&'a str, bool)>,
    /// Whether every permission is held.
    pub permitted: bool,
    /// The budget, where it was asked about.
    pub budget: Option<Budget>,
}

/// Decides whether `held` covers every one of `permissions`, and the account's `limit` what is to be spent.
///
/// An unknown permission is held by nobody, and asking for none at all is no: a check of nothing is a mistake. A sum
/// that no integer holds is above every limit.
#[must_use]
pub fn check<'a>(
    policy: &Policy,
    held: PermissionSet,
    permissions: &[&'a str],
    spend: Option<(Spend, u64)>,
) -> Decision<'a> {
    let permissions: Vec<_> = permissions
        .iter()
        .map(|&name| (name, policy.holds(held, name)))
        .collect();
    let permitted = !permissions.is_empty() && permissions.iter().all(|(_, held)| *held);
    let covered = spend.is_none_or(|(spend, limit)| {
        spend
            .current
            .checked_add(spend.asked)
            .is_some_and(|sum| sum <= limit)
    });
    Decision {
        allowed: permitted && covered,
        permissions,
        permitted,
        budget: spend.map(|(spend, limit)| Budget {
            limit,
            remaining: limit.saturating_sub(spend.current),
        }),
    }
}

#[cfg(all(test, feature = "policy-toml"))]
mod tests {
    use super::*;

    fn decided(permissions: &[&str], spend: Option<(u64, u64)>) -> (bool, bool, Option<u64>) {
        let policy = Policy::from_toml(include_str!("../../../policy.toml")).unwrap();
        let dev = policy.set_of(&"dev".parse().unwrap());
        let spend = spend.map(|(current, asked)| (Spend { current, asked }, 8_000));
        let decision = check(&policy, dev, permissions, spend);
        let remaining = decision.budget.map(|budget| budget.remaining);
        (decision.allowed, decision.permitted, remaining)
    }

    #[test]
    fn every_permission_must_be_held_and_nothing_asked_is_no() {
        assert_eq!(decided(&["pods:manage"], None), (true, true, None));
        let mixed = ["pods:manage", "billing:read"];
        assert_eq!(decided(&mixed, None), (false, false, None));
        assert_eq!(decided(&["pods:fly"], None), (false, false, None));
        assert_eq!(decided(&[], None), (false, false, None));
    }

    #[test]
    fn the_budget_covers_up_to_its_limit_and_sums_do_not_wrap() {
        for (current, asked, allowed, remaining) in [
            (7_000, 1_000, true, 1_000),
            (7_000, 1_001, false, 1_000),
            (0, 0, true, 8_000),
            (9_000, 0, false, 0),
            (u64::MAX, u64::MAX, false, 0),
            (1, u64::MAX, false, 7_999),
        ] {
            let found = decided(&["pods:manage"], Some((current, asked)));
            assert_eq!(
                found,
                (allowed, true, Some(remaining)),
                "{current} + {asked}"
            );
        }
    }

    #[test]
    fn a_budget_makes_up_for_no_permission() {
        let found = decided(&["billing:read"], Some((0, 1)));
        assert_eq!(found, (false, false, Some(8_000)));
    }
}
