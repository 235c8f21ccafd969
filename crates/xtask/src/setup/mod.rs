//! Set-up: everything that a command needs and a fresh machine lacks, each thing once.

mod browser;
mod npm;
mod python;
mod registries_only;
mod rust_tools;
mod wasm_target;

pub(crate) use browser::{Browser, browser};
pub(crate) use npm::{node, packages, packages_in};
pub(crate) use python::schemathesis;
pub(crate) use rust_tools::{cargo_mutants, wasm_bindgen, wasm_test_runners};
pub(crate) use wasm_target::wasm_target;
