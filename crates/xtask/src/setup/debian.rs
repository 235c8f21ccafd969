//! Debian's source package of the Rust standard library, without touching the machine's own apt state.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::{Run, answers};
use crate::workspace::Workspace;

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// Suites that may carry the compiler's version, newest stable first.
const SUITES: [&str; 6] = [
    "trixie-backports",
    "trixie",
    "forky",
    "forky-backports",
    "sid",
    "bookworm-backports",
];

/// Fetches `rust-src` of exactly this version and gives its `library` folder.
///
/// # Errors
/// When this is no Debian, or no suite carries the version any more.
pub(crate) fn rust_source(ws: &Workspace, version: &str) -> Result<PathBuf> {
    if !answers(ws, "apt-get") || !Path::new(KEYRING).is_file() {
        bail!(
            "the source of Rust {version} is needed: run `rustup target add wasm32-unknown-unknown` and `rustup component add rust-src` where rustup can download, then this again"
        );
    }
    let folder = ws.cache("debian/source")?;
    let folder = folder
        .parent()
        .context("the cache has no folder")?
        .to_path_buf();
    let archive = archive_address(ws)?;
    for suite in SUITES {
        let apt = Apt::new(ws, &folder, &archive, suite)?;
        if apt
            .run("apt-get")?
            .args(["update", "--quiet"])
            .quietly()
            .is_err()
        {
            continue;
        }
        let offered = apt.run("apt-cache")?.args(["madison", "rust-src"]).read()?;
        if let Some(exact) = exact_version(&offered, version) {
            return unpack(ws, &apt, &folder, exact, version);
        }
    }
    bail!(
        "no Debian suite carries rust-src {version}: let rustup download `rust-src` and the target `wasm32-unknown-unknown`, then run this again"
    )
}

fn unpack(
    ws: &Workspace,
    apt: &Apt<'_>,
    folder: &Path,
    exact: &str,
    version: &str,
) -> Result<PathBuf> {
    let download = folder.join("download");
    let unpacked = folder.join("unpacked");
    for made in [&download, &unpacked] {
        if made.exists() {
            fs::remove_dir_all(made)?;
        }
        fs::create_dir_all(made)?;
    }
    let package = format!("rust-src={exact}");
    apt.run("apt-get")?
        .args(["download", "--quiet", &package])
        .in_dir(&download)
        .quietly()?;
    let file = fs::read_dir(&download)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get downloaded nothing")?;
    Run::new(ws, "dpkg")?
        .args(["-x".as_ref(), file.as_os_str(), unpacked.as_os_str()])
        .quietly()?;
    let library = unpacked.join(format!("usr/src/rustc-{version}/library"));
    if !library.join("std/Cargo.toml").is_file() {
        bail!("Debian's rust-src {exact} holds no standard library");
    }
    Ok(library)
}

/// The version to ask for in the lines of `apt-cache madison`: `package | version | where`.
fn exact_version<'a>(offered: &'a str, version: &str) -> Option<&'a str> {
    offered
        .lines()
        .filter_map(|line| line.split('|').nth(1))
        .map(str::trim)
        .find(|candidate| candidate.split(['+', '-', '~']).next() == Some(version))
}

/// The address of the Debian archive in the machine's own configuration.
fn archive_address(ws: &Workspace) -> Result<String> {
    let format = "$(ORIGIN) $(LABEL) $(REPO_URI)";
    let listed = Run::new(ws, "apt-get")?
        .args(["indextargets", "--format", format])
        .read()?;
    let address = listed
        .lines()
        .find_map(|line| line.strip_prefix("Debian Debian "))
        // Before the first `apt-get update` the names are unknown; the archive's folder is not.
        .or_else(|| {
            listed
                .lines()
                .filter_map(|line| line.split(' ').next_back())
                .find(|uri| uri.ends_with("/debian/"))
        });
    address
        .map(str::to_owned)
        .context("apt is configured without Debian's archive: add it, then run this again")
}

/// An apt with its own sources, lists and cache.
struct Apt<'a> {
    ws: &'a Workspace,
    configuration: PathBuf,
}

impl<'a> Apt<'a> {
    fn new(ws: &'a Workspace, folder: &Path, archive: &str, suite: &str) -> Result<Self> {
        let lists = folder.join(format!("lists-{suite}"));
        let cache = folder.join("cache");
        for made in [lists.join("partial"), cache.join("archives/partial")] {
            fs::create_dir_all(made)?;
        }
        let sources = folder.join(format!("{suite}.list"));
        fs::write(
            &sources,
            format!("deb [signed-by={KEYRING}] {archive} {suite} main\n"),
        )?;
        fs::write(folder.join("status"), "")?;
        let configuration = folder.join(format!("{suite}.conf"));
        let text = format!(
            "Dir::Etc::sourcelist \"{}\";\nDir::Etc::sourceparts \"/dev/null\";\nDir::State::lists \"{}\";\n\
             Dir::State::status \"{}\";\nDir::Cache \"{}\";\nAPT::Sandbox::User \"root\";\n",
            sources.display(),
            lists.display(),
            folder.join("status").display(),
            cache.display(),
        );
        fs::write(&configuration, text)?;
        Ok(Self { ws, configuration })
    }

    fn run(&self, program: &str) -> Result<Run> {
        Ok(Run::new(self.ws, program)?.env("APT_CONFIG", &self.configuration))
    }
}

#[cfg(test)]
mod tests {
    use super::exact_version;

    #[test]
    fn only_the_very_version_is_taken() {
        let offered = "  rust-src | 1.96.1+dfsg1-2~bpo13+1 | somewhere\n  rust-src | 1.95.0+dfsg1-2~bpo13+1 | somewhere\n";
        assert_eq!(
            exact_version(offered, "1.95.0"),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(exact_version(offered, "1.95.1"), None);
        assert_eq!(exact_version(offered, "1.9"), None);
    }
}
