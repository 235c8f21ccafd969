//! Tools written in Rust: the wasm-bindgen commands, wasm-pack, worker-build and cargo-mutants.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::fresh;
use crate::output::{note, step};
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

/// Builds `wasm-bindgen` and its test runner from this workspace.
///
/// # Errors
/// When they cannot be built, or the library is locked at another version than its command line.
pub(crate) fn wasm_bindgen(ws: &Workspace) -> Result<()> {
    let library = locked_version(ws, "wasm-bindgen")?;
    let command = locked_version(ws, "wasm-bindgen-cli")?;
    if library != command {
        bail!(
            "Cargo.lock holds wasm-bindgen {library} but its command line {command}: set `wasm-bindgen-cli` in crates/tools/Cargo.toml to ={library}"
        );
    }
    install_tools(ws, "Building wasm-bindgen", &[])
}

/// Builds `wasm-pack` from this workspace, and the wasm-bindgen commands that it calls.
///
/// # Errors
/// As [`wasm_bindgen`].
pub(crate) fn wasm_pack(ws: &Workspace) -> Result<()> {
    wasm_bindgen(ws)?;
    let only_wasm_pack = ["--features", "wasm-pack", "--bin", "wasm-pack"];
    install_tools(ws, "Building wasm-pack", &only_wasm_pack)
}

/// Installs binaries of `crates/tools`. Cargo compiles only what changed.
fn install_tools(ws: &Workspace, what: &str, flags: &[&str]) -> Result<()> {
    fresh::once_per_run(what, || {
        step(what, || {
            Run::cargo(ws)?
                .args(["install", "--quiet", "--locked", "--profile", "tools"])
                .args(["--path", "crates/tools"])
                .args(flags)
                .args([
                    "--root".into(),
                    ws.cache("tools")?,
                    "--target-dir".into(),
                    tools_target(ws),
                ])
                .quietly()
        })
    })
}

/// Installs `worker-build` of the version of the `worker` crate.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn worker_build(ws: &Workspace) -> Result<()> {
    let version = locked_version(ws, "worker")?;
    let what = format!("Building worker-build {version}");
    fresh::once_per_run(&what, || {
        step(&what, || {
            install(ws, "worker-build", &version, true).or_else(|error| {
                // Its own lock file may name a crate version that a registry mirror does not have yet.
                note(&format!(
                    "worker-build's own lock file did not work, resolving again: {error:#}"
                ));
                install(ws, "worker-build", &version, false)
            })
        })
    })
}

/// Installs `cargo-mutants` and returns its path.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn cargo_mutants(ws: &Workspace) -> Result<PathBuf> {
    const VERSION: &str = "27.1.0";
    step(&format!("Building cargo-mutants {VERSION}"), || {
        install(ws, "cargo-mutants", VERSION, true)
    })?;
    Ok(ws.tool("cargo-mutants"))
}

/// Installs a program. Cargo skips it if this version is installed.
fn install(ws: &Workspace, program: &str, version: &str, locked: bool) -> Result<()> {
    let exact = format!("={version}");
    let mut install = Run::cargo(ws)?
        .args(["install", "--quiet", program, "--version", &exact])
        // It runs for seconds: compiling it quickly matters more than its speed.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_INCREMENTAL", "false")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .args([
            "--root".into(),
            ws.cache("tools")?,
            "--target-dir".into(),
            tools_target(ws),
        ]);
    if locked {
        install = install.args(["--locked"]);
    }
    install.quietly()
}

fn tools_target(ws: &Workspace) -> PathBuf {
    ws.target().join("tools")
}
