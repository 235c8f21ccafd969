//! `cargo xtask dev`: the whole product on loopback; its data persists between runs.

mod runtime;
mod settings;

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context as _, Result, bail};

use crate::build::{self, Edition};
use crate::output::{line, note};
use crate::setup;
use crate::workspace::Workspace;

/// The default port.
pub(crate) const PORT: u16 = 8787;

/// Options of `dev`.
#[derive(Debug)]
pub(crate) struct Options {
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
pub(crate) fn dev(ws: &Workspace, options: &Options) -> Result<()> {
    check_port(options.port)?;
    let _lock = lock(ws)?;
    build_all(ws, options)?;
    let data = ws.cache("dev/data")?;
    if options.reset && data.exists() {
        fs::remove_dir_all(&data)
            .with_context(|| format!("could not remove `{}`", data.display()))?;
    }
    if options.reset {
        note("All local data is wiped");
    }
    let configuration = settings::write(ws, options.port)?;
    note("Starting the Worker in workerd");
    let runtime = runtime::start(ws, &configuration, &data, options.port)?;
    line(&format!(
        "Hallpass is ready: http://127.0.0.1:{}",
        options.port
    ));
    runtime.wait()
}

/// Builds the Worker and the console side by side: they have separate target folders, and each has steps that use one core.
/// The Worker takes longest, and nothing before its last steps needs the npm packages.
fn build_all(ws: &Workspace, options: &Options) -> Result<()> {
    setup::node(ws)?;
    thread::scope(|scope| {
        // An error is shown at once: the Worker takes minutes.
        let shown = |error: &anyhow::Error| note(&format!("error: {error:#}"));
        let console = scope.spawn(move || build::console(ws).inspect_err(shown));
        let worker = build::worker(ws, Edition::Dev, options.policy.as_deref());
        let console = console.join().unwrap_or_else(|panic| resume_unwind(panic));
        worker.and(console)
    })
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

/// Locks the data against a second `dev`: SQLite's files have one owner.
fn lock(ws: &Workspace) -> Result<File> {
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
