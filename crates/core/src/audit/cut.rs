//! The cut of a log: its oldest events were removed, and its chain continues from the last of them.
//!
//! Only their number and the last hash stay. A reader of the log verifies it from there, and a head that a reader stored is
//! on the chain or below the cut.

use serde::{Deserialize, Serialize};

use super::hash::Head;
use crate::{Refusal, Timestamp};

/// Where a log begins whose oldest events were removed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cut {
    /// The head that the removed events led to: how many they are, which is the number of the last one, and its hash.
    pub head: Head,
    /// When the last of them was removed.
    pub at: Timestamp,
}

impl Cut {
    /// Refuses the event with this number, if it was removed. `cut` is that of the log, if it has one.
    ///
    /// # Errors
    /// [`Refusal::AuditCut`], with the number of the last event that was removed.
    pub fn check_present(cut: Option<Self>, seq: u64) -> Result<(), Refusal> {
        match cut {
            Some(Self { head, .. }) if seq <= head.count => {
                Err(Refusal::AuditCut { cut: head.count })
            }
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Hash;

    #[test]
    fn only_events_up_to_the_cut_are_refused() {
        let cut = Cut {
            head: Head {
                count: 7,
                hash: Hash::from_bytes([1; 32]),
            },
            at: Timestamp::from_milliseconds(0),
        };
        for seq in [0, 1, 7] {
            let refused = Err(Refusal::AuditCut { cut: 7 });
            assert_eq!(Cut::check_present(Some(cut), seq), refused, "{seq}");
            assert_eq!(Cut::check_present(None, seq), Ok(()), "{seq}");
        }
        assert_eq!(Cut::check_present(Some(cut), 8), Ok(()));
    }
}
