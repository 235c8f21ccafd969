//! What the person at the terminal reads: one line per step, with the seconds since the start.

use std::io::Write as _;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

static STARTED: OnceLock<Instant> = OnceLock::new();

/// Starts the clock that every later line shows.
pub(crate) fn start_clock() {
    STARTED.get_or_init(Instant::now);
}

/// The time since [`start_clock`].
fn elapsed() -> Duration {
    STARTED.get_or_init(Instant::now).elapsed()
}

/// Writes one line to standard output, at once, so that it stays in order with what tools write.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed standard output (`| head`) must not stop the work.
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Writes one line that begins with the seconds since the start.
pub(crate) fn note(text: &str) {
    line(&format!("[{:>6.1} s] {text}", elapsed().as_secs_f64()));
}

/// Says what is being done, does it, and says how long it took.
///
/// # Errors
/// The work's own error, with `what` in front.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    note(&format!("{what} …"));
    let began = Instant::now();
    let done = work().with_context(|| format!("{what} failed"))?;
    note(&format!(
        "{what}: done in {:.1} s",
        began.elapsed().as_secs_f64()
    ));
    Ok(done)
}
