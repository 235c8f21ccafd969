//! Where things are in the checkout.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The checkout that this xtask was compiled from.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the checkout.
    ///
    /// # Errors
    /// When the folder of this crate is no longer two levels below a checkout.
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .ancestors()
            .nth(2)
            .filter(|root| root.join("Cargo.lock").is_file())
            .context("run this from a checkout: `cargo xtask …`")?;
        Ok(Self {
            root: root.to_path_buf(),
        })
    }

    /// A folder that plays the checkout in a test.
    #[cfg(test)]
    pub(crate) fn pretend(root: PathBuf) -> Self {
        Self { root }
    }

    /// The root of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub(crate) fn at(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path inside `.hallpass`, the folder of set-up and local data; its parent exists afterwards.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn cache(&self, relative: &str) -> Result<PathBuf> {
        let path = self.root.join(".hallpass").join(relative);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("could not make `{}`", folder.display()))?;
        }
        Ok(path)
    }

    /// Cargo's target folder.
    pub(crate) fn target(&self) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR").map_or_else(
            || self.root.join("target"),
            |given| self.root.join(PathBuf::from(given)),
        )
    }

    /// Where the Rust tools of set-up live.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        self.root.join(".hallpass/tools/bin").join(name)
    }

    /// A command of an npm package.
    pub(crate) fn npm_tool(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }

    /// `PATH` with the checkout's own tools first.
    ///
    /// # Errors
    /// When a folder's name holds the separator of `PATH`.
    pub(crate) fn path(&self) -> Result<OsString> {
        let own = [
            self.root.join(".hallpass/tools/bin"),
            self.root.join("node_modules/.bin"),
        ];
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("the checkout's path must not hold a colon")
    }
}
