//! Invites by mail: whether one is sent, what is stored about it, and what became of it.
//!
//! Neither text nor link of a mail is ever stored: both are made from the invite's state when the mail is sent.

mod delivery;
mod failure;
mod locale;
mod message;
mod preference;

pub use delivery::{Delivery, DeliveryState};
pub use failure::DeliveryFailure;
pub use locale::{Locale, LocaleError};
pub use message::{Attempt, Mail, MailId, MailRequest, Report};
pub use preference::{MailAdmission, admit};
