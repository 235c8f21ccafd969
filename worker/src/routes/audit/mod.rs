//! The audit log: pages, exports, events as webhooks get them, and events of the host platform.

mod export;
mod list;
mod list_after;
mod record;

pub(super) use list::list;
pub(super) use list_after::list_after;
pub(super) use record::record;
