//! The audit log: pages, exports and events of the host platform.

mod export;
mod list;
mod record;

pub(super) use list::list;
pub(super) use record::record;
