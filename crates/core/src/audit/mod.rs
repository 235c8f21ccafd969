//! The audit log: events in a hash chain that shows when one was changed or left out.

mod action;
pub mod chain;
mod cut;
mod event;
mod hash;
pub mod walk;
mod word;

pub use action::{Action, ResourceType};
pub use cut::Cut;
pub use event::{Actor, Detail, Details, Draft, Event, Outcome, Resource, cascade};
pub use hash::{Hash, Head};
pub use word::Word;
