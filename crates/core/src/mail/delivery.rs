//! What became of a mail, as those who may invite see it.

use serde::{Deserialize, Serialize};

use super::failure::DeliveryFailure;
use crate::Timestamp;

/// How far the last mail of an invite got.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It waits to be sent.
    Queued,
    /// The transport accepted it.
    Sent,
    /// It was not sent, and will not be.
    Failed,
    /// It was sent, and came back or was reported as unwanted.
    Bounced,
}

impl DeliveryState {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = [Self::Queued, Self::Sent, Self::Failed, Self::Bounced].into_iter();
        all.find(|state| state.as_str() == name)
    }
}

/// What became of the last mail of an invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// How far it got.
    pub state: DeliveryState,
    /// When it got there.
    pub at: Timestamp,
    /// Why it was not delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeliveryFailure>,
}
