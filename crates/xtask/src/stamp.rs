//! Doing work once: a stamp remembers what a result was made from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::workspace::Workspace;

/// Folders that are made, never written by hand.
const MADE: [&str; 6] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "wasm",
    "screenshots",
];

/// What a result is made from.
#[derive(Default)]
pub(crate) struct Inputs {
    digest: Sha256,
}

impl Inputs {
    /// No inputs yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a word: a version, a feature, a setting.
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.digest.update(word.as_bytes());
        self.digest.update([0]);
        self
    }

    /// Adds a file, or every file below a folder but those in folders that are made.
    ///
    /// # Errors
    /// When something cannot be read. A path that does not exist counts as empty.
    pub(crate) fn path(mut self, path: &Path) -> Result<Self> {
        let mut files = Vec::new();
        list(path, &mut files)?;
        files.sort();
        for file in files {
            let content =
                fs::read(&file).with_context(|| format!("could not read `{}`", file.display()))?;
            self = self.word(&file.to_string_lossy());
            self.digest.update(content.len().to_le_bytes());
            self.digest.update(&content);
        }
        Ok(self)
    }

    fn finish(self) -> String {
        self.digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// Does the work unless its result stands and was made from the same inputs.
///
/// # Errors
/// The work's own error; then no stamp is left.
pub(crate) fn once(
    ws: &Workspace,
    name: &str,
    result: &Path,
    inputs: Inputs,
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = ws.cache(&format!("stamps/{name}"))?;
    let wanted = inputs.finish();
    if result.exists() && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if stamp.exists() {
        fs::remove_file(&stamp)?;
    }
    work()?;
    fs::write(&stamp, wanted).with_context(|| format!("could not write `{}`", stamp.display()))
}

fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !MADE.contains(&name.as_ref()) {
            list(&entry.path(), files)?;
        }
    }
    Ok(())
}
