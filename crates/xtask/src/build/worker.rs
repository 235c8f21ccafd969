//! The Worker: `worker-build` on the pinned stable compiler, with panics confined to one request.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

use super::wasm;

/// Texts that only a Worker with local identity holds: its route, and the mark that its code carries.
const LOCAL_IDENTITY_MARKS: [&[u8]; 2] = [b"local/sign-in", b"dangerous-local-identity"];

/// Stand-ins for the programs that `worker-build --panic-unwind` calls. It asks for a nightly compiler;
/// the pinned stable one does the same when told to, and has its standard library's source already.
const SHIMS: [(&str, &str); 4] = [
    (
        "cargo",
        "#!/bin/sh\n[ \"$1\" = +nightly ] && shift\nRUSTC_BOOTSTRAP=1 exec \"$HALLPASS_CARGO\" \"$@\"\n",
    ),
    (
        "rustc",
        "#!/bin/sh\n[ \"$1\" = +nightly ] && shift\nRUSTC_BOOTSTRAP=1 exec \"$HALLPASS_RUSTC\" \"$@\"\n",
    ),
    ("rustup", "#!/bin/sh\necho 'rust-src (installed)'\n"),
    ("rust-lld", LINKER),
];

/// Links without the exports of what the Worker does not do, so that the code behind them goes too: streams written in
/// Rust, containers, objects in R2, minified pages. `worker` exports classes for them to JavaScript, where nothing
/// calls them.
const LINKER: &str = r#"#!/bin/sh
exported=
for argument do
  shift
  if [ -n "$exported" ]; then
    exported=
    case $argument in
      *containerstartup*|*intounderlying*|*minifyconfig*|*r2range*) ;;
      *) set -- "$@" --export "$argument" ;;
    esac
  elif [ "$argument" = --export ]; then
    exported=1
  else
    set -- "$@" "$argument"
  fi
done
exec "$HALLPASS_LINKER" "$@"
"#;

/// How the compiler makes the Worker small, the same in both editions: SHA-2 without unrolled rounds, and no
/// source positions, which would also name folders of the machine that built it; what two branches have in common is
/// moved out of them. A lower threshold for inlining is smaller yet, but slows signatures by a fifth. `{:?}` writes
/// nothing: it is for developers, and no reply, row or decision goes through it. What is dropped may not panic, which
/// nothing dropped here does: else each drop would need code for what is left to drop after it. And data begins below
/// 1 MiB, where its addresses take a byte less.
const COMPACT: &str = "-Cllvm-args=-enable-gvn-sink -Cllvm-args=-enable-gvn-hoist \
    -Zfmt-debug=none -Zpanic-in-drop=abort -Clink-arg=-zstack-size=786432 -Zlocation-detail=none --cfg sha2_backend=\"soft\" --cfg sha2_backend_soft=\"compact\"";

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

/// Builds one edition and puts the entry module and the policy beside it.
///
/// # Errors
/// When it does not build, or a release holds local identity.
pub(crate) fn worker(ws: &Workspace, edition: Edition, policy: Option<&Path>) -> Result<()> {
    setup::packages(ws)?;
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    setup::worker_build(ws)?;
    let folder = edition.folder(ws);
    let result = folder.join("index_bg.wasm");
    stamp::once(
        ws,
        &format!("worker-{}", edition.name()),
        &result,
        inputs(ws, edition)?,
        || {
            step(&format!("Building the Worker ({})", edition.name()), || {
                bundle(ws, edition)
            })
        },
    )?;
    let policy = policy.map_or_else(|| ws.at("policy.toml"), Path::to_path_buf);
    copy(&ws.at("worker/entry.mjs"), &folder.join("entry.mjs"))?;
    copy(&policy, &folder.join("policy.toml"))?;
    let previous = policy.with_file_name("policy.previous.toml");
    let beside = folder.join("policy.previous.toml");
    if previous.is_file() {
        copy(&previous, &beside)?;
    } else {
        fs::write(&beside, "")?;
    }
    if edition == Edition::Release && holds_local_identity(ws, edition)? {
        bail!("the release bundle holds local identity: it must not be deployed");
    }
    Ok(())
}

fn inputs(ws: &Workspace, edition: Edition) -> Result<Inputs> {
    let mut inputs = Inputs::new()
        .word(edition.name())
        .word(COMPACT)
        .word(&setup::locked_version(ws, "wasm-bindgen")?)
        .word(&setup::locked_version(ws, "worker")?);
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "package-lock.json",
        "crates/core",
        "crates/protocol",
        "crates/xtask/src/build",
        "worker",
    ] {
        inputs = inputs.path(&ws.at(part))?;
    }
    Ok(inputs)
}

fn bundle(ws: &Workspace, edition: Edition) -> Result<()> {
    let shims = write_shims(ws)?;
    let mut path = shims.clone().into_os_string();
    path.push(":");
    path.push(ws.path()?);
    let sysroot = Run::new(ws, "rustc")?.args(["--print", "sysroot"]).read()?;
    let programs = Path::new(sysroot.trim()).join("bin");
    let libraries = Run::new(ws, "rustc")?
        .args(["--print", "target-libdir"])
        .read()?;
    let linker = Path::new(libraries.trim()).with_file_name("bin/rust-lld");
    // By its path: the name alone would lead a shim back to itself.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| programs.join("cargo").into());
    let out = format!("../build/{}", edition.name());
    let mut build = Run::new(ws, ws.tool("worker-build"))?
        .in_dir(&ws.at("worker"))
        .args([
            "--release",
            "--panic-unwind",
            "--out-dir",
            &out,
            "--",
            "--locked",
            "-Zbuild-std-features=optimize_for_size",
        ])
        .env("PATH", path)
        .env("RUSTFLAGS", COMPACT)
        .env("HALLPASS_CARGO", cargo)
        .env("HALLPASS_RUSTC", programs.join("rustc"))
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
            shims.join("rust-lld"),
        )
        .env("HALLPASS_LINKER", linker)
        .env("WASM_BINDGEN_BIN", ws.tool("wasm-bindgen"))
        .env("WASM_OPT_BIN", ws.npm_tool("wasm-opt"))
        .env("ESBUILD_BIN", ws.npm_tool("esbuild"))
        // Built with other flags than everything else, so its artefacts live apart.
        .env("CARGO_TARGET_DIR", ws.target().join("worker"));
    if edition == Edition::Dev {
        build = build.args(["--features", "dangerous-local-identity"]);
    }
    build.quietly()?;
    // Both editions, so that what is tested went through it as well.
    let folder = edition.folder(ws);
    wasm::shrink(ws, &folder.join("index_bg.wasm"), &folder.join("index.js"))
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

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(drop)
        .with_context(|| format!("could not copy `{}`", from.display()))
}

/// Whether the bundle holds local identity.
///
/// # Errors
/// When the bundle cannot be read.
pub(crate) fn holds_local_identity(ws: &Workspace, edition: Edition) -> Result<bool> {
    let mut found = false;
    for file in ["index_bg.wasm", "index.js"] {
        let content = fs::read(edition.folder(ws).join(file))?;
        for mark in LOCAL_IDENTITY_MARKS {
            found |= content.windows(mark.len()).any(|window| window == mark);
        }
    }
    Ok(found)
}
