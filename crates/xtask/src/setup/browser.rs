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
/// Chromium without its windows: the same engine, and about an eighth of the processor time for each new context, since it does not
/// load the toolbar's pages into it.
const HEADLESS: [&str; 2] = ["chromium-headless-shell", "chrome-headless-shell"];
/// Debian's packages of Chromium and its driver, and of the shell, which older releases lack.
const PACKAGES: &[&str] = &["chromium", "chromium-driver"];
const HEADLESS_PACKAGE: &str = "chromium-headless-shell";

/// A browser and the driver that fits it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    /// The browser's program.
    pub(crate) chromium: PathBuf,
    /// The program for what needs no driver: the shell without windows if there is one, else `chromium`.
    pub(crate) headless: PathBuf,
    /// The WebDriver server's program.
    pub(crate) chromedriver: PathBuf,
}

/// Finds Chromium (`CHROME`, `CHROMEDRIVER`, then `PATH`), or installs Debian's, with the shell without windows if there is one.
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
        Run::new(ws, "apt-get")?.args(["update"]).quietly()?;
        install(ws, &[PACKAGES, &[HEADLESS_PACKAGE]].concat()).or_else(|_| install(ws, PACKAGES))
    })?;
    match find() {
        Some(found) => Ok(found),
        None => bail!(
            "Debian's chromium was installed but is not on PATH: name it in CHROME and its driver in CHROMEDRIVER"
        ),
    }
}

fn install(ws: &Workspace, packages: &[&str]) -> Result<()> {
    Run::new(ws, "apt-get")?
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .quietly()
}

fn find() -> Option<Browser> {
    let wanted = named("CHROME");
    let chromium = wanted.clone().or_else(|| on_path(&CHROMIUM))?;
    Some(Browser {
        headless: wanted
            .or_else(|| on_path(&HEADLESS))
            .unwrap_or_else(|| chromium.clone()),
        chromium,
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
