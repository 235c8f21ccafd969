//! Access reviews.

mod close;
mod decide;
mod export;
mod list;
mod open;
mod read;
mod read_summary;

pub(super) use close::close;
pub(super) use decide::decide;
pub(super) use list::list;
pub(super) use open::open;
pub(super) use read::read;
pub(super) use read_summary::read_summary;
