//! Python programs of the tests, in an environment of the checkout's own.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::output::step;
use crate::run::Run;
use crate::workspace::Workspace;

/// What is installed, every version pinned.
const REQUIREMENTS: &str = "tests/schema/requirements.txt";

/// Installs schemathesis into `.hallpass/venv` and gives its program.
///
/// # Errors
/// When Python or its `venv` is missing and cannot be installed, or a package cannot be.
pub(crate) fn schemathesis(ws: &Workspace) -> Result<PathBuf> {
    let folder = ws.cache("venv")?;
    let program = folder.join("bin/schemathesis");
    if !program.is_file() {
        step("Making a Python environment", || make(ws, &folder))?;
    }
    // pip leaves what is installed as pinned.
    Run::new(ws, folder.join("bin/pip"))?
        .args(["install", "--quiet", "--disable-pip-version-check"])
        .args(["--no-deps", "--requirement", REQUIREMENTS])
        .quietly()?;
    Ok(program)
}

fn make(ws: &Workspace, folder: &Path) -> Result<()> {
    let venv = || {
        Run::new(ws, "python3")?
            .args(["-m", "venv", "--clear"])
            .args([folder])
            .quietly()
    };
    // Debian keeps `venv` in a package of its own.
    if venv().is_err() {
        install_venv(ws).context(
            "Python 3.10 or newer with `venv` is needed: install it with your system's packages, then run this again",
        )?;
        venv()?;
    }
    Ok(())
}

fn install_venv(ws: &Workspace) -> Result<()> {
    Run::new(ws, "apt-get")?.args(["update"]).quietly()?;
    Run::new(ws, "apt-get")?
        .args([
            "install",
            "--yes",
            "--no-install-recommends",
            "python3",
            "python3-venv",
        ])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .quietly()
}
