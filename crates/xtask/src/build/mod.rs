//! Building the parts that are not plain Rust programs.

mod console;
mod fuzz;
mod generated;
mod sdk;
mod worker;

pub(crate) use console::console;
pub(crate) use fuzz::{fuzz_targets, fuzz_wasm};
pub(crate) use generated::{GENERATED, generated, write_generated};
pub(crate) use sdk::sdk;
pub(crate) use worker::{Edition, built_files, holds_local_identity, names_machine_path, worker};
