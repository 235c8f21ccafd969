//! The kinds of tests, each with how it is run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::{Count, packaging, seen};
use crate::build::{self, Edition};
use crate::check;
use crate::docs;
use crate::prove;
use crate::run::{Run, Watched};
use crate::setup::{self, Browser};
use crate::size;
use crate::workspace::Workspace;

/// One kind of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Format, lints, docs, types, architecture.
    Check,
    /// Unit, property and vector tests of the Rust parts, on this machine.
    Core,
    /// The SDK crate and the vectors in WebAssembly, in Node and in Chromium.
    Wasm,
    /// Mutated tokens and codes against the verifiers, natively and in WebAssembly.
    Mutations,
    /// The npm package's own tests.
    Pkg,
    /// The built Worker in workerd, by HTTP.
    Http,
    /// Requests drawn from the document of the HTTP interface, by schemathesis.
    Schema,
    /// The proofs of `cargo xtask prove`, small.
    Prove,
    /// The product in Chromium.
    E2e,
    /// The packed package in apps of many kinds.
    Packaging,
    /// The size budgets.
    Size,
    /// The documentation site.
    Docs,
}

/// Every kind, in the order in which `cargo xtask test` runs them.
pub(crate) const KINDS: [Kind; 12] = [
    Kind::Check,
    Kind::Core,
    Kind::Wasm,
    Kind::Mutations,
    Kind::Pkg,
    Kind::Http,
    Kind::Schema,
    Kind::Prove,
    Kind::E2e,
    Kind::Packaging,
    Kind::Size,
    Kind::Docs,
];

/// What a headless Chromium needs to run anywhere, as root and in a container too.
const CHROMIUM_FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

impl Kind {
    /// The word on the command line and in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Core => "core",
            Self::Wasm => "wasm",
            Self::Mutations => "mutations",
            Self::Pkg => "pkg",
            Self::Http => "http",
            Self::Schema => "schema",
            Self::Prove => "prove",
            Self::E2e => "e2e",
            Self::Packaging => "packaging",
            Self::Size => "size",
            Self::Docs => "docs",
        }
    }

    /// Sets up, builds what is tested, and runs it.
    ///
    /// # Errors
    /// When set-up or a build fails; failed tests are counted.
    pub(crate) fn run(self, ws: &Workspace) -> Result<Count> {
        match self {
            Self::Check => check::all(ws),
            Self::Core => core(ws),
            Self::Wasm => wasm(ws),
            Self::Mutations => mutations(ws),
            Self::Pkg => {
                build::sdk(ws)?;
                node_tests(ws, "pkg", "pkg/test", &[])
            }
            Self::Http => {
                // One of them compares the edge with the one in memory that the package brings.
                build::sdk(ws)?;
                build::worker(ws, Edition::Dev, None)?;
                build::worker(ws, Edition::Release, None)?;
                spellings(ws)?;
                let seen = seen::begin(ws)?;
                let variable = ("HALLPASS_SEEN", seen.clone());
                let flags = ["--test-concurrency=1"];
                let count = node_tests_with(ws, "http", "tests/http", &flags, &[variable])?;
                seen::tell(&seen)?;
                Ok(count)
            }
            Self::Schema => {
                build::worker(ws, Edition::Dev, None)?;
                let program = ("HALLPASS_SCHEMATHESIS", setup::schemathesis(ws)?);
                node_tests_with(ws, "schema", "tests/schema", &[], &[program])
            }
            Self::Prove => prove::quickly(ws),
            Self::E2e => {
                build::worker(ws, Edition::Dev, None)?;
                build::console(ws)?;
                let variables = browser_variables(ws)?;
                let files = &["--test-concurrency=1"];
                node_tests_with(ws, "e2e", "tests/e2e", files, &variables)
            }
            Self::Packaging => {
                let packaging::Installed { project, tarball } = packaging::install(ws)?;
                let mut variables = browser_variables(ws)?;
                variables.push(("HALLPASS_PROJECT", project));
                variables.push(("HALLPASS_TARBALL", tarball));
                let files = &["--test-concurrency=1"];
                node_tests_with(ws, "packaging", "tests/packaging", files, &variables)
            }
            Self::Size => size::count(ws),
            // A dead link or an unreadable declaration fails the build.
            Self::Docs => docs::site(ws).map(|()| Count::one_passed()),
        }
    }
}

/// Where tests find the browser.
fn browser_variables(ws: &Workspace) -> Result<Vec<(&'static str, PathBuf)>> {
    let Browser {
        chromium,
        chromedriver,
    } = setup::browser(ws)?;
    Ok(vec![("CHROME", chromium), ("CHROMEDRIVER", chromedriver)])
}

