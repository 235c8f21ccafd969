//! Why an invite's mail was not delivered.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Why an invite's mail was not delivered. The list is public and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFailure {
    /// The address has had its mails of the day.
    AddressBudget,
    /// The inviter has sent their mails of the day.
    InviterBudget,
    /// The team is new, and has sent its mails of the day.
    TeamBudget,
    /// The address wants no invites.
    AddressStopped,
    /// The transport refuses the address.
    AddressRejected,
    /// The mailbox does not exist, or takes no mail.
    MailboxUnavailable,
    /// The transport refuses the mail: credentials, sender or settings.
    TransportRejected,
    /// The transport could not be reached for a day.
    TransportUnreachable,
    /// The mail was sent and came back.
    Bounced,
    /// The recipient reported the mail as unwanted.
    Complained,
}

impl DeliveryFailure {
    /// Every failure.
    pub const ALL: [Self; 10] = [
        Self::AddressBudget,
        Self::InviterBudget,
        Self::TeamBudget,
        Self::AddressStopped,
        Self::AddressRejected,
        Self::MailboxUnavailable,
        Self::TransportRejected,
        Self::TransportUnreachable,
        Self::Bounced,
        Self::Complained,
    ];

    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddressBudget => "address_budget",
            Self::InviterBudget => "inviter_budget",
            Self::TeamBudget => "team_budget",
            Self::AddressStopped => "address_stopped",
            Self::AddressRejected => "address_rejected",
            Self::MailboxUnavailable => "mailbox_unavailable",
            Self::TransportRejected => "transport_rejected",
            Self::TransportUnreachable => "transport_unreachable",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }
}

impl DeliveryFailure {
    /// The failure of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|failure| failure.as_str() == name)
    }
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::DeliveryFailure;

    #[test]
    fn the_name_is_that_of_the_json() {
        for failure in DeliveryFailure::ALL {
            let json = serde_json::to_string(&failure).unwrap();
            assert_eq!(json, alloc::format!("\"{failure}\""));
        }
    }
}
