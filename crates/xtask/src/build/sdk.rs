//! The SDK: its WebAssembly and the npm package around it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::worker::machine_paths;
use crate::fresh;
use crate::output::step;
use crate::run::Run;
use crate::setup;
use crate::workspace::Workspace;

/// What Rust's own code generation assumes of every engine; wasm-opt may assume no more.
const BROWSER_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Makes `sha2` hash in loops. Unrolled they are 3 kB more after gzip, for a small part of what a verification takes.
const COMPACT_SHA2: &str = "sha2_backend_soft=\"compact\"";

/// What separates encoded flags of the compiler, so that paths may contain spaces.
const FLAG_SEPARATOR: &str = "\u{1f}";

/// How wasm-bindgen writes the glue: with a function that gives a fresh instance after a panic, and without a path to the
/// WebAssembly, which the entries of the package state.
const GLUE: [&str; 2] = [
    "--experimental-reset-state-function",
    "--omit-default-module-path",
];

/// The part of the WebAssembly that verifies invites.
const INVITE_WASM: &str = "pkg/wasm/hallpass_invite_bg.wasm";

/// The glue of the WebAssembly of `npx hallpass`.
const COMMAND_GLUE: &str = "pkg/wasm-cli/hallpass_cli.js";

/// Builds `pkg/wasm` and `pkg/wasm-cli` from Rust, and `pkg/dist` from the package's TypeScript.
///
/// # Errors
/// When a tool is missing or one of them does not build.
pub(crate) fn sdk(ws: &Workspace) -> Result<()> {
    fresh::once_per_run("sdk", || {
        wasm(ws)?;
        command_wasm(ws)?;
        package(ws)
    })
}

/// The same without `npx hallpass`, unless its WebAssembly is there: the console does not need it.
///
/// # Errors
/// As [`sdk`].
pub(super) fn library(ws: &Workspace) -> Result<()> {
    fresh::once_per_run("library", || {
        wasm(ws)?;
        package(ws)
    })
}

/// Builds `pkg/wasm`.
fn wasm(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    step("Compiling the SDK", || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--package", "hallpass-sdk"])
            .args(["--target", "wasm32-unknown-unknown", "--profile", "sdk"])
            .env("CARGO_ENCODED_RUSTFLAGS", sdk_flags(ws)?)
            .quietly()
    })?;
    let built = ws
        .target()
        .join("wasm32-unknown-unknown/sdk/hallpass_sdk.wasm");
    let wasm = ws.at("pkg/wasm/hallpass_bg.wasm");
    fresh::unless_newer(&wasm, std::slice::from_ref(&built), || {
        step("Building the SDK's WebAssembly", || bind(ws, &built))
    })
}

/// Builds `pkg/dist`.
fn package(ws: &Workspace) -> Result<()> {
    let mut sources = vec![
        "package-lock.json",
        "pkg/package.json",
        "pkg/scripts",
        "pkg/src",
        "pkg/tsconfig.json",
        "pkg/wasm/hallpass.js",
        "pkg/wasm/hallpass_bg.wasm",
        INVITE_WASM,
    ];
    let mut flags = Vec::new();
    if ws.at(COMMAND_GLUE).exists() {
        sources.push(COMMAND_GLUE);
    } else {
        flags.extend(["--", "--without-command"]);
    }
    let sources: Vec<_> = sources.into_iter().map(|source| ws.at(source)).collect();
    fresh::unless_newer(&ws.at("pkg/dist/index.d.ts"), &sources, || {
        step("Building the npm package", || {
            Run::new(ws, "npm")?
                .args(["run", "build", "-w", "pkg"])
                .args(flags)
                .quietly()
        })
    })
}

