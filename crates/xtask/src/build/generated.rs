//! What the protocol crate writes for TypeScript, so that no list is kept twice.

use std::fs;

use anyhow::Result;

use crate::run::Run;
use crate::say::{note, step};
use crate::workspace::Workspace;

/// The file that is written.
pub(crate) const GENERATED: &str = "pkg/src/generated.ts";

/// What the file should hold.
///
/// # Errors
/// When the generator does not build.
pub(crate) fn generated(ws: &Workspace) -> Result<String> {
    Run::cargo(ws)?
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "hallpass-protocol",
            "--example",
            "typescript",
        ])
        .read()
}

/// Writes the file.
///
/// # Errors
/// As [`generated`], or when the file cannot be written.
pub(crate) fn write_generated(ws: &Workspace) -> Result<()> {
    let text = step("Writing what TypeScript takes from the protocol", || {
        generated(ws)
    })?;
    fs::write(ws.at(GENERATED), text)?;
    note(&format!("`{GENERATED}` is written"));
    Ok(())
}
