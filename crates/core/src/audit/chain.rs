//! The hash chain over audit events.
//!
//! Each event's hash covers the previous hash. Changing, removing or inserting an event changes every later hash and the
//! head, which a reader can compare with one that they have stored.

use core::fmt;

use sha2::{Digest, Sha256};

use super::event::Event;
use super::hash::{Hash, Head};
use crate::AccountId;

/// The head of an account's chain before its first event: SHA-256 of its id's text.
#[must_use]
pub fn start(account: AccountId) -> Head {
    let digest = Sha256::digest(alloc::format!("{account}").as_bytes());
    Head {
        count: 0,
        hash: Hash::from_bytes(digest.into()),
    }
}

/// An event that does not follow from the previous one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainError {
    /// The index of the first such event, counted from the account's first event, 0.
    pub at: u64,
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "event {} does not follow from the one before it",
            self.at
        )
    }
}

impl core::error::Error for ChainError {}

/// Verifies `events`, oldest first, from the head `from`, and returns the head after the last one.
///
/// A whole chain begins at [`start`]. Compare the returned head with a signed one to be sure that no event is missing at
/// the end.
///
/// # Errors
/// [`ChainError`] at the first event that was changed or does not follow from the previous one.
pub fn verify<'a>(
    from: Head,
    events: impl IntoIterator<Item = &'a Event>,
) -> Result<Head, ChainError> {
    events.into_iter().try_fold(from, |head, event| {
        if event.prev == head.hash && event.draft.hash_after(head.hash) == event.hash {
            Ok(Head {
                count: head.count.saturating_add(1),
                hash: event.hash,
            })
        } else {
            Err(ChainError { at: head.count })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource, ResourceType};
    use crate::{Code, EventId, Timestamp, UserId};
    use alloc::vec::Vec;

    fn draft(number: u32) -> Draft {
        let user = UserId::derive("local", "owner@example.com");
        let refused = number % 2 == 1;
        Draft {
            id: EventId::derive(&[1; 32], number),
            at: Timestamp::from_milliseconds(1_795_324_067_000 + i64::from(number)),
            resource: Resource::new(ResourceType::Member, &user),
            actor: Actor::User(user),
            action: Action::MemberRole.into(),
            outcome: if refused {
                Outcome::Refused(Code::OwnerProtected)
            } else {
                Outcome::Done
            },
            details: Details::new(),
        }
    }

    fn chain(length: u32) -> (Head, Vec<Event>, Head) {
        let from = start(AccountId::from_bytes([7; 16]));
        let mut head = from;
        let mut events = Vec::new();
        for number in 0..length {
            let (event, next) = draft(number).chained(head);
            events.push(event);
            head = next;
        }
        (from, events, head)
    }

    #[test]
    fn a_chain_leads_to_its_head() {
        let (from, events, head) = chain(5);
        assert_eq!(verify(from, &events), Ok(head));
        assert_eq!(head.count, 5);
        assert_eq!(verify(from, []), Ok(from));
        assert_ne!(
            from,
            start(AccountId::from_bytes([8; 16])),
            "two accounts start apart"
        );
    }

    #[test]
    fn the_first_hash_never_changes() {
        // Computed apart from this code: a change here breaks every chain that is stored.
        let (from, events, _) = chain(1);
        assert_eq!(alloc::format!("{}", from.hash), FIRST_PREV);
        assert_eq!(alloc::format!("{}", events[0].hash), FIRST_HASH);
    }

    #[test]
    fn each_manipulation_is_detected_at_its_event() {
        let (from, events, _) = chain(5);
        let rewritten = |change: &dyn Fn(&mut Vec<Event>)| {
            let mut copy = events.clone();
            change(&mut copy);
            verify(from, &copy)
        };
        let broken_at = |at| Err(ChainError { at });
        assert_eq!(
            rewritten(&|all| all[2].draft.outcome = Outcome::Refused(Code::Forbidden)),
            broken_at(2)
        );
        assert_eq!(
            rewritten(&|all| all[1].draft.outcome = Outcome::Done),
            broken_at(1)
        );
        assert_eq!(
            rewritten(&|all| all[3].draft.at = Timestamp::from_milliseconds(0)),
            broken_at(3)
        );
        assert_eq!(rewritten(&|all| drop(all.remove(1))), broken_at(1));
        assert_eq!(rewritten(&|all| all.swap(0, 1)), broken_at(0));
        assert_eq!(
            rewritten(&|all| all.insert(4, all[3].clone())),
            broken_at(4)
        );
        assert_eq!(rewritten(&|all| all[4].prev = from.hash), broken_at(4));
        // Hashing the changed event again is detected at the next one.
        let rehashed = rewritten(&|all| {
            all[2].draft.outcome = Outcome::Refused(Code::Forbidden);
            all[2].hash = all[2].draft.hash_after(all[2].prev);
        });
        assert_eq!(rehashed, broken_at(3));
    }

    #[test]
    fn a_shortened_chain_is_only_detected_with_a_stored_head() {
        let (from, mut events, head) = chain(5);
        events.pop();
        assert_ne!(verify(from, &events), Ok(head));
        assert_eq!(verify(from, &events).map(|short| short.count), Ok(4));
    }

    const FIRST_PREV: &str = "x6n_kD-3DZYMxRhvpWUGmq4MgXeTgyG7Koyy7GTR9VM";
    const FIRST_HASH: &str = "_44EjTE-7-XERBapqz-y_vJZzJKV-N6T7Tqswx2GHXQ";
}
