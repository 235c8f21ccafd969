//! The rules of `docs/ARCHITECTURE.md` and the decisions a second time, in plain maps and without core.
//!
//! Where the documents are silent, a comment says what is assumed. Nothing in this folder may use a crate of the product.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod command;
pub(crate) mod fault;
pub(crate) mod invitees;
pub(crate) mod invites;
pub(crate) mod members;
pub(crate) mod offers;
pub(crate) mod policy;
pub(crate) mod projects;
pub(crate) mod purge;
pub(crate) mod reviews;
pub(crate) mod services;
pub(crate) mod step;
pub(crate) mod transfers;
pub(crate) mod world;

pub(crate) use fault::Fault;
pub(crate) use world::World;
