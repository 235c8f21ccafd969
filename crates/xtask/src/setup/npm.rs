//! The npm packages of a lock file; those of the checkout hold the Node that runs the tools.

use std::fs::File;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

use crate::fresh;
use crate::output::step;
use crate::run::Run;
use crate::workspace::Workspace;

/// The oldest Node that can run npm for us; the tools themselves run on the locked Node.
const OLDEST_NODE: u32 = 20;

/// Installs the npm packages of the checkout as locked.
///
/// # Errors
/// When Node is missing or too old, or the packages cannot be installed.
pub(crate) fn packages(ws: &Workspace) -> Result<()> {
    fresh::once_per_run("npm packages", || {
        node(ws)?;
        packages_in(ws, ws.root(), "Installing npm packages as locked", &[])
    })
}

/// Installs the npm packages that the lock file of a folder names, unless npm did so since the lock file changed.
///
/// # Errors
/// When the packages cannot be installed.
pub(crate) fn packages_in(ws: &Workspace, folder: &Path, what: &str, flags: &[&str]) -> Result<()> {
    // npm writes this when it is done.
    let installed = folder.join("node_modules/.package-lock.json");
    if fresh::is_newer(&installed, &[folder.join("package-lock.json")])? {
        return Ok(());
    }
    step(what, || {
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        Run::new(ws, "npm")?
            .in_dir(folder)
            // Not `npm ci`: it refuses a lock file that lacks another platform's optional package,
            // which is how npm writes it where a registry does not carry that package.
            .args(["install", "--no-save", "--no-progress"])
            .args(flags)
            // Without our own folder on PATH: npm replaces it while it runs.
            .env("PATH", inherited)
            .quietly()?;
        #[expect(
            clippy::disallowed_methods,
            reason = "files carry the time of their last change"
        )]
        let now = SystemTime::now();
        // npm leaves it as it was when nothing had to be installed.
        Ok(File::options()
            .append(true)
            .open(&installed)?
            .set_modified(now)?)
    })
}

/// Checks that a Node is installed that can run npm.
///
/// # Errors
/// When it is missing or too old.
pub(crate) fn node(ws: &Workspace) -> Result<()> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let missing = "Node 20 or newer is needed, with npm: install it from nodejs.org or with your system's packages, then run this again";
    let version = Run::new(ws, "node")?
        .args(["--version"])
        .env("PATH", inherited)
        .read()
        .ok()
        .context(missing)?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|word| word.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) | None => bail!("{missing} (found {})", version.trim()),
    }
}
