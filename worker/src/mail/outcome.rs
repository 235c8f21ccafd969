//! What becomes of a mail.

use hallpass_core::mail::DeliveryFailure;

use crate::log;

/// A mail that the transport took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// The transport's own id of the mail, by which it reports a bounce.
    pub(crate) provider_id: Option<String>,
}

/// A mail that was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SendError {
    /// It will not be, however often it is tried.
    Rejected(DeliveryFailure),
    /// It may be later. The text is for the log and contains no address.
    Deferred(String),
}

/// A refusal for which the operator is to blame: it is logged, since the inviter only learns that the transport refused.
pub(super) fn refused_by_transport(reason: &str) -> SendError {
    log::failed("mail", reason);
    SendError::Rejected(DeliveryFailure::TransportRejected)
}