fn core(ws: &Workspace) -> Result<Count> {
    let packages = check::HOST_PACKAGES
        .iter()
        .flat_map(|package| ["--package", package]);
    let watched = Run::cargo(ws)?
        .args(["test", "--locked", "--no-fail-fast"])
        .args(packages)
        .watch()?;
    Ok(of_cargo("core", &watched))
}

/// What a run of cargo's tests came to.
fn of_cargo(kind: &str, watched: &Watched) -> Count {
    Count::told(kind, Count::from_cargo(&watched.text), &watched.text).with_status(watched.success)
}

/// Builds what says natively what core makes of addresses and names: the Worker must say the same of them.
fn spellings(ws: &Workspace) -> Result<()> {
    Run::cargo(ws)?
        .args(["build", "--quiet", "--locked"])
        .args(["--package", "hallpass-protocol", "--example", "spellings"])
        .quietly()
}

fn wasm(ws: &Workspace) -> Result<Count> {
    setup::packages(ws)?;
    setup::wasm_target(ws)?;
    setup::wasm_pack(ws)?;
    let browser = setup::browser(ws)?;
    let webdriver =
        json!({ "goog:chromeOptions": { "binary": browser.chromium, "args": CHROMIUM_FLAGS } });
    fs::write(
        ws.at("crates/sdk/webdriver.json"),
        serde_json::to_string_pretty(&webdriver)?,
    )?;
    let pack = |place: &[&str], features: &[&str]| {
        Run::new(ws, ws.tool("wasm-pack")).map(|run| {
            run.args(["test", "--mode", "no-install"])
                .args(place)
                .args(["crates/sdk"])
                .args(features)
                .env("CARGO_TARGET_DIR", ws.target().join("wasm-test"))
                .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
                .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        })
    };
    let driver = browser
        .chromedriver
        .to_str()
        .context("chromedriver's path is not UTF-8")?;
    let mut count = Count::default();
    let in_node = ["--features", "test-in-node"];
    let in_chrome = ["--headless", "--chrome", "--chromedriver", driver];
    for (place, features) in [(&["--node"][..], &in_node[..]), (&in_chrome, &[])] {
        let watched = pack(place, features)?.watch()?;
        let here = of_cargo("wasm", &watched).never_empty();
        count = count.and(here);
    }
    Ok(count)
}

fn mutations(ws: &Workspace) -> Result<Count> {
    setup::packages(ws)?;
    let watched = Run::cargo(ws)?
        .args([
            "test",
            "--locked",
            "--release",
            "--package",
            "hallpass-trial",
        ])
        .args(["--", "--nocapture"])
        .watch()?;
    let native = of_cargo("mutations", &watched);
    build::sdk(ws)?;
    let trial = [("HALLPASS_TRIAL", build::trial(ws)?)];
    let in_node = node_tests_with(ws, "mutations", "tests/mutations", &[], &trial)?;
    Ok(native.and(in_node))
}

/// Runs every `*.test.ts` below a folder on the locked Node, and counts.
///
/// # Errors
/// When the folder holds no test, or Node cannot be started.
pub(crate) fn node_tests(
    ws: &Workspace,
    name: &str,
    folder: &str,
    flags: &[&str],
) -> Result<Count> {
    node_tests_with(ws, name, folder, flags, &[])
}

fn node_tests_with(
    ws: &Workspace,
    name: &str,
    folder: &str,
    flags: &[&str],
    environment: &[(&str, PathBuf)],
) -> Result<Count> {
    setup::packages(ws)?;
    if !ws.at(folder).is_dir() {
        bail!("`{folder}` is missing");
    }
    let report = ws.target().join(format!("hallpass/{name}.tap"));
    fs::create_dir_all(report.parent().context("the target folder has no parent")?)?;
    let destination = format!("--test-reporter-destination={}", report.display());
    let mut run = Run::node(ws)?
        .args([
            "--test",
            "--test-reporter=spec",
            "--test-reporter-destination=stdout",
            "--test-reporter=tap",
        ])
        .args([&destination])
        .args(flags)
        .args([format!("{folder}/**/*.test.ts")])
        .env("HALLPASS_ROOT", ws.root())
        .env("HALLPASS_BUNDLE", Edition::Dev.folder(ws))
        .env("HALLPASS_RELEASE_BUNDLE", Edition::Release.folder(ws))
        .env("HALLPASS_CONSOLE", ws.at("console/dist"));
    for (variable, value) in environment {
        run = run.env(variable, value);
    }
    let watched = run.watch()?;
    let text = fs::read_to_string(&report)
        .with_context(|| format!("node wrote no `{}`", report.display()))?;
    Ok(Count::told(name, Count::from_tap(&text), &text).with_status(watched.success))
}
