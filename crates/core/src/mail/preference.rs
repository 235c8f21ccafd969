//! What an address accepts: whether its holder stopped mails, and how many it got within a day.

use serde::{Deserialize, Serialize};

use super::failure::DeliveryFailure;
use crate::{Timestamp, limits};

/// What the holder of an address wants.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailPreference {
    /// Mails about invites are welcome. So it is until the holder says otherwise.
    Welcome,
    /// No mails. Invites, their links and the inbox work all the same.
    Stopped,
}

/// Whether a mailbox admits a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailAdmission {
    /// It may be sent.
    Admitted,
    /// It may not, for this reason.
    Refused(DeliveryFailure),
}

/// Judges a mail to an address.
///
/// `third_newest` is when the newest mail but two was admitted, among those of teams that the holder of the address did
/// not join. A mail that was admitted before is not asked about again.
#[must_use]
pub fn admit(
    preference: MailPreference,
    third_newest: Option<Timestamp>,
    now: Timestamp,
) -> MailAdmission {
    let budget = limits::MAILS_PER_ADDRESS;
    if preference == MailPreference::Stopped {
        MailAdmission::Refused(DeliveryFailure::AddressStopped)
    } else if third_newest.is_some_and(|at| budget.wait(at, now).is_some()) {
        MailAdmission::Refused(DeliveryFailure::AddressBudget)
    } else {
        MailAdmission::Admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_three_mails_a_day() {
        let at = |seconds| Timestamp::from_milliseconds(1_795_000_000_000).plus_seconds(seconds);
        assert_eq!(
            limits::MAILS_PER_ADDRESS.count,
            3,
            "the third newest is asked for"
        );
        assert_eq!(
            admit(MailPreference::Welcome, None, at(0)),
            MailAdmission::Admitted
        );
        let refused = MailAdmission::Refused(DeliveryFailure::AddressBudget);
        assert_eq!(
            admit(MailPreference::Welcome, Some(at(0)), at(86_399)),
            refused
        );
        assert_eq!(
            admit(MailPreference::Welcome, Some(at(0)), at(86_400)),
            MailAdmission::Admitted
        );
        let stopped = MailAdmission::Refused(DeliveryFailure::AddressStopped);
        assert_eq!(admit(MailPreference::Stopped, None, at(0)), stopped);
        assert_eq!(admit(MailPreference::Stopped, Some(at(0)), at(1)), stopped);
    }
}
