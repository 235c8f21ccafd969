//! HTTP: what comes in, what goes out, and nothing of what it means.

mod assets;
mod bounded;
mod cors;
mod incoming;
mod no;
mod outgoing;
mod pieces;
pub(crate) mod web;

pub(crate) use assets::asset;
pub(crate) use cors::Cors;
pub(crate) use incoming::Incoming;
pub(crate) use no::{No, Reason};
pub(crate) use outgoing::{Frame, Keep, Reply, finish};
pub(crate) use pieces::pieces;
