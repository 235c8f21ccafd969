//! Starting other programs.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::output;
use crate::workspace::Workspace;

/// How often a limited command is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// One program to start, with the checkout's tools first on its `PATH`.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    limit: Option<Duration>,
}

/// What a watched program did.
#[derive(Debug)]
pub(crate) struct Watched {
    /// Whether it ended with status 0.
    pub(crate) success: bool,
    /// Everything that it wrote, standard output and error in the order of arrival.
    pub(crate) text: String,
}

impl Run {
    /// A program in the root of the checkout.
    ///
    /// # Errors
    /// When `PATH` cannot be written down.
    pub(crate) fn new(ws: &Workspace, program: impl AsRef<OsStr>) -> Result<Self> {
        let mut command = Command::new(program);
        command
            .current_dir(ws.root())
            .env("PATH", ws.path()?)
            .stdin(Stdio::null());
        Ok(Self {
            command,
            limit: None,
        })
    }

    /// The cargo that runs this xtask.
    ///
    /// # Errors
    /// As [`Run::new`].
    pub(crate) fn cargo(ws: &Workspace) -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self::new(ws, cargo)
    }

    /// A script on the Node of `package-lock.json`.
    ///
    /// # Errors
    /// As [`Run::new`].
    pub(crate) fn node(ws: &Workspace) -> Result<Self> {
        Self::new(ws, ws.npm_tool("node"))
    }

    /// Adds arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets one variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts in another folder.
    pub(crate) fn in_dir(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Ends the program when it runs longer than this.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// The command itself, for callers that keep the child.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs it; what it writes is shown only when it fails.
    ///
    /// # Errors
    /// When it cannot be started, runs out of time or ends with another status than 0.
    pub(crate) fn quietly(self) -> Result<()> {
        self.read().map(drop)
    }

    /// Runs it and gives its standard output.
    ///
    /// # Errors
    /// As [`Run::quietly`].
    pub(crate) fn read(mut self) -> Result<String> {
        let shown = shown(&self.command);
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {shown}"))?;
        let out = child.stdout.take().map(collect);
        let err = child.stderr.take().map(collect);
        let status = wait(&mut child, self.limit, &shown)?;
        let join = |reader: Option<thread::JoinHandle<String>>| {
            reader
                .and_then(|thread| thread.join().ok())
                .unwrap_or_default()
        };
        let (out, err) = (join(out), join(err));
        if !status.success() {
            bail!("{shown} ended with {status}\n{out}{err}");
        }
        Ok(out)
    }

    /// Runs it, showing what it writes while keeping it.
    ///
    /// # Errors
    /// When it cannot be started or runs out of time. A status other than 0 is no error here.
    pub(crate) fn watch(mut self) -> Result<Watched> {
        let shown = shown(&self.command);
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start {shown}"))?;
        let text = Arc::new(Mutex::new(String::new()));
        let readers = [
            child
                .stdout
                .take()
                .map(|pipe| echo(pipe, Arc::clone(&text))),
            child
                .stderr
                .take()
                .map(|pipe| echo(pipe, Arc::clone(&text))),
        ];
        let status = wait(&mut child, self.limit, &shown)?;
        for reader in readers.into_iter().flatten() {
            // A reader that failed has lost text, nothing else.
            let _ = reader.join();
        }
        let text = text.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(Watched {
            success: status.success(),
            text,
        })
    }

    /// Runs it, showing what it writes.
    ///
    /// # Errors
    /// As [`Run::quietly`].
    pub(crate) fn show(mut self) -> Result<()> {
        let shown = shown(&self.command);
        let status = self
            .command
            .status()
            .with_context(|| format!("could not start {shown}"))?;
        if !status.success() {
            bail!("{shown} ended with {status}");
        }
        Ok(())
    }
}

/// Waits for the end, no longer than the limit.
fn wait(child: &mut Child, limit: Option<Duration>, shown: &str) -> Result<ExitStatus> {
    let Some(limit) = limit else {
        return Ok(child.wait()?);
    };
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if began.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("{shown} did not end within {} s", limit.as_secs());
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// The words of a command as a person would type them.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}

/// Whether a program of this name can print its version.
pub(crate) fn answers(ws: &Workspace, program: &str) -> bool {
    Run::new(ws, program)
        .and_then(|run| run.args(["--version"]).quietly())
        .is_ok()
}

fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A broken pipe ends the text; the exit status says whether the program failed.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn echo(pipe: impl Read + Send + 'static, text: Arc<Mutex<String>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut line = Vec::new();
        while lines
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            output::raw(&line);
            text.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    })
}
