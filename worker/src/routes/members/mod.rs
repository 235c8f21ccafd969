//! Members: listing, enrolling, changing, removing and leaving.

mod enrol;
mod list;
mod remove;
mod update;

pub(super) use enrol::enrol;
pub(super) use list::list;
pub(super) use remove::remove;
pub(super) use update::update;
