//! `cargo xtask dev`: the whole product on loopback, with data that stays between runs.

mod runtime;
mod settings;

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::build::{self, Edition};
use crate::say::{line, note};
use crate::setup;
use crate::workspace::Workspace;

/// The port when none is asked for.
pub(crate) const PORT: u16 = 8787;

/// What `dev` was asked to do.
#[derive(Debug)]
pub(crate) struct Dev {
    /// The port on loopback.
    pub(crate) port: u16,
    /// Whether to wipe the data first.
    pub(crate) reset: bool,
    /// A policy to use in place of `policy.toml`.
    pub(crate) policy: Option<PathBuf>,
}

/// Sets up, builds and serves until the person ends it.
///
/// # Errors
/// When something is missing, does not build, or the port is taken.
pub(crate) fn dev(ws: &Workspace, asked: &Dev) -> Result<()> {
    check_port(asked.port)?;
    let _held = hold(ws)?;
    setup::packages(ws)?;
    build::worker(ws, Edition::Dev, asked.policy.as_deref())?;
    build::console(ws)?;
    let data = ws.cache("dev/data")?;
    if asked.reset && data.exists() {
        fs::remove_dir_all(&data)
            .with_context(|| format!("could not remove `{}`", data.display()))?;
    }
    if asked.reset {
        note("All local data is wiped");
    }
    let configuration = settings::write(ws, asked.port)?;
    note("Starting the Worker in workerd");
    let runtime = runtime::start(ws, &configuration, &data, asked.port)?;
    line(&format!(
        "Hallpass is ready: http://127.0.0.1:{}",
        asked.port
    ));
    runtime.wait()
}

fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken: end the program that holds it, or choose another with `--port N`"
            )
        }
        Err(error) => Err(error).with_context(|| format!("port {port} cannot be used")),
    }
}

/// Keeps a second `dev` away from the same data: SQLite's files have one owner.
fn hold(ws: &Workspace) -> Result<File> {
    let file = File::create(ws.cache("dev/lock")?)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another `cargo xtask dev` runs in this checkout: end it first")
        }
        Err(TryLockError::Error(error)) => {
            Err(error).context("could not lock `.hallpass/dev/lock`")
        }
    }
}
