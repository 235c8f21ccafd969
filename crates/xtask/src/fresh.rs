//! Doing work only where it is needed: once per run, and not when its result is newer than everything that it is made from.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::{Context as _, Result};

/// Folders that hold results, not sources.
const RESULTS: [&str; 4] = ["node_modules", "dist", "wasm", "api"];

type Done = Arc<Mutex<bool>>;

static DONE: LazyLock<Mutex<HashMap<String, Done>>> = LazyLock::new(Mutex::default);

/// Does the work unless it was done in this run: several kinds of tests need the same Worker.
///
/// # Errors
/// The error of the work; then the next call tries again.
pub(crate) fn once_per_run(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let done = {
        let mut all = DONE.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(name.to_owned()).or_default())
    };
    // Locked during the work, so that another thread waits for the result.
    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
    if !*done {
        work()?;
        *done = true;
    }
    Ok(())
}

/// Does the work unless `result` is newer than `sources` and than this program. Sources are files, or folders with
/// everything in them.
///
/// Cargo and pip decide this themselves and always run.
///
/// # Errors
/// The error of the work; then the result is removed, so that the next run does the work again.
pub(crate) fn unless_newer(
    result: &Path,
    sources: &[PathBuf],
    work: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let program = std::env::current_exe()?;
    if is_newer(result, sources.iter().chain([&program]))? {
        return Ok(());
    }
    // What is edited while the work runs is newer than its result.
    #[expect(
        clippy::disallowed_methods,
        reason = "files carry the time of their last change"
    )]
    let started = SystemTime::now();
    if let Err(error) = work() {
        let _ = fs::remove_file(result);
        return Err(error);
    }
    fs::File::options()
        .append(true)
        .open(result)
        .and_then(|file| file.set_modified(started))
        .with_context(|| format!("`{}` was not made", result.display()))
}

/// Whether the result exists and no source was changed after it was made.
///
/// # Errors
/// When a source does not exist or cannot be read.
pub(crate) fn is_newer<'a>(
    result: &Path,
    sources: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<bool> {
    let Ok(made) = changed(result) else {
        return Ok(false);
    };
    for source in sources {
        if newest(source)? >= made {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The time of the last change of a file, or of anything in a folder: a removed file changes its folder.
fn newest(path: &Path) -> Result<SystemTime> {
    let mut newest = changed(path)?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if !RESULTS.iter().any(|name| entry.file_name() == *name) {
                newest = newest.max(self::newest(&entry.path())?);
            }
        }
    }
    Ok(newest)
}

fn changed(path: &Path) -> Result<SystemTime> {
    fs::metadata(path)
        .and_then(|facts| facts.modified())
        .with_context(|| format!("could not read `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs::{self, File};
    use std::path::{Path, PathBuf};
    use std::time::{Duration, SystemTime};

    use anyhow::bail;

    use super::{once_per_run, unless_newer};

    /// An empty folder with one source file.
    fn folder(name: &str) -> PathBuf {
        let root =
            std::env::temp_dir().join(format!("hallpass-fresh-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("sources/dist")).unwrap();
        fs::write(root.join("sources/one"), "one").unwrap();
        root
    }

    /// Makes the change later than everything before it, whatever the resolution of the file system's clock.
    fn touch(path: &Path) {
        #[expect(clippy::disallowed_methods, reason = "as in the code under test")]
        let later = SystemTime::now() + Duration::from_mins(1);
        File::open(path).unwrap().set_modified(later).unwrap();
    }

    fn builds(root: &Path) -> bool {
        let built = Cell::new(false);
        let result = root.join("result");
        unless_newer(&result, &[root.join("sources")], || {
            built.set(true);
            Ok(fs::write(&result, "made")?)
        })
        .unwrap();
        built.get()
    }

    #[test]
    fn a_changed_source_makes_the_result_again() {
        let root = folder("source");
        assert!(builds(&root));
        assert!(!builds(&root));
        touch(&root.join("sources/one"));
        assert!(builds(&root));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_removed_source_makes_the_result_again_and_a_result_among_sources_does_not() {
        let root = folder("removed");
        builds(&root);
        touch(&root.join("sources/dist"));
        assert!(!builds(&root));
        fs::remove_file(root.join("sources/one")).unwrap();
        touch(&root.join("sources"));
        assert!(builds(&root));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_missing_result_is_made_again() {
        let root = folder("missing");
        builds(&root);
        fs::remove_file(root.join("result")).unwrap();
        assert!(builds(&root));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn work_is_done_once_per_run_and_again_after_a_failure() {
        let tries = Cell::new(0);
        let work = || {
            tries.set(tries.get() + 1);
            if tries.get() == 1 {
                bail!("no")
            } else {
                Ok(())
            }
        };
        assert!(once_per_run("test", work).is_err());
        once_per_run("test", work).unwrap();
        once_per_run("test", work).unwrap();
        assert_eq!(tries.get(), 2);
    }

    #[test]
    fn failed_work_is_done_again() {
        let root = folder("failed");
        let result = root.join("result");
        let failed = unless_newer(&result, &[root.join("sources")], || {
            fs::write(&result, "half")?;
            bail!("no")
        });
        assert!(failed.is_err());
        assert!(builds(&root));
        fs::remove_dir_all(root).unwrap();
    }
}
