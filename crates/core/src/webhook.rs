//! Webhooks: which events each one gets, what is sent and signed, and when a receiver that fails is tried again.
//!
//! A webhook has a [`Cursor`] over each account's audit log. Events are sent in the log's order, one at a time, and an event
//! is sent until its receiver has confirmed it: at least once, with the same id each time.

mod cursor;
mod event;
mod filter;
#[cfg(feature = "identity")]
mod secret;
#[cfg(feature = "identity")]
mod settings;

pub use cursor::{Cursor, Failure, Health, Pace};
pub use event::{Event, EventActor, EventData};
pub use filter::{EventFilter, EventPattern, PatternError};
#[cfg(feature = "identity")]
pub use secret::{WebhookSecret, WebhookSecretError};
#[cfg(feature = "identity")]
pub use settings::{WEBHOOKS, Webhook, webhooks};
