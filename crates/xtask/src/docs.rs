//! `cargo xtask docs`: the documentation site, made from `docs/` and from the package's own declarations.

use anyhow::Result;

use crate::run::Run;
use crate::say::{note, step};
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// Builds the site into `docs/.vitepress/dist`. Its packages are installed for it alone.
///
/// # Errors
/// When a package cannot be installed, a declaration cannot be read, or a link leads nowhere.
pub(crate) fn site(ws: &Workspace) -> Result<()> {
    install(ws)?;
    let inputs = Inputs::new()
        .path(&ws.at("docs/package-lock.json"))?
        .path(&ws.at("docs"))?
        .path(&ws.at("pkg/src"))?;
    let made = ws.at("docs/.vitepress/dist/index.html");
    stamp::once(ws, "docs", &made, inputs, || {
        step("Reading the package's declarations", || npm(ws, "api"))?;
        step("Building the documentation", || npm(ws, "build"))
    })?;
    note("The documentation is in docs/.vitepress/dist");
    Ok(())
}

fn install(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    let inputs = Inputs::new().path(&ws.at("docs/package-lock.json"))?;
    let made = ws.at("docs/node_modules/.package-lock.json");
    stamp::once(ws, "npm-docs", &made, inputs, || {
        step("Installing the documentation's npm packages", || {
            Run::new(ws, "npm")?
                .in_dir(&ws.at("docs"))
                .args(["install", "--no-save", "--no-progress"])
                .quietly()
        })
    })
}

fn npm(ws: &Workspace, script: &str) -> Result<()> {
    Run::new(ws, "npm")?
        .in_dir(&ws.at("docs"))
        .args(["run", "--silent", script])
        .quietly()
}
