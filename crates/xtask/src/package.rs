//! `cargo xtask pkg`: the npm tarball.

use std::fs;

use anyhow::Result;

use crate::build;
use crate::run::Run;
use crate::say::{note, step};
use crate::workspace::Workspace;

/// Builds the package and packs it into `target/npm`.
///
/// # Errors
/// When it does not build or npm cannot pack it.
pub(crate) fn tarball(ws: &Workspace) -> Result<()> {
    build::sdk(ws)?;
    let folder = ws.target().join("npm");
    fs::create_dir_all(&folder)?;
    let name = step("Packing the npm package", || {
        let pack =
            Run::new(ws, "npm")?.args(["pack", "--silent", "-w", "pkg", "--pack-destination"]);
        pack.args([folder.as_os_str()]).read()
    })?;
    note(&format!(
        "The package is {}",
        folder.join(name.trim()).display()
    ));
    Ok(())
}
