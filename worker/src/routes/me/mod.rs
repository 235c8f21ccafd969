//! The caller and their accounts.

mod erase;
mod export;
mod open;
mod overview;
mod read;

pub(super) use erase::erase;
pub(super) use export::export;
pub(super) use open::open;
pub(super) use read::read;
