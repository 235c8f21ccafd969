//! The targets of libFuzzer, with the coverage that guides it.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::run::{self, Run};
use crate::say::step;
use crate::workspace::Workspace;

/// What `cargo fuzz` gives the compiler, without its sanitizer: core has no unsafe code for one to watch. These flags
/// are stable, so that nothing here needs another toolchain.
const COVERAGE: &str = "-Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares \
    --cfg fuzzing";

/// Builds the targets and gives the folder of their programs.
///
/// # Errors
/// When there is no C++ compiler, or they do not build.
pub(crate) fn fuzz(ws: &Workspace) -> Result<PathBuf> {
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
            .args(["--bins", "--package", "hallpass-fuzz", "--target", &host])
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTFLAGS", COVERAGE)
            .quietly()
    })?;
    Ok(folder)
}

/// The triple of this machine: flags for a named target do not reach build scripts.
fn host(ws: &Workspace) -> Result<String> {
    let told = Run::new(ws, "rustc")?
        .args(["--version", "--verbose"])
        .read()?;
    let line = told.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(String::from)
        .context("rustc does not say what it runs on")
}
