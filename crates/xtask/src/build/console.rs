//! The console: static files for the Worker's assets.

use std::fs;

use anyhow::Result;

use super::sdk::library;
use crate::fresh;
use crate::output::step;
use crate::run::Run;
use crate::workspace::Workspace;

/// Builds `console/dist`.
///
/// # Errors
/// When the package or the console does not build.
pub(crate) fn console(ws: &Workspace) -> Result<()> {
    library(ws)?;
    let sources = ["package-lock.json", "console", "pkg/dist"].map(|source| ws.at(source));
    fresh::unless_newer(&ws.at("console/dist/index.html"), &sources, || {
        step("Building the console", || {
            Run::new(ws, "npm")?
                .args(["run", "build", "-w", "console"])
                .quietly()
        })
    })?;
    // The description of the HTTP interface is a file among them, served as they are.
    let folder = ws.at("console/dist/v1");
    fs::create_dir_all(&folder)?;
    fs::copy(ws.at("docs/openapi.yaml"), folder.join("openapi.yaml"))?;
    Ok(())
}
