//! Deciding on permissions and budget together.

use alloc::vec::Vec;

use serde::Serialize;

use crate::permission::PermissionSet;
use crate::policy::Policy;

/// What an account spends and what a request would add, in US cents per hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spend {
    /// What it spends now.
    pub current: u64,
    /// What the request would add.
    pub requested: u64,
}

/// The spend limit of an account, in US cents per hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Budget {
    /// The limit.
    pub limit: u64,
    /// What is left of it. A check reserves nothing.
    pub remaining: u64,
}

/// A decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision<'a> {
    /// Whether every permission is held and the budget covers the request.
    pub allowed: bool,
    /// Each permission in the order of the request, and whether it is held.
    pub permissions: Vec<(&'a str, bool)>,
    /// Whether every permission is held.
    pub permitted: bool,
    /// The budget, if the request was about one.
    pub budget: Option<Budget>,
}

/// Decides whether `held` contains all of `permissions`, and whether the spend stays within the account's limit, which is
/// the second part of `spend`.
///
/// Nobody holds an unknown permission. A check without permissions is denied, since it must be a mistake. A sum that
/// overflows exceeds every limit.
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
            .checked_add(spend.requested)
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
        let spend = spend.map(|(current, requested)| (Spend { current, requested }, 8_000));
        let decision = check(&policy, dev, permissions, spend);
        let remaining = decision.budget.map(|budget| budget.remaining);
        (decision.allowed, decision.permitted, remaining)
    }

    #[test]
    fn every_permission_must_be_held_and_an_empty_check_is_denied() {
        assert_eq!(decided(&["pods:manage"], None), (true, true, None));
        let mixed = ["pods:manage", "billing:read"];
        assert_eq!(decided(&mixed, None), (false, false, None));
        assert_eq!(decided(&["pods:fly"], None), (false, false, None));
        assert_eq!(decided(&[], None), (false, false, None));
    }

    #[test]
    fn the_budget_covers_up_to_its_limit_and_sums_do_not_wrap() {
        for (current, requested, allowed, remaining) in [
            (7_000, 1_000, true, 1_000),
            (7_000, 1_001, false, 1_000),
            (0, 0, true, 8_000),
            (9_000, 0, false, 0),
            (u64::MAX, u64::MAX, false, 0),
            (1, u64::MAX, false, 7_999),
        ] {
            let found = decided(&["pods:manage"], Some((current, requested)));
            assert_eq!(
                found,
                (allowed, true, Some(remaining)),
                "{current} + {requested}"
            );
        }
    }

    #[test]
    fn a_budget_does_not_replace_a_permission() {
        let found = decided(&["billing:read"], Some((0, 1)));
        assert_eq!(found, (false, false, Some(8_000)));
    }
}
