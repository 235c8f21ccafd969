//! Invites, for those who invite and for those who are invited.

mod accept;
mod create;
mod create_several;
mod decline;
mod inbox;
mod list;
mod preview;
mod preview_mail;
mod proof;
mod read;
mod read_link;
mod resend;
mod revoke;
mod update;

pub(super) use accept::accept;
pub(super) use create::create;
pub(super) use create_several::create_several;
pub(super) use decline::decline;
pub(super) use inbox::inbox;
pub(super) use list::list;
pub(super) use preview::preview;
pub(super) use preview_mail::preview_mail;
pub(super) use read::read;
pub(super) use read_link::read_link;
pub(super) use resend::resend;
pub(super) use revoke::revoke;
pub(super) use update::update;
