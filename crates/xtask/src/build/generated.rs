//! Files that the protocol crate generates for TypeScript, so that no list is written twice.

use std::fs;

use anyhow::Result;

use crate::output::{note, step};
use crate::run::Run;
use crate::workspace::Workspace;

/// Each file that is written, and the example that writes it.
pub(crate) const GENERATED: [(&str, &str); 2] = [
    ("pkg/src/generated.ts", "typescript"),
    ("tests/harness/routes.json", "routes"),
];

/// What the file of an example should hold.
///
/// # Errors
/// When the generator does not build.
pub(crate) fn generated(ws: &Workspace, example: &str) -> Result<String> {
    Run::cargo(ws)?
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "hallpass-protocol",
            "--example",
            example,
        ])
        .read()
}

/// Writes the files, and the golden copy of the package's public declarations, `pkg/api`.
///
/// # Errors
/// As [`generated`], or when the package does not build or a file cannot be written.
pub(crate) fn write_generated(ws: &Workspace) -> Result<()> {
    for (file, example) in GENERATED {
        let text = step(
            &format!("Writing what the protocol says into `{file}`"),
            || generated(ws, example),
        )?;
        if fs::read_to_string(ws.at(file)).is_ok_and(|old| old == text) {
            note(&format!("`{file}` was up to date"));
        } else {
            fs::write(ws.at(file), text)?;
            note(&format!("`{file}` is written"));
        }
    }
    super::sdk(ws)?;
    Run::node(ws)?
        .args([ws.at("pkg/scripts/api.mjs")])
        .quietly()?;
    note("`pkg/api` is written");
    Ok(())
}
