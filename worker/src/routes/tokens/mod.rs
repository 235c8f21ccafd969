//! Membership tokens.

mod issue;
mod issue_several;
mod token_for;

pub(super) use issue::issue;
pub(super) use issue_several::issue_several;
