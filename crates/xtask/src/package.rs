//! `cargo xtask pkg`: the npm tarball.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::build::{self, Edition};
use crate::output::{note, step};
use crate::run::Run;
use crate::workspace::Workspace;

/// The edge's files, in both editions.
const EDGE: [&str; 2] = ["index.js", "index_bg.wasm"];
/// What only the deployable edition is published with.
const POLICY: [&str; 2] = ["policy.toml", "policy.previous.toml"];
/// Files for people who run `npx hallpass start`.
const EXAMPLES: &str = "docs/examples/run-it-yourself";
const LICENSES: [&str; 3] = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT"];

/// Builds the package with both editions of the edge and the console, packs it into `target/npm` and gives the file.
///
/// # Errors
/// When something does not build or npm cannot pack it.
pub(crate) fn tarball(ws: &Workspace) -> Result<PathBuf> {
    // First: it replaces a package without the command, and the console is built from it.
    build::sdk(ws)?;
    build::console(ws)?;
    build::worker(ws, Edition::Release, None)?;
    build::worker(ws, Edition::Dev, None)?;
    let folder = ws.target().join("npm");
    let name = step("Packing the npm package", || {
        let stage = folder.join("package");
        lay_out(ws, &stage)?;
        let pack =
            Run::new(ws, "npm")?
                .in_dir(&stage)
                .args(["pack", "--silent", "--pack-destination"]);
        pack.args([folder.as_os_str()]).read()
    })?;
    let tarball = folder.join(name.trim());
    note(&format!("The package is {}", tarball.display()));
    Ok(tarball)
}

/// Copies everything that is published into one folder: the built package, and the Worker and the console, which are built
/// elsewhere.
fn lay_out(ws: &Workspace, stage: &Path) -> Result<()> {
    if stage.exists() {
        fs::remove_dir_all(stage)?;
    }
    let pkg = ws.at("pkg");
    for folder in ["dist", "worker", "worker-dev", "worker-start"] {
        copy_all(&pkg.join(folder), &stage.join(folder))?;
    }
    copy_all(&ws.at("console/dist"), &stage.join("console"))?;
    copy_all(&ws.at(EXAMPLES), &stage.join("examples"))?;
    for file in ["package.json", "README.md"] {
        copy(&pkg.join(file), &stage.join(file))?;
    }
    for file in LICENSES {
        copy(&ws.at(file), &stage.join(file))?;
    }
    let (release, dev) = (Edition::Release.folder(ws), Edition::Dev.folder(ws));
    for file in EDGE {
        copy(&release.join(file), &stage.join("worker").join(file))?;
        copy(&dev.join(file), &stage.join("worker-dev").join(file))?;
    }
    copy(&release.join("entry.mjs"), &stage.join("worker/entry.mjs"))?;
    // The package has an entry of its own for the development edition, which imports this one.
    copy(&dev.join("entry.mjs"), &stage.join("worker-dev/worker.mjs"))?;
    let [policy, previous] = POLICY.map(|file| stage.join("worker").join(file));
    copy(&ws.at("policy.toml"), &policy)?;
    Ok(fs::write(previous, "")?)
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("no `{}`", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(drop)
        .with_context(|| format!("could not copy `{}`", from.display()))
}
