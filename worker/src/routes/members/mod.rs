//! Members: listing, enrolling, changing a role, removing and leaving.

mod change_role;
mod enrol;
mod list;
mod remove;

pub(super) use change_role::change_role;
pub(super) use enrol::enrol;
pub(super) use list::list;
pub(super) use remove::remove;
