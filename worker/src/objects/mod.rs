//! The three Durable Objects, and the client that calls them.
//!
//! The rest of the Worker uses [`client`] alone. The messages are defined in `hallpass_protocol::object`.

mod account;
pub(crate) mod client;
mod cursor;
mod mailbox;
mod pruning;
mod server;
mod storage;
mod user;
