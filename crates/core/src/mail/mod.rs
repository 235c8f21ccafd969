//! Invite mails: why one was not delivered.

mod failure;

pub use failure::DeliveryFailure;
