//! The trial of the verifiers, as WebAssembly for Node.

use std::path::PathBuf;

use anyhow::Result;

use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// Builds `target/hallpass/trial` and gives the folder.
///
/// # Errors
/// When a tool is missing or it does not build.
pub(crate) fn trial(ws: &Workspace) -> Result<PathBuf> {
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    let folder = ws.target().join("hallpass/trial");
    let mut inputs = Inputs::new().word(&setup::locked_version(ws, "wasm-bindgen")?);
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "crates/core",
        "crates/protocol",
        "crates/trial",
    ] {
        inputs = inputs.path(&ws.at(part))?;
    }
    // Its inputs start from the permanent vectors.
    inputs = inputs
        .path(&ws.at("tests/vectors"))?
        .path(&ws.at("policy.toml"))?;
    let result = folder.join("trial_bg.wasm");
    stamp::once(ws, "trial", &result, inputs, || {
        step("Building the trial of the verifiers", || {
            Run::cargo(ws)?
                .args([
                    "build",
                    "--lib",
                    "--locked",
                    "--package",
                    "hallpass-trial",
                    "--profile",
                    "trial",
                ])
                .args(["--target", "wasm32-unknown-unknown"])
                .quietly()?;
            let built = ws
                .target()
                .join("wasm32-unknown-unknown/trial/hallpass_trial.wasm");
            Run::new(ws, ws.tool("wasm-bindgen"))?
                .args(["--target", "web", "--out-name", "trial", "--out-dir"])
                .args([folder.as_os_str(), built.as_os_str()])
                .quietly()
        })
    })?;
    Ok(folder)
}
