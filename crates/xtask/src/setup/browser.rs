//! Chromium and its driver, for the tests that need a browser.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rustix::process::geteuid;

use crate::output::step;
use crate::run::{Run, answers};
use crate::workspace::Workspace;

const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const CHROMEDRIVER: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// A browser and the driver that fits it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chromium: PathBuf,
    /// The WebDriver server's program.
    pub(crate) chromedriver: PathBuf,
}

/// Finds Chromium (`CHROME`, `CHROMEDRIVER`, then `PATH`), or installs Debian's.
///
/// # Errors
/// When there is none and none can be installed: the message says what the user can do.
pub(crate) fn browser(ws: &Workspace) -> Result<Browser> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !answers(ws, "apt-get") {
        bail!(
            "Chromium and chromedriver are needed for the tests: install both, or name them in CHROME and CHROMEDRIVER, then run this again"
        );
    }
    if !geteuid().is_root() {
        bail!(
            "Chromium and chromedriver are needed for the tests: run `sudo apt-get install chromium chromium-driver`, then this again"
        );
    }
    step("Installing Chromium and its driver from Debian", || {
        let install = |ws: &Workspace| {
            Run::new(ws, "apt-get")?
                .args([
                    "install",
                    "--yes",
                    "--no-install-recommends",
                    "chromium",
                    "chromium-driver",
                ])
                .env("DEBIAN_FRONTEND", "noninteractive")
                .quietly()
        };
        Run::new(ws, "apt-get")?.args(["update"]).quietly()?;
        install(ws)
    })?;
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "Debian's chromium was installed but is not on PATH: name it in CHROME and its driver in CHROMEDRIVER"
        ),
    }
}

fn find() -> Option<Browser> {
    Some(Browser {
        chromium: named("CHROME").or_else(|| on_path(&CHROMIUM))?,
        chromedriver: named("CHROMEDRIVER").or_else(|| on_path(&CHROMEDRIVER))?,
    })
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_file())
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}
