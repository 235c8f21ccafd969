//! Verifying an account's audit chain backwards, from its newest event, one page of the log at a time.
//!
//! Each page must lead to the hash at which the newer page began, and the newest page to the signed head. So a reader holds
//! only one page of a long log.

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
    /// The maximum number of events to go back, rounded up to whole pages.
    pub most: u64,
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
        let bottom = aim.known.unwrap_or_else(|| chain::start(aim.account));
        let wanted = self.next.count.saturating_sub(bottom.count);
        // Events before the stored head were verified when it was stored.
        events.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        events.reverse();
        let count = events.len() as u64;
        self.checked = self.checked.saturating_add(count);
        let reaches = count == wanted;
        // An empty log leads nowhere.
        let from = if reaches || (last && (aim.known.is_none() || self.checked == 0)) {
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

    /// Whether the verified events reach back to the first event, or to the stored head.
    #[must_use]
    pub fn whole(&self, aim: &WalkTarget) -> bool {
        let bottom = aim.known.map_or(0, |known| known.count);
        bottom.checked_add(self.checked) == Some(self.head.count)
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
