//! `wrangler dev` and its workerd, started and ended as one.
//!
//! They run in a process group of their own under a small script that ends the group when its standard
//! input closes. So they end with xtask however it ends: Ctrl-C, a signal, or killed outright.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::output::note;
use crate::run::Run;
use crate::workspace::Workspace;

const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long the Worker may take to answer for the first time.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long the runtime may take to close its files before it is killed.
const END_WITHIN: Duration = Duration::from_secs(6);

/// A runtime that answers.
#[derive(Debug)]
pub(crate) struct Runtime {
    child: Child,
    asked_to_end: Arc<AtomicBool>,
}

/// Starts the runtime and waits until `/healthz` answers.
///
/// # Errors
/// When it ends early or does not answer in time.
pub(crate) fn start(
    ws: &Workspace,
    configuration: &Path,
    data: &Path,
    port: u16,
) -> Result<Runtime> {
    let asked_to_end = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&asked_to_end))?;
    }
    let port_word = port.to_string();
    let mut command = Run::node(ws)?
        .args([
            ws.at("crates/xtask/scripts/supervise.mjs"),
            ws.at("node_modules/wrangler/bin/wrangler.js"),
        ])
        .args([
            "dev",
            "--local",
            "--ip",
            "127.0.0.1",
            "--port",
            &port_word,
            "--inspector-port",
            "0",
        ])
        .args(["--show-interactive-dev-session=false", "--log-level", "log"])
        .args([
            "--config".as_ref(),
            configuration.as_os_str(),
            "--persist-to".as_ref(),
            data.as_os_str(),
        ])
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_SEND_ERROR_REPORTS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        .env("WRANGLER_WRITE_LOGS", "false")
        .env("WRANGLER_REGISTRY_PATH", ws.cache("dev/registry")?)
        .env("XDG_CONFIG_HOME", ws.cache("dev/config")?)
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("NO_UPDATE_NOTIFIER", "1")
        .into_command();
    command.stdin(Stdio::piped()).process_group(0);
    let child = command.spawn().context("could not start wrangler")?;
    let mut runtime = Runtime {
        child,
        asked_to_end,
    };
    match runtime.until_ready(port) {
        Ok(()) => Ok(runtime),
        Err(error) => {
            runtime.end()?;
            Err(error)
        }
    }
}

impl Runtime {
    fn until_ready(&mut self, port: u16) -> Result<()> {
        let began = Instant::now();
        while !answers(port) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the runtime ended before it answered ({status}); its output is above");
            }
            if self.asked_to_end.load(Ordering::Relaxed) {
                bail!("ended before the Worker answered");
            }
            if began.elapsed() > READY_WITHIN {
                bail!(
                    "the Worker did not answer `/healthz` within {} s",
                    READY_WITHIN.as_secs()
                );
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Serves until xtask is asked to end or the runtime ends by itself.
    ///
    /// # Errors
    /// When the runtime ends by itself.
    pub(crate) fn wait(mut self) -> Result<()> {
        loop {
            if self.asked_to_end.load(Ordering::Relaxed) {
                note("Ending");
                self.end()?;
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                self.end()?;
                bail!("the runtime ended by itself ({status}); its output is above");
            }
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Ends the whole group: gently first, so that SQLite's files are closed, then for certain.
    fn end(&mut self) -> Result<()> {
        drop(self.child.stdin.take());
        let began = Instant::now();
        while self.status()?.is_none() && began.elapsed() < END_WITHIN {
            thread::sleep(LOOK_EVERY);
        }
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            // No such group any more: nothing is left to end.
            let _ = kill_process_group(group, Signal::KILL);
        }
        self.child.wait()?;
        Ok(())
    }

    fn status(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

/// Whether `GET /healthz` answers 200.
fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, LOOK_EVERY) else {
        return false;
    };
    let request =
        format!("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut reply = [0_u8; 12];
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .is_ok()
        && stream.write_all(request.as_bytes()).is_ok()
        && stream.read_exact(&mut reply).is_ok()
        && reply.ends_with(b" 200")
}
