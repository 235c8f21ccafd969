//! The Worker: `worker-build` on the pinned stable compiler, with panics confined to one request.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::fresh;
use crate::output::step;
use crate::run::Run;
use crate::setup;
use crate::workspace::Workspace;

/// Texts that only a Worker with local identity holds: its routes, and the mark that its code carries.
const LOCAL_IDENTITY_MARKS: [&[u8]; 3] =
    [b"local/sign-in", b"local/mail", b"dangerous-local-identity"];

/// Wrappers of the programs that `worker-build --panic-unwind` calls. It wants a nightly compiler; the pinned stable one
/// does the same with `RUSTC_BOOTSTRAP`, and the source of its standard library is installed already.
const SHIMS: [(&str, &str); 3] = [
    (
        "cargo",
        "#!/bin/sh\n[ \"$1\" = +nightly ] && shift\nRUSTC_BOOTSTRAP=1 exec \"$HALLPASS_CARGO\" \"$@\"\n",
    ),
    (
        "rustc",
        "#!/bin/sh\n[ \"$1\" = +nightly ] && shift\nRUSTC_BOOTSTRAP=1 exec \"$HALLPASS_RUSTC\" \"$@\"\n",
    ),
    ("rustup", "#!/bin/sh\necho 'rust-src (installed)'\n"),
];

/// Cargo settings of the `dev` edition: a change to core is rebuilt in seconds instead of minutes. Only the workspace's own
/// crates differ from a release, so both editions share their dependencies and the standard library.
const REBUILDS_QUICKLY: [&str; 7] = [
    "profile.release.incremental=true",
    "profile.release.package.hallpass-core.opt-level=1",
    "profile.release.package.hallpass-core.codegen-units=64",
    "profile.release.package.hallpass-protocol.opt-level=1",
    "profile.release.package.hallpass-protocol.codegen-units=64",
    "profile.release.package.hallpass-worker.opt-level=1",
    "profile.release.package.hallpass-worker.codegen-units=64",
];

/// Cargo settings that keep the paths of this machine out of the bundle: panic messages name source files.
const WITHOUT_MACHINE_PATHS: [&str; 3] = [
    "-Ztrim-paths",
    "--config",
    "profile.release.trim-paths='all'",
];

/// The files of a bundle that `worker-build` makes.
const BUILT: [&str; 2] = ["index.js", "index_bg.wasm"];

/// Which Worker to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    /// With local identity, for a fresh checkout and tests.
    Dev,
    /// What is deployed.
    Release,
}

impl Edition {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    /// The folder of the bundle.
    pub(crate) fn folder(self, ws: &Workspace) -> PathBuf {
        ws.at("build").join(self.name())
    }
}

/// Builds one edition and copies the entry module and the policy into its folder.
///
/// # Errors
/// When it does not build, or a release holds local identity.
pub(crate) fn worker(ws: &Workspace, edition: Edition, policy: Option<&Path>) -> Result<()> {
    let folder = edition.folder(ws);
    let what = format!("Building the Worker ({})", edition.name());
    fresh::once_per_run(&what, || {
        setup::packages(ws)?;
        setup::wasm_target(ws)?;
        setup::wasm_bindgen(ws)?;
        setup::worker_build(ws)?;
        let built = step(&what, || bundle(ws, edition))?;
        fs::create_dir_all(&folder)?;
        for file in BUILT {
            copy_if_changed(&built.join(file), &folder.join(file))?;
        }
        Ok(())
    })?;
    let policy = policy.map_or_else(|| ws.at("policy.toml"), Path::to_path_buf);
    copy_if_changed(&ws.at("worker/entry.mjs"), &folder.join("entry.mjs"))?;
    copy_if_changed(&policy, &folder.join("policy.toml"))?;
    for optional in ["policy.previous.toml", "mail.toml"] {
        copy_or_empty(&policy.with_file_name(optional), &folder.join(optional))?;
    }
    if edition == Edition::Release && holds_local_identity(ws, edition)? {
        bail!("the release bundle holds local identity: it must not be deployed");
    }
    Ok(())
}

