//! Tools written in Rust: wasm-bindgen, the runners of WebAssembly tests and cargo-mutants.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::fresh;
use crate::output::step;
use crate::run::Run;
use crate::workspace::Workspace;

/// The version of a crate in `Cargo.lock`.
///
/// # Errors
/// When the lock file cannot be read or does not hold the crate.
fn locked_version(ws: &Workspace, name: &str) -> Result<String> {
    let lock: toml::Table = fs::read_to_string(ws.at("Cargo.lock"))?
        .parse()
        .context("could not read `Cargo.lock`")?;
    lock.get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(toml::Value::as_str) == Some(name))
        .and_then(|package| package.get("version").and_then(toml::Value::as_str))
        .map(str::to_owned)
        .with_context(|| format!("`{name}` is not in Cargo.lock"))
}

/// Builds `wasm-bindgen` from this workspace.
///
/// # Errors
/// When it cannot be built, or the library is locked at another version than what writes its glue.
pub(crate) fn wasm_bindgen(ws: &Workspace) -> Result<()> {
    let library = locked_version(ws, "wasm-bindgen")?;
    let command = locked_version(ws, "wasm-bindgen-cli-support")?;
    if library != command {
        bail!(
            "Cargo.lock holds wasm-bindgen {library} but what writes its glue in {command}: set the versions in crates/tools/Cargo.toml to ={library}"
        );
    }
    install_tools(ws, "Building wasm-bindgen", &["--bin", "wasm-bindgen"])
}

/// Builds `wasm-pack` and `wasm-bindgen-test-runner` from this workspace, and `wasm-bindgen`, whose version wasm-pack asks.
///
/// # Errors
/// As [`wasm_bindgen`].
pub(crate) fn wasm_test_runners(ws: &Workspace) -> Result<()> {
    wasm_bindgen(ws)?;
    let what = "Building wasm-pack and the test runner of wasm-bindgen";
    let flags = [
        "--features",
        "test-runners",
        "--bin",
        "wasm-bindgen-test-runner",
        "--bin",
        "wasm-pack",
    ];
    install_tools(ws, what, &flags)
}

/// Installs binaries of `crates/tools`. Cargo compiles only what changed.
fn install_tools(ws: &Workspace, what: &str, flags: &[&str]) -> Result<()> {
    fresh::once_per_run(what, || {
        step(what, || {
            install(ws)?
                .args(["--profile", "tools", "--path", "crates/tools"])
                .args(flags)
                .quietly()
        })
    })
}

/// Installs `cargo-mutants` and returns its path.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn cargo_mutants(ws: &Workspace) -> Result<PathBuf> {
    const VERSION: &str = "27.1.0";
    let exact = format!("={VERSION}");
    step(&format!("Building cargo-mutants {VERSION}"), || {
        // Cargo skips it if this version is installed.
        install(ws)?
            .args(["cargo-mutants", "--version", &exact])
            // It runs for seconds: compiling it quickly matters more than its speed.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_INCREMENTAL", "false")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .quietly()
    })?;
    Ok(ws.tool("cargo-mutants"))
}

/// `cargo install` into the cache of tools.
fn install(ws: &Workspace) -> Result<Run> {
    Ok(Run::cargo(ws)?
        .args(["install", "--quiet", "--locked"])
        .args([
            "--root".into(),
            ws.cache("tools")?,
            "--target-dir".into(),
            ws.target().join("tools"),
        ]))
}
