//! Building the parts that are not plain Rust programs. Each is built again only when its sources changed.

mod console;
mod fuzz;
mod generated;
mod plain;
mod sdk;
mod short;
mod similar;
mod trial;
mod wasm;
mod worker;

pub(crate) use console::console;
pub(crate) use fuzz::fuzz;
pub(crate) use generated::{GENERATED, generated, write_generated};
pub(crate) use sdk::sdk;
pub(crate) use trial::trial;
pub(crate) use worker::{Edition, holds_local_identity, worker};
