//! What rustup would download, on a machine that reaches package registries only: the source of the Rust standard library
//! from Debian's `rust-src` of exactly the compiler's version, without touching the machine's own apt state, and `std` for
//! WebAssembly built from it with the compiler that is there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::wasm_target::{Compiler, TARGET};
use crate::run::{Run, answers};
use crate::workspace::Workspace;

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// Suites that may carry the compiler's version, newest stable first.
const SUITES: [&str; 6] = [
    "trixie-backports",
    "trixie",
    "forky",
    "forky-backports",
    "sid",
    "bookworm-backports",
];

/// Puts Debian's source of the standard library where the compiler looks for it.
///
/// # Errors
/// When there is none, or the compiler's folder cannot be written.
pub(super) fn install_source(ws: &Workspace, compiler: &Compiler) -> Result<()> {
    let unpacked = rust_source(ws, &compiler.version)?;
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

/// Builds an empty crate together with `std`, and gives the compiler everything but the empty crate.
///
/// # Errors
/// When it does not build, or the compiler's folder cannot be written.
pub(super) fn build_library(ws: &Workspace, compiler: &Compiler) -> Result<()> {
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

/// Fetches `rust-src` of exactly this version and gives its `library` folder.
///
/// # Errors
/// When this is no Debian, or no suite carries the version any more.
fn rust_source(ws: &Workspace, version: &str) -> Result<PathBuf> {
    if !answers(ws, "apt-get") || !Path::new(KEYRING).is_file() {
        bail!(
            "the source of Rust {version} is needed: run `rustup target add wasm32-unknown-unknown` and `rustup component add rust-src` where rustup can download, then this again"
        );
    }
    let folder = ws.cache("debian/source")?;
    let folder = folder
        .parent()
        .context("the cache has no folder")?
        .to_path_buf();
    let archive = archive_address(ws)?;
    for suite in SUITES {
        let apt = Apt::new(ws, &folder, &archive, suite)?;
        if apt
            .run("apt-get")?
            .args(["update", "--quiet"])
            .quietly()
            .is_err()
        {
            continue;
        }
        let offered = apt.run("apt-cache")?.args(["madison", "rust-src"]).read()?;
        if let Some(exact) = exact_version(&offered, version) {
            return unpack(ws, &apt, &folder, exact, version);
        }
    }
    bail!(
        "no Debian suite carries rust-src {version}: let rustup download `rust-src` and the target `wasm32-unknown-unknown`, then run this again"
    )
}

fn unpack(
    ws: &Workspace,
    apt: &Apt<'_>,
    folder: &Path,
    exact: &str,
    version: &str,
) -> Result<PathBuf> {
    let download = folder.join("download");
    let unpacked = folder.join("unpacked");
    for made in [&download, &unpacked] {
        if made.exists() {
            fs::remove_dir_all(made)?;
        }
        fs::create_dir_all(made)?;
    }
    let package = format!("rust-src={exact}");
    apt.run("apt-get")?
        .args(["download", "--quiet", &package])
        .in_dir(&download)
        .quietly()?;
    let file = fs::read_dir(&download)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get downloaded nothing")?;
    Run::new(ws, "dpkg")?
        .args(["-x".as_ref(), file.as_os_str(), unpacked.as_os_str()])
        .quietly()?;
    let library = unpacked.join(format!("usr/src/rustc-{version}/library"));
    if !library.join("std/Cargo.toml").is_file() {
        bail!("Debian's rust-src {exact} holds no standard library");
    }
    Ok(library)
}

/// The version to ask for in the lines of `apt-cache madison`: `package | version | where`.
fn exact_version<'a>(offered: &'a str, version: &str) -> Option<&'a str> {
    offered
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|candidate| candidate.split(['+', '-', '~']).next() == Some(version))
}

/// The address of the Debian archive in the machine's own configuration.
fn archive_address(ws: &Workspace) -> Result<String> {
    let format = "$(ORIGIN) $(LABEL) $(REPO_URI)";
    let listed = Run::new(ws, "apt-get")?
        .args(["indextargets", "--format", format])
        .read()?;
    let address = listed
        .lines()
        .find_map(|line| line.strip_prefix("Debian Debian "))
        // Before the first `apt-get update` the names are unknown; the archive's folder is not.
        .or_else(|| {
            listed
                .lines()
                .filter_map(|line| line.split(' ').next_back())
                .find(|uri| uri.ends_with("/debian/"))
        });
    address
        .map(str::to_owned)
        .context("apt is configured without Debian's archive: add it, then run this again")
}

/// An apt with its own sources, lists and cache.
struct Apt<'a> {
    ws: &'a Workspace,
    configuration: PathBuf,
}

impl<'a> Apt<'a> {
    fn new(ws: &'a Workspace, folder: &Path, archive: &str, suite: &str) -> Result<Self> {
        let lists = folder.join(format!("lists-{suite}"));
        let cache = folder.join("cache");
        for made in [lists.join("partial"), cache.join("archives/partial")] {
            fs::create_dir_all(made)?;
        }
        let sources = folder.join(format!("{suite}.list"));
        fs::write(
            &sources,
            format!("deb [signed-by={KEYRING}] {archive} {suite} main\n"),
        )?;
        fs::write(folder.join("status"), "")?;
        let configuration = folder.join(format!("{suite}.conf"));
        let text = format!(
            "Dir::Etc::sourcelist \"{}\";\nDir::Etc::sourceparts \"/dev/null\";\nDir::State::lists \"{}\";\n\
             Dir::State::status \"{}\";\nDir::Cache \"{}\";\nAPT::Sandbox::User \"root\";\n",
            sources.display(),
            lists.display(),
            folder.join("status").display(),
            cache.display(),
        );
        fs::write(&configuration, text)?;
        Ok(Self { ws, configuration })
    }

    fn run(&self, program: &str) -> Result<Run> {
        Ok(Run::new(self.ws, program)?.env("APT_CONFIG", &self.configuration))
    }
}

#[cfg(test)]
mod tests {
    use super::exact_version;

    #[test]
    fn only_the_very_version_is_taken() {
        let offered = "  rust-src | 1.96.1+dfsg1-2~bpo13+1 | somewhere\n  rust-src | 1.95.0+dfsg1-2~bpo13+1 | somewhere\n";
        assert_eq!(
            exact_version(offered, "1.95.0"),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(exact_version(offered, "1.95.1"), None);
        assert_eq!(exact_version(offered, "1.9"), None);
    }
}
