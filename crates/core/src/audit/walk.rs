//! Verifying an account's audit chain backwards, from its newest event, one page of the log at a time.
//!
//! Each page must lead to the hash at which the newer page began, and the newest page to the signed head. So a reader holds
//! only one page of a long log.
//!
//! A log whose oldest events were removed begins at its cut, and the chain must lead on from there.

use alloc::vec::Vec;

use super::chain;
use super::event::Event;
use super::hash::Head;
use crate::AccountId;

/// What to verify.
#[derive(Debug)]
pub struct WalkTarget {
    /// The account.
    pub account: AccountId,
    /// A head that the reader has stored. Without one the chain is verified back to its start.
    pub known: Option<Head>,
    /// Where the log begins, if its oldest events were removed. It is that of the page: more may be removed between two pages.
    pub cut: Option<Head>,
    /// The maximum number of events to go back, rounded up to whole pages.
    pub most: u64,
}

impl WalkTarget {
    /// The head at which the verification ends: the stored one, unless it is below the cut.
    fn bottom(&self) -> Head {
        let first = self.cut.unwrap_or_else(|| chain::start(self.account));
        let on_chain = self.known.filter(|known| known.count >= first.count);
        on_chain.unwrap_or(first)
    }

    /// Whether the events up to the stored head were removed: nothing is left to compare it with.
    #[must_use]
    pub fn is_known_cut(&self) -> bool {
        matches!((self.known, self.cut), (Some(known), Some(cut)) if known.count < cut.count)
    }
}

/// The state of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// The head that the edge has signed.
    pub head: Head,
    /// The head that the next, older page must lead to.
    pub next: Head,
    /// How many events were verified.
    pub checked: u64,
    /// Whether all of them are unchanged, in order, and lead to the head.
    pub intact: bool,
}

impl Walk {
    /// A verification of the log that ends in `head`.
    #[must_use]
    pub const fn new(head: Head) -> Self {
        Self {
            head,
            next: head,
            checked: 0,
            intact: true,
        }
    }

    /// Verifies the next page, newest event first. `last` says that the log has no older page. Returns whether the
    /// verification is complete.
    pub fn follow(&mut self, aim: &WalkTarget, mut events: Vec<Event>, last: bool) -> bool {
        let bottom = aim.bottom();
        let wanted = self.next.count.saturating_sub(bottom.count);
        // Events before the stored head were verified when it was stored.
        events.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        events.reverse();
        let count = events.len() as u64;
        self.checked = self.checked.saturating_add(count);
        let reaches = count == wanted;
        // A log without an older page that does not reach the bottom has lost events.
        let from = if reaches || last {
            bottom
        } else {
            events.first().map_or(self.next, |oldest| Head {
                count: self.next.count.saturating_sub(count),
                hash: oldest.prev,
            })
        };
        self.intact &= chain::verify(from, &events) == Ok(self.next);
        self.next = from;
        last || reaches || self.checked >= aim.most
    }

