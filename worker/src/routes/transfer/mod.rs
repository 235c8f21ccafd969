//! The transfer of an account's ownership.

mod accept;
mod decline;
mod former_owner;
mod offer;
mod withdraw;

pub(super) use accept::accept;
pub(super) use decline::decline;
pub(super) use offer::offer;
pub(super) use withdraw::withdraw;
