//! `cargo xtask docs`: the documentation site, made from `docs/` and from the package's own declarations.

use anyhow::Result;

use crate::output::{note, step};
use crate::run::Run;
use crate::setup;
use crate::workspace::Workspace;

/// Builds the site into `docs/.vitepress/dist`. Its packages are installed for it alone.
///
/// # Errors
/// When a package cannot be installed, a declaration cannot be read, or a link leads nowhere.
pub(crate) fn site(ws: &Workspace) -> Result<()> {
    install(ws)?;
    step("Reading the package's declarations", || npm(ws, "api"))?;
    step("Building the documentation", || npm(ws, "build"))?;
    note("The documentation is in docs/.vitepress/dist");
    Ok(())
}

fn install(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    let what = "Installing the documentation's npm packages";
    setup::packages_in(ws, &ws.at("docs"), what, &[])
}

fn npm(ws: &Workspace, script: &str) -> Result<()> {
    Run::new(ws, "npm")?
        .in_dir(&ws.at("docs"))
        .args(["run", "--silent", script])
        .quietly()
}
