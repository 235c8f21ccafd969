//! The trial of the verifiers, as WebAssembly for Node.

use std::path::PathBuf;

use anyhow::Result;

use crate::fresh;
use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::workspace::Workspace;

/// Builds `target/hallpass/trial` and gives the folder.
///
/// # Errors
/// When a tool is missing or it does not build.
pub(crate) fn trial(ws: &Workspace) -> Result<PathBuf> {
    setup::wasm_target(ws)?;
    setup::wasm_bindgen(ws)?;
    let folder = ws.target().join("hallpass/trial");
    step("Building the trial of the verifiers", || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--release", "--lib"])
            .args(["--package", "hallpass-trial"])
            .args(["--target", "wasm32-unknown-unknown"])
            .quietly()?;
        let built = ws
            .target()
            .join("wasm32-unknown-unknown/release/hallpass_trial.wasm");
        let result = folder.join("trial_bg.wasm");
        fresh::unless_newer(&result, std::slice::from_ref(&built), || {
            Run::new(ws, ws.tool("wasm-bindgen"))?
                .args(["--target", "web", "--out-name", "trial", "--out-dir"])
                .args([folder.as_os_str(), built.as_os_str()])
                .quietly()
        })
    })?;
    Ok(folder)
}
