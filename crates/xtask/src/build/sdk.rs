//! The SDK: its WebAssembly and the npm package around it.

use std::fs;

use anyhow::Result;

use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// How wasm-opt makes a module small; names of functions are of no use to a browser.
const SMALLEST: [&str; 4] = ["-Oz", "--converge", "--strip-debug", "--strip-producers"];

/// What Rust's own code generation assumes of every engine; wasm-opt may assume no more.
const BROWSER_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The standard library, built for size: a panic stops at once instead of formatting a message that nobody
/// in a browser reads. With the compact SHA-2 a fifth of the download.
const STANDARD_LIBRARY: [&str; 2] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];
const COMPACT: &str = "-Zunstable-options -Cpanic=immediate-abort --cfg sha2_backend=\"soft\" --cfg sha2_backend_soft=\"compact\"";

/// How wasm-bindgen writes the glue.
const GLUE: [&str; 2] = [
    "--experimental-reset-state-function",
    "--omit-default-module-path",
];

/// Builds `pkg/wasm` from the SDK crate and `pkg/dist` from the package's TypeScript.
///
/// # Errors
/// When a tool is missing or either does not build.
pub(crate) fn sdk(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    let wasm = ws.at("pkg/wasm/hallpass_bg.wasm");
    stamp::once(ws, "sdk-wasm", &wasm, wasm_inputs(ws)?, || {
        step("Building the SDK's WebAssembly", || build_wasm(ws))
    })?;
    let inputs = Inputs::new()
        .path(&ws.at("package-lock.json"))?
        .path(&wasm)?
        .path(&ws.at("pkg"))?;
    stamp::once(ws, "pkg", &ws.at("pkg/dist"), inputs, || {
        step("Building the npm package", || {
            Run::new(ws, "npm")?
                .args(["run", "build", "-w", "pkg"])
                .quietly()
        })
    })
}

fn wasm_inputs(ws: &Workspace) -> Result<Inputs> {
    let mut inputs = Inputs::new()
        .word(&setup::locked_version(ws, "wasm-bindgen")?)
        .word(&GLUE.concat());
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "crates/core",
        "crates/protocol",
        "crates/sdk",
    ] {
        inputs = inputs.path(&ws.at(part))?;
    }
    Ok(inputs)
}

fn build_wasm(ws: &Workspace) -> Result<()> {
    let profile = [
        "build",
        "--locked",
        "--package",
        "hallpass-sdk",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
        "sdk",
    ];
    let target = ws.target().join("sdk");
    // Apart from other builds for this target, which need not share its features.
    Run::cargo(ws)?
        .args(profile)
        .args(STANDARD_LIBRARY)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", COMPACT)
        // Both are settings of the pinned stable compiler that carry no promise for later ones.
        .env("RUSTC_BOOTSTRAP", "1")
        .quietly()?;
    let built = target.join("wasm32-unknown-unknown/sdk/hallpass_sdk.wasm");
    let folder = ws.at("pkg/wasm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Run::new(ws, ws.tool("wasm-bindgen"))?
        // The reset function is how the package goes on after a trap; where the WebAssembly lies, its entries say.
        .args(["--target", "web"])
        .args(GLUE)
        .args(["--out-name", "hallpass", "--out-dir"])
        .args([folder.as_os_str(), built.as_os_str()])
        .quietly()?;
    let wasm = folder.join("hallpass_bg.wasm");
    let wasm = wasm.as_os_str();
    Run::new(ws, ws.npm_tool("wasm-opt"))?
        .args(SMALLEST)
        .args(BROWSER_FEATURES)
        .args([wasm, "-o".as_ref(), wasm])
        .quietly()
}
