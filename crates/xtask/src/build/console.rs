//! The console: static files for the Worker's assets.

use std::fs;

use anyhow::Result;

use super::sdk;
use crate::run::Run;
use crate::say::step;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// Builds `console/dist`.
///
/// # Errors
/// When the SDK or the console does not build.
pub(crate) fn console(ws: &Workspace) -> Result<()> {
    sdk(ws)?;
    let inputs = Inputs::new()
        .path(&ws.at("package-lock.json"))?
        .path(&ws.at("console"))?
        .path(&ws.at("pkg/dist"))?;
    stamp::once(
        ws,
        "console",
        &ws.at("console/dist/index.html"),
        inputs,
        || {
            step("Building the console", || {
                Run::new(ws, "npm")?
                    .args(["run", "build", "-w", "console"])
                    .quietly()
            })
        },
    )?;
    // The description of the HTTP interface is a file among them, so that it weighs nothing in the Worker.
    let beside = ws.at("console/dist/v1");
    fs::create_dir_all(&beside)?;
    fs::copy(ws.at("docs/openapi.yaml"), beside.join("openapi.yaml"))?;
    Ok(())
}
