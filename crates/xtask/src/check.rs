//! `cargo xtask check`: all checks that do not run the product.

use anyhow::{Context as _, Result, bail};

use crate::build::{self, Edition};
use crate::output::{note, remember_failure};
use crate::run::Run;
use crate::setup;
use crate::size;
use crate::test::{Count, NodeTests};
use crate::workspace::Workspace;

/// The packages that run as WebAssembly.
const WASM_PACKAGES: [&str; 5] = [
    "hallpass-cli",
    "hallpass-core",
    "hallpass-protocol",
    "hallpass-sdk",
    "hallpass-worker",
];
/// The folders with a `tsconfig.json`.
const TYPESCRIPT: [&str; 3] = ["pkg", "console", "tests"];

type Check = fn(&Workspace) -> Result<Count>;

/// Every check by its name on the command line, in the order in which they run.
const CHECKS: [(&str, Check); 9] = [
    ("fmt", fmt),
    ("clippy", clippy),
    ("clippy-wasm", clippy_wasm),
    ("doc", doc),
    ("generated", generated),
    ("tsc", tsc),
    ("architecture", architecture),
    ("local-identity", local_identity),
    ("machine-paths", machine_paths),
];

/// The names of the checks, with `size`.
pub(crate) fn names() -> Vec<&'static str> {
    CHECKS
        .iter()
        .map(|(name, _)| *name)
        .chain(["size"])
        .collect()
}

/// Runs all checks but `size`, which is a kind of tests by itself.
///
/// # Errors
/// Never: a check that cannot run has failed.
pub(crate) fn all(ws: &Workspace) -> Result<Count> {
    Ok(CHECKS
        .iter()
        .map(|(name, check)| counted(ws, name, *check))
        .fold(Count::default(), Count::and))
}

/// Runs the named checks, or all of them with `size` when none is named.
///
/// # Errors
/// When a name is unknown.
pub(crate) fn named(ws: &Workspace, wanted: &[String]) -> Result<Count> {
    if wanted.is_empty() {
        return Ok(all(ws)?.and(counted(ws, "size", size::count)));
    }
    let mut count = Count::default();
    for name in wanted {
        let known = CHECKS
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, check)| *check);
        let check = known.or_else(|| (name == "size").then_some(size::count as Check));
        let check = check
            .with_context(|| format!("no check `{name}`: there are {}", names().join(", ")))?;
        count = count.and(counted(ws, name, check));
    }
    Ok(count)
}

fn counted(ws: &Workspace, name: &str, check: Check) -> Count {
    note(&format!("Check: {name}"));
    check(ws).unwrap_or_else(|error| {
        note(&format!("check {name}: {error:#}"));
        remember_failure(format!("check {name}: {error:#}"));
        Count::one_failed()
    })
}

fn fmt(ws: &Workspace) -> Result<Count> {
    Run::cargo(ws)?.args(["fmt", "--all", "--check"]).show()?;
    Ok(Count::one_passed())
}

fn clippy(ws: &Workspace) -> Result<Count> {
    Run::cargo(ws)?
        .args(["clippy", "--quiet", "--locked", "--all-targets"])
        .args(["--", "--deny", "warnings"])
        .show()?;
    Ok(Count::one_passed())
}

/// Both editions of the Worker: the code of local identity is linted too.
fn clippy_wasm(ws: &Workspace) -> Result<Count> {
    setup::wasm_target(ws)?;
    let packages = || {
        WASM_PACKAGES
            .iter()
            .flat_map(|package| ["--package", package])
    };
    for features in [
        &[][..],
        &["--features", "hallpass-worker/dangerous-local-identity"][..],
    ] {
        Run::cargo(ws)?
            .args([
                "clippy",
                "--quiet",
                "--locked",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .args(packages())
            .args(features)
            .args(["--", "--deny", "warnings"])
            .show()?;
    }
    // What the browser gets is compiled without the default features: core must stay `no_std` there.
    Run::cargo(ws)?
        .args([
            "clippy",
            "--quiet",
            "--locked",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args([
            "--package",
            "hallpass-core",
            "--no-default-features",
            "--",
            "--deny",
            "warnings",
        ])
        .show()?;
    Ok(Count::one_passed())
}

fn doc(ws: &Workspace) -> Result<Count> {
    setup::wasm_target(ws)?;
    let worker = [
        "--package",
        "hallpass-worker",
        "--target",
        "wasm32-unknown-unknown",
    ];
    // Without a package: those of `default-members`.
    for packages in [&[][..], &worker] {
        Run::cargo(ws)?
            .args([
                "doc",
                "--quiet",
                "--locked",
                "--no-deps",
                "--document-private-items",
            ])
            .args(packages)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .show()?;
    }
    Ok(Count::one_passed())
}

/// What the protocol crate writes for TypeScript must be what is committed.
fn generated(ws: &Workspace) -> Result<Count> {
    for (file, example) in build::GENERATED {
        let committed = std::fs::read_to_string(ws.at(file))?;
        if build::generated(ws, example)? != committed {
            bail!("`{file}` is not what the protocol crate writes: run `cargo xtask generate`");
        }
    }
    Ok(Count::one_passed())
}

fn tsc(ws: &Workspace) -> Result<Count> {
    // The console and the tests see the package's declarations.
    build::sdk(ws)?;
    for folder in TYPESCRIPT {
        Run::new(ws, "npm")?
            .args(["run", "--silent", "check", "-w", folder])
            .show()?;
    }
    Ok(Count::one_passed())
}

fn architecture(ws: &Workspace) -> Result<Count> {
    NodeTests::new("architecture", "tests/architecture").run(ws)
}

/// The release lacks local identity; that the search finds it in the other edition shows that it can.
fn local_identity(ws: &Workspace) -> Result<Count> {
    build::worker(ws, Edition::Release, None)?;
    build::worker(ws, Edition::Dev, None)?;
    if !build::holds_local_identity(ws, Edition::Dev)? {
        bail!("the search for local identity does not find it where it is: it proves nothing");
    }
    Ok(Count::one_passed())
}

/// No file of the npm package names a path of the machine that built it; that the search finds one in this program shows
/// that it can.
fn machine_paths(ws: &Workspace) -> Result<Count> {
    for file in build::built_files(ws)? {
        if build::names_machine_path(ws, &file)? {
            bail!("`{}` names a path of this machine", file.display());
        }
    }
    if !build::names_machine_path(ws, &std::env::current_exe()?)? {
        bail!("the search for paths finds none in a program that has some: it proves nothing");
    }
    Ok(Count::one_passed())
}
