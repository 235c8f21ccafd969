//! Setting up the tests of the packed package: an ordinary project in `target/packaging`, with bundlers,
//! frameworks and servers as locked, and the tarball installed as anybody would.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::package;
use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// The manifest, its lock, and how npm writes it.
const MANIFEST: [(&str, &str); 3] = [
    ("tests/packaging/package.json", "package.json"),
    ("tests/packaging/package-lock.json", "package-lock.json"),
    (".npmrc", ".npmrc"),
];

/// A project that has the tarball installed, and the tarball.
#[derive(Debug)]
pub(crate) struct Installed {
    /// Where `node_modules` is.
    pub(crate) project: PathBuf,
    /// What was packed.
    pub(crate) tarball: PathBuf,
}

/// Packs the package and installs it. The other packages are installed once.
///
/// # Errors
/// When something does not build, or npm cannot install it.
pub(crate) fn install(ws: &Workspace) -> Result<Installed> {
    setup::packages(ws)?;
    let tarball = package::tarball(ws)?;
    let project = ws.target().join("packaging");
    fs::create_dir_all(&project)?;
    let lock = || Inputs::new().path(&ws.at("tests/packaging/package-lock.json"));
    let made = project.join("node_modules/.package-lock.json");
    let npm = |words: &[&str]| -> Result<()> {
        Run::new(ws, "npm")?
            .in_dir(&project)
            .args(["install", "--no-save", "--no-progress"])
            .args(words)
            .quietly()
    };
    stamp::once(ws, "npm-packaging", &made, lock()?, || {
        for (from, to) in MANIFEST {
            fs::copy(ws.at(from), project.join(to))?;
        }
        step("Installing the recipes' npm packages", || npm(&[]))
    })?;
    let hallpass = project.join("node_modules/hallpass/package.json");
    let inputs = lock()?.path(&tarball)?;
    stamp::once(ws, "npm-packaging-tarball", &hallpass, inputs, || {
        let file = tarball.to_string_lossy();
        step("Installing the tarball", || {
            npm(&["--no-package-lock", &file])
        })
    })?;
    Ok(Installed { project, tarball })
}
