//! The kinds of tests, each with how it is run.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{Count, NodeTests, checked, packaging};
use crate::build::{self, Edition};
use crate::check;
use crate::docs;
use crate::prove;
use crate::run::{Run, Watched};
use crate::setup;
use crate::size;
use crate::workspace::Workspace;

/// One kind of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Format, lints, docs, types, architecture.
    Check,
    /// Unit, property and vector tests of the Rust crates that run on this machine: `cargo test`.
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

    /// Whether a part of it can be run by name.
    pub(crate) fn has_names(self) -> bool {
        match self {
            Self::Check
            | Self::Core
            | Self::Pkg
            | Self::Http
            | Self::Schema
            | Self::Prove
            | Self::E2e
            | Self::Packaging => true,
            Self::Wasm | Self::Mutations | Self::Size | Self::Docs => false,
        }
    }

    /// Sets up, builds what is tested, and runs it: all of it, or what is named.
    ///
    /// # Errors
    /// When set-up or a build fails, or there is no such name; failed tests are counted.
    pub(crate) fn run(self, ws: &Workspace, names: &[String]) -> Result<Count> {
        match self {
            Self::Check if names.is_empty() => check::all(ws),
            Self::Check => check::named(ws, names),
            Self::Core => core(ws, names),
            Self::Wasm => wasm(ws),
            Self::Mutations => mutations(ws),
            Self::Pkg => {
                build::sdk(ws)?;
                NodeTests::new("pkg", "pkg/test").named(names).run(ws)
            }
            Self::Http => http(ws, names),
            Self::Schema => {
                build::worker(ws, Edition::Dev, None)?;
                NodeTests::new("schema", "tests/schema")
                    .named(names)
                    .env("HALLPASS_SCHEMATHESIS", setup::schemathesis(ws)?)
                    .run(ws)
            }
            Self::Prove => prove::quickly(ws, names),
            Self::E2e => e2e(ws, names),
            Self::Packaging => {
                let packaging::Installed { project, tarball } = packaging::install(ws)?;
                NodeTests::new("packaging", "tests/packaging")
                    .named(names)
                    .two_at_once()
                    .browser(&setup::browser(ws)?)
                    .env("HALLPASS_PROJECT", project)
                    .env("HALLPASS_TARBALL", tarball)
                    .run(ws)
            }
            Self::Size => size::count(ws),
            // A dead link or an unreadable declaration fails the build.
            Self::Docs => docs::site(ws).map(|()| Count::one_passed()),
        }
    }
}

fn core(ws: &Workspace, names: &[String]) -> Result<Count> {
    let watched = Run::cargo(ws)?
        .args(["test", "--locked", "--no-fail-fast", "--"])
        .args(names)
        .watch()?;
    Ok(of_cargo("core", &watched))
}

/// Starts what is deployed: the release of the Worker, and a provider that people sign in with.
const WITH_RELEASE: &str = "startWithProvider";

fn e2e(ws: &Workspace, names: &[String]) -> Result<Count> {
    let tests = NodeTests::new("e2e", "tests/e2e")
        .named(names)
        .two_at_once();
    build::worker(ws, Edition::Dev, None)?;
    if tests.code(ws)?.contains(WITH_RELEASE) {
        build::worker(ws, Edition::Release, None)?;
    }
    build::console(ws)?;
    tests.browser(&setup::browser(ws)?).run(ws)
}

/// Compares times, so it runs alone.
const TIMING: &str = "timing";

fn http(ws: &Workspace, names: &[String]) -> Result<Count> {
    let tests = NodeTests::new("http", "tests/http").named(names);
    let code = tests.code(ws)?;
    build::worker(ws, Edition::Dev, None)?;
    // Few of them need more than the Worker, and for one file that would be most of the time.
    if code.contains("RELEASE_BUNDLE") {
        build::worker(ws, Edition::Release, None)?;
    }
    if code.contains("pkg/dist") {
        build::sdk(ws)?;
    }
    if code.contains("spellings") {
        spellings(ws)?;
    }
    let checked = checked::begin(ws)?;
    let mut count = tests
        .without(TIMING)
        .two_at_once()
        .env("HALLPASS_SEEN", checked.clone())
        .run(ws)?;
    if names.is_empty() {
        let timing = [TIMING.to_owned()];
        let alone = NodeTests::new("http-timing", "tests/http").named(&timing);
        count = count.and(alone.env("HALLPASS_SEEN", checked.clone()).run(ws)?);
    }
    checked::report(&checked)?;
    Ok(count)
}

/// What a run of cargo's tests came to.
fn of_cargo(kind: &str, watched: &Watched) -> Count {
    Count::reported(kind, Count::from_cargo(&watched.text), &watched.text)
        .with_status(watched.success)
}

/// Builds what says natively what core makes of addresses and names: the Worker must say the same of them.
fn spellings(ws: &Workspace) -> Result<()> {
    Run::cargo(ws)?
        .args(["build", "--quiet", "--locked"])
        .args(["--package", "hallpass-protocol", "--example", "spellings"])
        .quietly()
}

/// The SDK's tests: by cargo in Node, and by wasm-pack in a headless Chromium. They are compiled once.
fn wasm(ws: &Workspace) -> Result<Count> {
    setup::packages(ws)?;
    setup::wasm_target(ws)?;
    setup::wasm_test_runners(ws)?;
    let browser = setup::browser(ws)?;
    let capabilities =
        json!({ "goog:chromeOptions": { "binary": browser.chromium, "args": CHROMIUM_FLAGS } });
    fs::write(
        ws.at("crates/sdk/webdriver.json"),
        serde_json::to_string_pretty(&capabilities)?,
    )?;
    let in_node = Run::cargo(ws)?
        .args(["test", "--locked", "--package", "hallpass-sdk"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            ws.tool("wasm-bindgen-test-runner"),
        )
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .watch()?;
    let driver = browser
        .chromedriver
        .to_str()
        .context("chromedriver's path is not UTF-8")?;
    let in_chromium = Run::new(ws, ws.tool("wasm-pack"))?
        .args(["test", "--mode", "no-install", "--headless", "--chrome"])
        .args(["--chromedriver", driver, "crates/sdk"])
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .watch()?;
    Ok([in_node, in_chromium]
        .map(|watched| of_cargo("wasm", &watched).never_empty())
        .into_iter()
        .fold(Count::default(), Count::and))
}

fn mutations(ws: &Workspace) -> Result<Count> {
    setup::packages(ws)?;
    let watched = Run::cargo(ws)?
        .args([
            "test",
            "--locked",
            "--release",
            "--package",
            "hallpass-fuzz",
        ])
        .args(["--", "--nocapture"])
        .watch()?;
    let native = of_cargo("mutations", &watched);
    build::sdk(ws)?;
    let in_node = NodeTests::new("mutations", "tests/mutations")
        .env("HALLPASS_FUZZ_WASM", build::fuzz_wasm(ws)?)
        .run(ws)?;
    Ok(native.and(in_node))
}
