//! The caller and their accounts.

mod open;
mod overview;
mod read;

pub(super) use open::open;
pub(super) use read::read;
