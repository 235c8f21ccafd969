//! Access reviews: the members at a point in time, and the decision about each.
//!
//! A review holds no list of members. It stores the number of the audit event that opened it, each member stores the
//! number of the event with which they joined, and so the two tell who was there. What a review stores per member is an
//! outcome, written when it is decided: opening one in an account with 100,000 members writes one row.

mod close;
mod decide;
mod decision;
mod open;
mod settle;
mod state;

pub use decision::Decision;
pub use state::{Review, ReviewCounts, ReviewEntry, ReviewOutcome};
