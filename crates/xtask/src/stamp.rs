//! Doing work once: a stamp remembers what a result was made from.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::workspace::Workspace;

/// Folders that are made, never written by hand.
const MADE: [&str; 8] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "wasm",
    "screenshots",
    "api",
    "cache",
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::path::{Path, PathBuf};

    use anyhow::bail;

    use super::{Inputs, once};
    use crate::workspace::Workspace;

    /// An empty checkout with one source file.
    fn checkout(name: &str) -> (Workspace, PathBuf) {
        let root =
            std::env::temp_dir().join(format!("hallpass-xtask-{name}-{}", std::process::id()));
        if root.exists() {
            fs::remove_dir_all(&root).unwrap();
        }
        fs::create_dir_all(root.join("part/node_modules")).unwrap();
        fs::write(root.join("part/source"), "one").unwrap();
        (Workspace::pretend(root.clone()), root)
    }

    fn build(ws: &Workspace, root: &Path, built: &Cell<u32>) {
        let inputs = Inputs::new().path(&root.join("part")).unwrap();
        let result = root.join("result");
        once(ws, "thing", &result, inputs, || {
            built.set(built.get() + 1);
            Ok(fs::write(&result, "made")?)
        })
        .unwrap();
    }

    #[test]
    fn a_result_is_made_once_and_again_when_a_source_changes() {
        let (ws, root) = checkout("once");
        let built = Cell::new(0);
        build(&ws, &root, &built);
        build(&ws, &root, &built);
        assert_eq!(built.get(), 1);
        fs::write(root.join("part/source"), "two").unwrap();
        build(&ws, &root, &built);
        assert_eq!(built.get(), 2);
        fs::rename(root.join("part/source"), root.join("part/renamed")).unwrap();
        build(&ws, &root, &built);
        assert_eq!(built.get(), 3);
        fs::write(root.join("part/node_modules/made"), "no source").unwrap();
        build(&ws, &root, &built);
        assert_eq!(built.get(), 3);
        fs::remove_file(root.join("result")).unwrap();
        build(&ws, &root, &built);
        assert_eq!(built.get(), 4);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn failed_work_leaves_no_stamp() {
        let (ws, root) = checkout("failed");
        let result = root.join("part/source");
        let inputs = || Inputs::new().word("same");
        assert!(once(&ws, "thing", &result, inputs(), || bail!("no")).is_err());
        let tried = Cell::new(false);
        once(&ws, "thing", &result, inputs(), || {
            tried.set(true);
            Ok(())
        })
        .unwrap();
        assert!(tried.get());
        fs::remove_dir_all(root).unwrap();
    }
}
