//! The policy, which everyone may read.

mod by_id;
mod current;
mod document;

pub(super) use by_id::by_id;
pub(super) use current::current;
