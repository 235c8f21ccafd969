//! The Worker: compiled on the pinned stable compiler so that a panic fails one request only, and bundled with its glue.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
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

/// Flags of cargo that build the standard library with unwinding, which its compiled one lacks, and without what reads
/// backtraces, which WebAssembly does not have. They are unstable, and so is [`WITHOUT_MACHINE_PATHS`]: `RUSTC_BOOTSTRAP` allows
/// them on the pinned stable compiler.
const WITH_UNWINDING: [&str; 2] = [
    "-Zbuild-std=std,panic_unwind",
    "-Zbuild-std-features=panic-unwind",
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

/// How wasm-bindgen writes the glue: a module that imports the WebAssembly, with a function that gives a fresh instance after
/// an abort.
const GLUE: [&str; 6] = [
    "--target",
    "module",
    "--no-typescript",
    "--experimental-reset-state-function",
    "--out-name",
    "index",
];

/// The module that is bundled with the glue.
const CLASSES: &str = "classes.mjs";

/// The WebAssembly that cargo writes, in the target folder.
const COMPILED: &str = "wasm32-unknown-unknown/release/deps/hallpass_worker.wasm";

/// The file in the target folder that says of which edition that is.
const COMPILED_EDITION: &str = "edition";

/// The files of a bundle that are built.
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
        setup::wasm_target(ws)?;
        let wasm = step(&what, || compile(ws, edition))?;
        setup::packages(ws)?;
        setup::wasm_bindgen(ws)?;
        let built = bundle(ws, edition, &wasm)?;
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

/// Compiles the crate and gives its WebAssembly. Cargo compiles only what changed.
fn compile(ws: &Workspace, edition: Edition) -> Result<PathBuf> {
    // Built with its own standard library, so its artefacts live apart.
    let target = ws.target().join("worker");
    remove_other_edition(&target, edition)?;
    let mut build = Run::cargo(ws)?
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "hallpass-worker"])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(WITH_UNWINDING)
        .args(WITHOUT_MACHINE_PATHS)
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cpanic=unwind")
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTC_BOOTSTRAP", "1")
        // Futures run on `js_sys::futures`, which survives an abort.
        .env("WASM_BINDGEN_USE_JS_SYS", "1");
    if edition == Edition::Dev {
        build = build.args(["--features", "dangerous-local-identity"]).args(
            REBUILDS_QUICKLY
                .iter()
                .flat_map(|setting| ["--config", setting]),
        );
    }
    build.quietly()?;
    fs::write(target.join(COMPILED_EDITION), edition.name())?;
    Ok(target.join(COMPILED))
}

/// Removes what was compiled of another edition. Cargo writes both editions into one file, and would take the other's for
/// this one's as long as no source has changed.
fn remove_other_edition(target: &Path, edition: Edition) -> Result<()> {
    let compiled = fs::read_to_string(target.join(COMPILED_EDITION));
    if compiled.is_ok_and(|name| name == edition.name()) {
        return Ok(());
    }
    for file in [COMPILED_EDITION, COMPILED] {
        match fs::remove_file(target.join(file)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Writes the glue, bundles it with [`CLASSES`] and gives the folder of both files of [`BUILT`].
///
/// wasm-opt takes longer than the compiler here, and its gain is download size, which a Worker does not have.
fn bundle(ws: &Workspace, edition: Edition, wasm: &Path) -> Result<PathBuf> {
    let folder = ws.target().join("hallpass/worker").join(edition.name());
    let classes = ws.at("worker").join(CLASSES);
    let bundle = folder.join("index.js");
    fresh::unless_newer(&bundle, &[wasm.into(), classes.clone()], || {
        Run::new(ws, ws.tool("wasm-bindgen"))?
            .args(GLUE)
            .args(["--out-dir".as_ref(), folder.as_os_str(), wasm.as_os_str()])
            .quietly()?;
        fs::copy(&classes, folder.join(CLASSES))?;
        Run::new(ws, ws.npm_tool("esbuild"))?
            .in_dir(&folder)
            .args(["--bundle", "--minify", "--format=esm"])
            .args(["--external:./index_bg.wasm", "--external:cloudflare:*"])
            .args(["--allow-overwrite", "--outfile=index.js", CLASSES])
            .quietly()?;
        // workerd gives a compiled module for an ordinary import, and does not know the one of the source phase.
        let code = fs::read_to_string(&bundle)?.replace("import source ", "import ");
        Ok(fs::write(&bundle, code)?)
    })?;
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
