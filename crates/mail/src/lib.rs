//! What an invite mail looks like, and the settings that say how it leaves.
//!
//! Values in, values out: nothing here sends, waits, reads a clock or draws randomness. The Worker's transports take what
//! [`render()`] returns.

mod language;
mod message;
mod outgoing;
pub mod settings;
mod templates;
mod text;

pub use language::Language;
pub use message::{Header, Mailbox, Rendered, render};
pub use outgoing::Outgoing;
pub use templates::{RenderError, Templates};

#[cfg(test)]
mod tests;
