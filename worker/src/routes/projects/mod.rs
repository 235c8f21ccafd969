//! Projects, and the grants of members in them.

mod create;
mod list;
mod list_members;
mod put_grant;
mod read;
mod remove_grant;
mod update;

pub(super) use create::create;
pub(super) use list::list;
pub(super) use list_members::list_members;
pub(super) use put_grant::put_grant;
pub(super) use read::read;
pub(super) use remove_grant::remove_grant;
pub(super) use update::update;