/// Builds `pkg/wasm-cli`, the WebAssembly of `npx hallpass`, which Node alone loads.
fn command_wasm(ws: &Workspace) -> Result<()> {
    step("Compiling the command", || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--package", "hallpass-cli"])
            .args(["--target", "wasm32-unknown-unknown", "--release"])
            .env("CARGO_ENCODED_RUSTFLAGS", without_machine_paths(ws)?)
            .quietly()
    })?;
    let built = ws
        .target()
        .join("wasm32-unknown-unknown/release/hallpass_cli.wasm");
    let wasm = ws.at("pkg/wasm-cli/hallpass_cli_bg.wasm");
    fresh::unless_newer(&wasm, std::slice::from_ref(&built), || {
        step("Building the WebAssembly of the command", || {
            Run::new(ws, ws.tool("wasm-bindgen"))?
                .args(["--target", "web", "--omit-default-module-path"])
                .args(["--out-name", "hallpass_cli", "--out-dir"])
                .args([ws.at("pkg/wasm-cli").as_os_str(), built.as_os_str()])
                .quietly()?;
            Run::new(ws, ws.npm_tool("wasm-opt"))?
                .args(["-O2", "--strip-debug", "--strip-producers"])
                .args(BROWSER_FEATURES)
                .args([wasm.as_os_str(), "-o".as_ref(), wasm.as_os_str()])
                .quietly()
        })
    })
}

/// Flags of the compiler for the browser's WebAssembly.
fn sdk_flags(ws: &Workspace) -> Result<OsString> {
    let mut flags = without_machine_paths(ws)?;
    for flag in ["--cfg", COMPACT_SHA2] {
        if !flags.is_empty() {
            flags.push(FLAG_SEPARATOR);
        }
        flags.push(flag);
    }
    Ok(flags)
}

/// Flags of the compiler that keep the paths of this machine out of what it builds: panic messages name source files.
fn without_machine_paths(ws: &Workspace) -> Result<OsString> {
    let flags = machine_paths(ws)?.into_iter().map(|path| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(path);
        flag.push("=source");
        flag
    });
    Ok(flags.collect::<Vec<_>>().join(OsStr::new(FLAG_SEPARATOR)))
}

/// Writes the glue, the WebAssembly without what a browser does not need (names of functions), and the part of it that
/// verifies invites: what a join page loads before it shows anything.
fn bind(ws: &Workspace, built: &Path) -> Result<()> {
    let folder = ws.at("pkg/wasm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Run::new(ws, ws.tool("wasm-bindgen"))?
        .args(["--target", "web"])
        .args(GLUE)
        .args(["--out-name", "hallpass", "--out-dir"])
        .args([folder.as_os_str(), built.as_os_str()])
        .quietly()?;
    let wasm = folder.join("hallpass_bg.wasm");
    let invite = ws.at(INVITE_WASM);
    keep_exports(ws, &wasm, &invite, &["verifyInvite"])?;
    optimize(ws, &invite)?;
    optimize(ws, &wasm)
}

/// Makes a module small. Repeating it until nothing changes, `--converge`, would take twice as long, save 200 bytes, and cost 50
/// after gzip.
fn optimize(ws: &Workspace, wasm: &Path) -> Result<()> {
    Run::new(ws, ws.npm_tool("wasm-opt"))?
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .args(BROWSER_FEATURES)
        .args([wasm.as_os_str(), "-o".as_ref(), wasm.as_os_str()])
        .quietly()
}

/// Writes a copy of the module `wasm` with nothing but these functions, what they call, and what the glue needs.
fn keep_exports(ws: &Workspace, wasm: &Path, copy: &Path, functions: &[&str]) -> Result<()> {
    let declarations = wasm.with_extension("wasm.d.ts");
    let text = fs::read_to_string(&declarations)
        .with_context(|| format!("`{}` was not made", declarations.display()))?;
    let exports = text
        .lines()
        .filter_map(|line| line.strip_prefix("export const ")?.split_once(':'))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("__") || *name == "memory" || functions.contains(name));
    let graph: Value = exports
        .map(|name| json!({ "name": name, "export": name, "root": true }))
        .collect();
    let graph_file = copy.with_extension("graph.json");
    fs::write(&graph_file, graph.to_string())?;
    Run::new(ws, ws.npm_tool("wasm-metadce"))?
        .args(BROWSER_FEATURES)
        .args(["--graph-file".as_ref(), graph_file.as_os_str()])
        .args([wasm.as_os_str(), "-o".as_ref(), copy.as_os_str()])
        .quietly()?;
    Ok(fs::remove_file(graph_file)?)
}
