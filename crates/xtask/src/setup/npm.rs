//! The npm packages of `package-lock.json`, among them the Node that runs the tools.

use anyhow::{Context as _, Result, bail};

use crate::run::Run;
use crate::say::step;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// The oldest Node that can run npm for us; the tools themselves run on the locked Node.
const OLDEST_NODE: u32 = 20;

/// Installs the npm packages as locked.
///
/// # Errors
/// When Node is missing or too old, or the packages cannot be installed.
pub(crate) fn packages(ws: &Workspace) -> Result<()> {
    check_node(ws)?;
    let inputs = Inputs::new().path(&ws.at("package-lock.json"))?;
    stamp::once(ws, "npm", &ws.npm_tool("node"), inputs, || {
        step("Installing npm packages as locked", || {
            let inherited = std::env::var_os("PATH").unwrap_or_default();
            Run::new(ws, "npm")?
                // Not `npm ci`: it refuses a lock file that lacks another platform's optional package,
                // which is how npm writes it where a registry does not carry that package.
                .args(["install", "--no-save", "--no-progress"])
                // Without our own folder on PATH: npm replaces it while it runs.
                .env("PATH", inherited)
                .quietly()
        })
    })
}

fn check_node(ws: &Workspace) -> Result<()> {
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
