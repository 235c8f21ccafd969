//! Accounts: opening teams, reading, changing, converting and reverting.

mod convert;
mod dry_run;
mod open;
mod open_for_user;
mod read;
mod revert;
mod update;

pub(super) use convert::convert;
pub(super) use open::open;
pub(super) use read::read;
pub(super) use revert::revert;
pub(super) use update::update;
