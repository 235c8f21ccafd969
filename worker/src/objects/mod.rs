//! The three Durable Objects, and the client that calls them.
//!
//! The rest of the Worker uses [`client`], and what [`own_account`] makes of several calls. The messages are defined in `hallpass_protocol::object`.

mod account;
mod call_count;
pub(crate) mod client;
mod cursor;
mod erase_queue;
mod mailbox;
pub(crate) mod own_account;
mod pruning;
mod retry;
mod server;
mod storage;
mod user;

pub(crate) use call_count::{CallCount, count_calls};
