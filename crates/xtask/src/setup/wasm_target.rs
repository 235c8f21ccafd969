//! The standard library for `wasm32-unknown-unknown`, built and as source: from rustup, or else from Debian's archive.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::registries_only;
use crate::fresh;
use crate::output::{note, step};
use crate::run::{Run, answers};
use crate::workspace::Workspace;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";
/// rustup retries for a long time when the network drops its packets.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(180);

/// The compiler that cargo uses here.
pub(super) struct Compiler {
    sysroot: PathBuf,
    pub(super) version: String,
}

impl Compiler {
    fn find(ws: &Workspace) -> Result<Self> {
        let missing = "the Rust compiler of rust-toolchain.toml is needed: install it with rustup from rustup.rs, then run this again";
        let sysroot = Run::new(ws, "rustc")?
            .args(["--print", "sysroot"])
            .read()
            .context(missing)?;
        let version = Run::new(ws, "rustc")?
            .args(["--version"])
            .read()
            .context(missing)?;
        Ok(Self {
            sysroot: PathBuf::from(sysroot.trim()),
            version: version
                .split_whitespace()
                .nth(1)
                .context("rustc did not print its version")?
                .to_owned(),
        })
    }

    pub(super) fn library(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(TARGET).join("lib")
    }

    pub(super) fn source(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib/src/rust/library")
    }

    /// Whether a library of this compiler is there: an interrupted copy has no `std`.
    fn has_library(&self) -> bool {
        fs::read_dir(self.library()).is_ok_and(|entries| {
            entries
                .filter_map(Result::ok)
                .any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
        })
    }

    fn has_source(&self) -> bool {
        self.source().join("std/Cargo.toml").is_file()
    }
}

/// Sees to it that crates compile for WebAssembly, with the built `std` and with `-Zbuild-std`.
///
/// # Errors
/// When neither rustup nor Debian can give what is missing.
pub(crate) fn wasm_target(ws: &Workspace) -> Result<()> {
    fresh::once_per_run("wasm target", || install(ws))
}

fn install(ws: &Workspace) -> Result<()> {
    let compiler = Compiler::find(ws)?;
    if compiler.has_library() && compiler.has_source() {
        return Ok(());
    }
    if answers(ws, "rustup") {
        let added = step(
            &format!(
                "Adding {TARGET} and rust-src {} with rustup",
                compiler.version
            ),
            || {
                rustup(ws, &["target", "add", TARGET])?;
                rustup(ws, &["component", "add", "rust-src"])
            },
        );
        if let Err(error) = added {
            let why = format!("{error:#}");
            let why = why
                .lines()
                .find(|line| line.starts_with("error:"))
                .unwrap_or("no answer");
            note(&format!(
                "rustup cannot download here ({why}); using Debian's source instead"
            ));
        }
    }
    if !compiler.has_source() {
        step(
            &format!(
                "Fetching the source of Rust {} from Debian",
                compiler.version
            ),
            || registries_only::install_source(ws, &compiler),
        )?;
    }
    if !compiler.has_library() {
        step(
            &format!("Building the standard library for {TARGET}"),
            || registries_only::build_library(ws, &compiler),
        )?;
    }
    Ok(())
}

fn rustup(ws: &Workspace, args: &[&str]) -> Result<()> {
    Run::new(ws, "rustup")?
        .args(args)
        .limit(RUSTUP_PATIENCE)
        .quietly()
}
