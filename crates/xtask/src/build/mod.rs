//! Building the parts that are not plain Rust programs.

mod console;
mod fuzz;
mod generated;
mod sdk;
mod trial;
mod worker;

pub(crate) use console::console;
pub(crate) use fuzz::fuzz;
pub(crate) use generated::{GENERATED, generated, write_generated};
pub(crate) use sdk::sdk;
pub(crate) use trial::trial;
pub(crate) use worker::{Edition, holds_local_identity, worker};
