//! The fuzz crate: as WebAssembly for JavaScript hosts, and the targets of libFuzzer with the coverage that guides it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::fresh;
use crate::output::step;
use crate::run::{self, Run};
use crate::setup;
use crate::workspace::Workspace;

/// What `cargo fuzz` gives the compiler, without its sanitizer: core has no unsafe code for one to watch. These flags
/// are stable, so that nothing here needs another toolchain.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    --cfg fuzzing";

/// Builds the crate as WebAssembly into `target/hallpass/fuzz` and gives the folder.
///
/// # Errors
/// When a tool is missing or it does not build.
pub(crate) fn fuzz_wasm(ws: &Workspace) -> Result<PathBuf> {
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    let folder = ws.target().join("hallpass/fuzz");
    step("Building the fuzz crate as WebAssembly", || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--release", "--lib"])
            .args(["--package", "hallpass-fuzz"])
            .args(["--target", "wasm32-unknown-unknown"])
            .quietly()?;
        let built = ws
            .target()
            .join("wasm32-unknown-unknown/release/hallpass_fuzz.wasm");
        let result = folder.join("fuzz_bg.wasm");
        fresh::unless_newer(&result, std::slice::from_ref(&built), || {
            Run::new(ws, ws.tool("wasm-bindgen"))?
                .args(["--target", "web", "--out-name", "fuzz", "--out-dir"])
                .args([folder.as_os_str(), built.as_os_str()])
                .quietly()
        })
    })?;
    Ok(folder)
}

/// Builds the targets of libFuzzer and gives the folder of their programs.
///
/// # Errors
/// When there is no C++ compiler, or they do not build.
pub(crate) fn fuzz_targets(ws: &Workspace) -> Result<PathBuf> {
    if !["c++", "g++", "clang++"]
        .iter()
        .any(|name| run::answers(ws, name))
    {
        bail!("libFuzzer is C++: install a compiler for it, such as Debian's `g++`");
    }
    let host = host(ws)?;
    let target = ws.target().join("fuzz");
    let folder = target.join(&host).join("fuzz");
    step("Building the targets of libFuzzer", || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--profile", "fuzz"])
            .args([
                "--bins",
                "--package",
                "hallpass-fuzz",
                "--features",
                "libfuzzer",
                "--target",
                &host,
            ])
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTFLAGS", COVERAGE)
            .quietly()
    })?;
    Ok(folder)
}

/// The triple of this machine: flags for a named target do not reach build scripts.
fn host(ws: &Workspace) -> Result<String> {
    let version = Run::new(ws, "rustc")?
        .args(["--version", "--verbose"])
        .read()?;
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(String::from)
        .context("rustc did not print its host")
}
