//! Setting up the tests of the packed package: an ordinary project in `target/packaging`, with bundlers,
//! frameworks and servers as locked, and the tarball installed as anybody would.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::output::step;
use crate::package;
use crate::run::Run;
use crate::setup;
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
    for (from, to) in MANIFEST {
        let (from, to) = (ws.at(from), project.join(to));
        // An equal lock file keeps its time, so that its packages are not installed again.
        if fs::read(&from)? != fs::read(&to).unwrap_or_default() {
            fs::copy(from, to)?;
        }
    }
    setup::packages_in(ws, &project, "Installing the recipes' npm packages", &[])?;
    step("Installing the tarball", || {
        Run::new(ws, "npm")?
            .in_dir(&project)
            .args(["install", "--no-save", "--no-progress", "--no-package-lock"])
            .args([&tarball])
            .quietly()
    })?;
    Ok(Installed { project, tarball })
}
