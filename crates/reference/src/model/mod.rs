//! The rules of DESIGN.md §6, said once more in plain maps and without a line of core's.
//!
//! Where the design is silent the decisions (`docs/decisions`) are followed; where they are silent too, a comment says what was
//! taken. Nothing in this folder may use a crate of the product.

pub(crate) mod accounts;
pub(crate) mod ask;
pub(crate) mod fault;
pub(crate) mod invitees;
pub(crate) mod invites;
pub(crate) mod members;
pub(crate) mod policy;
pub(crate) mod step;
pub(crate) mod world;

pub(crate) use fault::Fault;
pub(crate) use world::World;