    /// Whether the verified events reach back to the first event that is left, or to the stored head.
    #[must_use]
    pub fn whole(&self, aim: &WalkTarget) -> bool {
        aim.bottom().count.checked_add(self.checked) == Some(self.head.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, Actor, Details, Draft, Hash, Outcome, Resource, ResourceType};
    use crate::{EventId, Timestamp, UserId};

    const ACCOUNT: AccountId = AccountId::from_bytes([7; 16]);

    /// The first `length` events of a log, and the heads before and after each of them.
    fn log(length: u32) -> (Vec<Event>, Vec<Head>) {
        let user = UserId::derive("local", "owner@example.com");
        let mut heads = alloc::vec![chain::start(ACCOUNT)];
        let mut events = Vec::new();
        for number in 0..length {
            let draft = Draft {
                id: EventId::derive(&[1; 32], number),
                at: Timestamp::from_milliseconds(1_795_324_067_000 + i64::from(number)),
                resource: Resource::new(ResourceType::Member, &user),
                actor: Actor::User(user.clone()),
                action: Action::MemberRole.into(),
                outcome: Outcome::Done,
                details: Details::new(),
            };
            let (event, head) = draft.chained(*heads.last().unwrap());
            events.push(event);
            heads.push(head);
        }
        (events, heads)
    }

    fn aim(known: Option<Head>, most: u64) -> WalkTarget {
        WalkTarget {
            account: ACCOUNT,
            known,
            cut: None,
            most,
        }
    }

    /// What a reader finds in a log that is shown in pages of `size`: intact, whole, and how much was followed.
    fn read(aim: &WalkTarget, head: Head, events: &[Event], size: usize) -> (bool, bool, u64) {
        let newest: Vec<Event> = events.iter().rev().cloned().collect();
        let mut walk = Walk::new(head);
        let mut at = 0;
        loop {
            let end = newest.len().min(at + size);
            if walk.follow(aim, newest[at..end].to_vec(), end == newest.len()) {
                return (walk.intact, walk.whole(aim), walk.checked);
            }
            at = end;
        }
    }

    #[test]
    fn a_log_is_verified_in_pages_of_any_size() {
        let (events, heads) = log(7);
        for size in 1..9 {
            assert_eq!(
                read(&aim(None, 100), heads[7], &events, size),
                (true, true, 7)
            );
        }
        let (none, heads) = log(0);
        assert_eq!(read(&aim(None, 100), heads[0], &none, 3), (true, true, 0));
    }

    #[test]
    fn verification_stops_at_the_maximum() {
        let (events, heads) = log(7);
        assert_eq!(read(&aim(None, 4), heads[7], &events, 3), (true, false, 6));
        assert_eq!(read(&aim(None, 0), heads[7], &events, 3), (true, false, 3));
        assert_eq!(read(&aim(None, 7), heads[7], &events, 7), (true, true, 7));
    }

    #[test]
    fn with_a_stored_head_only_newer_events_are_verified() {
        let (events, heads) = log(7);
        for kept in 0..=7 {
            for size in 1..9 {
                let found = read(&aim(Some(heads[kept]), 100), heads[7], &events, size);
                assert_eq!(
                    found,
                    (true, true, 7 - kept as u64),
                    "{kept} in pages of {size}"
                );
            }
        }
        assert_eq!(
            read(&aim(Some(heads[1]), 3), heads[7], &events, 3),
            (true, false, 3)
        );
    }

    #[test]
    fn a_stored_head_that_is_not_in_the_log_is_detected() {
        let (events, heads) = log(7);
        let other = |count| Head {
            count,
            hash: Hash::from_bytes([9; 32]),
        };
        for count in 0..=7 {
            for size in 1..9 {
                assert!(!read(&aim(Some(other(count)), 100), heads[7], &events, size).0);
            }
        }
        // The log has become shorter than it was.
        let kept = aim(Some(heads[7]), 100);
        assert_eq!(read(&kept, heads[5], &events[..5], 2), (false, false, 0));
    }

    #[test]
    fn a_log_that_ends_above_the_stored_head_is_detected() {
        let (events, heads) = log(7);
        for size in 1..9 {
            let known = aim(Some(heads[2]), 100);
            assert!(!read(&known, heads[7], &events[4..], size).0, "{size}");
        }
    }

    #[test]
    fn a_cut_log_is_verified_from_its_cut() {
        let (events, heads) = log(7);
        for cut in 1..7 {
            for size in 1..9 {
                let found = |known: Option<Head>, of: &[Event]| {
                    let target = WalkTarget {
                        cut: Some(heads[cut]),
                        ..aim(known, 100)
                    };
                    (read(&target, heads[7], of, size), target.is_known_cut())
                };
                let left = &events[cut..];
                let all = (true, true, 7 - cut as u64);
                assert_eq!(found(None, left), (all, false), "{cut} by {size}");
                for (known, head) in heads.iter().enumerate() {
                    let checked = 7 - known.max(cut) as u64;
                    let expected = ((true, true, checked), known < cut);
                    assert_eq!(found(Some(*head), left), expected);
                }
                // More or fewer events than the cut says are left.
                assert!(!found(None, &events[cut + 1..]).0.0);
                assert!(!found(None, &[]).0.0);
                let mut changed = left.to_vec();
                changed[0].draft.at = Timestamp::from_milliseconds(0);
                assert!(!found(None, &changed).0.0);
                let other = Head {
                    hash: Hash::from_bytes([9; 32]),
                    ..heads[cut]
                };
                assert!(
                    !found(Some(other), left).0.0,
                    "another log than the stored head's"
                );
            }
        }
    }

    #[test]
    fn a_changed_cut_is_detected() {
        let (events, heads) = log(7);
        let changed = [
            Head {
                hash: Hash::from_bytes([9; 32]),
                ..heads[3]
            },
            Head {
                count: 2,
                ..heads[3]
            },
            Head {
                count: 4,
                ..heads[3]
            },
            Head {
                count: 8,
                ..heads[3]
            },
        ];
        for cut in changed {
            for size in 1..9 {
                let target = WalkTarget {
                    cut: Some(cut),
                    ..aim(None, 100)
                };
                assert!(!read(&target, heads[7], &events[3..], size).0, "{cut:?}");
            }
        }
    }

    #[test]
    fn events_that_are_removed_between_two_pages_are_not_missed() {
        let (events, heads) = log(7);
        let newest = |range: core::ops::Range<usize>| events[range].iter().rev().cloned().collect();
        let at = |cut: usize| WalkTarget {
            cut: Some(heads[cut]),
            ..aim(None, 100)
        };
        let mut walk = Walk::new(heads[7]);
        assert!(!walk.follow(&at(1), newest(5..7), false));
        assert!(walk.follow(&at(3), newest(3..5), true));
        assert!(walk.intact && walk.whole(&at(3)));
    }

    #[test]
    fn changed_removed_and_inserted_events_are_detected() {
        let (events, heads) = log(7);
        for size in 1..9 {
            for at in 0..7 {
                let mut changed = events.clone();
                changed[at].draft.at = Timestamp::from_milliseconds(0);
                assert!(!read(&aim(None, 100), heads[7], &changed, size).0, "{at}");
                let mut fewer = events.clone();
                fewer.remove(at);
                assert!(!read(&aim(None, 100), heads[7], &fewer, size).0, "{at}");
                let mut more = events.clone();
                more.insert(at + 1, events[6 - at].clone());
                assert!(!read(&aim(None, 100), heads[7], &more, size).0, "{at}");
                let mut swapped = events.clone();
                swapped.swap(at, (at + 1) % 7);
                assert!(!read(&aim(None, 100), heads[7], &swapped, size).0, "{at}");
            }
            assert!(!read(&aim(None, 100), heads[7], &[], size).0);
            assert!(!read(&aim(Some(heads[2]), 100), heads[7], &[], size).0);
            assert!(
                !read(&aim(None, 100), heads[6], &events, size).0,
                "an older head"
            );
        }
    }
}
