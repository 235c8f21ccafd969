//! The standard library for `wasm32-unknown-unknown`, built and as source.
//!
//! rustup brings both where it can download. Elsewhere the source comes from Debian's `rust-src` of
//! exactly the compiler's version, and the library is built from it with the compiler that is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::debian;
use crate::run::{Run, answers};
use crate::say::{note, step};
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";
/// rustup tries long when the network swallows its packets.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(180);

/// The compiler that cargo uses here.
struct Compiler {
    sysroot: PathBuf,
    version: String,
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
                .context("rustc did not tell its version")?
                .to_owned(),
        })
    }

    fn library(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(TARGET).join("lib")
    }

    fn source(&self) -> PathBuf {
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

/// Sees to it that crates compile for WebAssembly, with and without building `std` anew.
///
/// # Errors
/// When neither rustup nor Debian can give what is missing.
pub(crate) fn wasm_target(ws: &Workspace) -> Result<()> {
    let compiler = Compiler::find(ws)?;
    if compiler.has_library() && compiler.has_source() {
        return Ok(());
    }
    if answers(ws, "rustup") {
        let asked = step(
            &format!(
                "Asking rustup for {TARGET} and rust-src {}",
                compiler.version
            ),
            || {
                rustup(ws, &["target", "add", TARGET])?;
                rustup(ws, &["component", "add", "rust-src"])
            },
        );
        if let Err(error) = asked {
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
            || install_source(ws, &compiler),
        )?;
    }
    if !compiler.has_library() {
        step(
            &format!("Building the standard library for {TARGET}"),
            || build_library(ws, &compiler),
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

fn install_source(ws: &Workspace, compiler: &Compiler) -> Result<()> {
    let unpacked = debian::rust_source(ws, &compiler.version)?;
    let destination = compiler.source();
    let parent = destination.parent().context("the sysroot has no parent")?;
    fs::create_dir_all(parent)
        .with_context(|| format!("`{}` must be writable", parent.display()))?;
    if fs::symlink_metadata(&destination).is_ok() {
        bail!(
            "`{}` is there but incomplete: remove it, then run this again",
            destination.display()
        );
    }
    let staged = parent.join("library.part");
    let copy = Run::new(ws, "cp")?.args(["-R".as_ref(), unpacked.as_os_str(), staged.as_os_str()]);
    if staged.exists() {
        fs::remove_dir_all(&staged)?;
    }
    copy.quietly()?;
    fs::rename(&staged, &destination)?;
    Ok(())
}

/// Builds an empty crate together with `std`, and keeps everything but the empty crate.
fn build_library(ws: &Workspace, compiler: &Compiler) -> Result<()> {
    let folder = ws.cache("std/Cargo.toml")?;
    let folder = folder
        .parent()
        .context("the cache has no folder")?
        .to_path_buf();
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n[profile.release]\ncodegen-units = 1\n",
    )?;
    Run::cargo(ws)?
        .in_dir(&folder)
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort,proc_macro,test",
        ])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        // Without bitcode a crate with `lto = true` cannot use the library.
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            "-Cembed-bitcode=yes",
        )
        .quietly()?;
    let built = folder.join("target").join(TARGET).join("release/deps");
    copy_library(&built, &compiler.library())
}

fn copy_library(built: &Path, library: &Path) -> Result<()> {
    fs::create_dir_all(library)
        .with_context(|| format!("`{}` must be writable", library.display()))?;
    let mut last = None;
    for entry in fs::read_dir(built)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if !name.ends_with(".rlib") || name.starts_with("libempty-") {
            continue;
        }
        if name.starts_with("libstd-") {
            last = Some((path, name));
        } else {
            fs::copy(&path, library.join(&name))?;
        }
    }
    // `std` comes last: its presence says that the copy is whole.
    let (path, name) = last.context("the build made no `std`")?;
    fs::copy(path, library.join(name))?;
    Ok(())
}