/// Runs `worker-build` and gives the folder of what it made. Cargo compiles only what changed.
fn bundle(ws: &Workspace, edition: Edition) -> Result<PathBuf> {
    let mut path = write_shims(ws)?.into_os_string();
    path.push(":");
    path.push(ws.path()?);
    let sysroot = Run::new(ws, "rustc")?.args(["--print", "sysroot"]).read()?;
    let programs = Path::new(sysroot.trim()).join("bin");
    // By its path: the name alone would lead a shim back to itself.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| programs.join("cargo").into());
    let out = ws.target().join("hallpass/worker").join(edition.name());
    let mut build = Run::new(ws, ws.tool("worker-build"))?
        .in_dir(&ws.at("worker"))
        .args(["--release", "--panic-unwind", "--out-dir"])
        .args([&out])
        // wasm-opt takes longer than the compiler here, and its gain is download size, which a Worker does not have.
        .args(["--no-opt", "--", "--locked"])
        .args(WITHOUT_MACHINE_PATHS)
        .env("PATH", path)
        .env("HALLPASS_CARGO", cargo)
        .env("HALLPASS_RUSTC", programs.join("rustc"))
        .env("WASM_BINDGEN_BIN", ws.tool("wasm-bindgen"))
        .env("WASM_OPT_BIN", ws.npm_tool("wasm-opt"))
        .env("ESBUILD_BIN", ws.npm_tool("esbuild"))
        // Built with its own standard library, so its artefacts live apart.
        .env("CARGO_TARGET_DIR", ws.target().join("worker"));
    if edition == Edition::Dev {
        build = build.args(["--features", "dangerous-local-identity"]).args(
            REBUILDS_QUICKLY
                .iter()
                .flat_map(|setting| ["--config", setting]),
        );
    }
    build.quietly()?;
    Ok(out)
}

fn write_shims(ws: &Workspace) -> Result<PathBuf> {
    let folder = ws.cache("shims/cargo")?;
    let folder = folder
        .parent()
        .context("the cache has no folder")?
        .to_path_buf();
    for (name, script) in SHIMS {
        let file = folder.join(name);
        fs::write(&file, script)?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    }
    Ok(folder)
}

/// An absent file becomes an empty one: the entry module names it.
fn copy_or_empty(from: &Path, to: &Path) -> Result<()> {
    if from.is_file() {
        return copy_if_changed(from, to);
    }
    fs::write(to, "").with_context(|| format!("could not write `{}`", to.display()))
}

/// Leaves an equal file alone, so that a running `cargo xtask dev` does not load the Worker again.
fn copy_if_changed(from: &Path, to: &Path) -> Result<()> {
    let new = fs::read(from).with_context(|| format!("could not read `{}`", from.display()))?;
    if fs::read(to).is_ok_and(|old| old == new) {
        return Ok(());
    }
    fs::write(to, new).with_context(|| format!("could not write `{}`", to.display()))
}

/// Whether the bundle holds local identity.
///
/// # Errors
/// When the bundle cannot be read.
pub(crate) fn holds_local_identity(ws: &Workspace, edition: Edition) -> Result<bool> {
    let mut found = false;
    for file in BUILT {
        let file = edition.folder(ws).join(file);
        for mark in LOCAL_IDENTITY_MARKS {
            found |= contains(&file, mark)?;
        }
    }
    Ok(found)
}

/// The files of the npm package that are built from Rust.
///
/// # Errors
/// When one of them does not build.
pub(crate) fn built_files(ws: &Workspace) -> Result<Vec<PathBuf>> {
    super::sdk(ws)?;
    let mut files = vec![
        ws.at("pkg/wasm/hallpass_bg.wasm"),
        ws.at("pkg/wasm/hallpass_invite_bg.wasm"),
        ws.at("pkg/wasm-cli/hallpass_cli_bg.wasm"),
    ];
    for edition in [Edition::Release, Edition::Dev] {
        worker(ws, edition, None)?;
        files.extend(BUILT.map(|file| edition.folder(ws).join(file)));
    }
    Ok(files)
}

/// Whether a file names a path of this machine.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn names_machine_path(ws: &Workspace, file: &Path) -> Result<bool> {
    for path in machine_paths(ws)? {
        if contains(file, path.as_os_str().as_bytes())? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The folders that compilers read from: of the workspace, of cargo and of the toolchain.
///
/// # Errors
/// When the compiler does not answer.
pub(super) fn machine_paths(ws: &Workspace) -> Result<Vec<PathBuf>> {
    let sysroot = Run::new(ws, "rustc")?.args(["--print", "sysroot"]).read()?;
    let home = std::env::home_dir().context("this user has no home folder")?;
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.unwrap_or_else(|| home.join(".cargo"));
    Ok(vec![ws.at(""), cargo_home, sysroot.trim().into()])
}

/// Whether a file contains these bytes.
///
/// # Errors
/// When it cannot be read.
fn contains(file: &Path, bytes: &[u8]) -> Result<bool> {
    let content = fs::read(file).with_context(|| format!("could not read `{}`", file.display()))?;
    Ok(content.windows(bytes.len()).any(|window| window == bytes))
}
