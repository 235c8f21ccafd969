//! Invites by mail: whether one is sent, what is stored about it, and what became of it.
//!
//! Neither text nor link of a mail is ever stored: both are made from the invite's state when the mail is sent.

mod delivery;
mod event;
mod failure;
mod locale;
mod message;
mod preference;
#[cfg(feature = "sign")]
mod signature;

pub use delivery::{Delivery, DeliveryState};
pub use event::{INVITE_TAG, MailEvent, postmark_event, resend_event};
pub use failure::DeliveryFailure;
pub use locale::{Locale, LocaleError};
pub use message::{Attempt, Mail, MailId, MailRequest, Report};
pub use preference::{MailAdmission, MailPreference, admit};
#[cfg(feature = "sign")]
pub use signature::{SignedHeaders, has_password, is_signed};
