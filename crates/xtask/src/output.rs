//! Output for the terminal: one line per step, with the seconds since the start.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

static STARTED: OnceLock<Instant> = OnceLock::new();
static TO_STDERR: AtomicBool = AtomicBool::new(false);
static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Sends everything but [`result`] to standard error from now on, so that a program can read standard output.
pub(crate) fn to_standard_error() {
    TO_STDERR.store(true, Ordering::Relaxed);
}

/// Writes to standard output, even after [`to_standard_error`].
pub(crate) fn result(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Writes bytes without buffering, so that they stay in order with the output of other programs.
pub(crate) fn raw(bytes: &[u8]) {
    // A closed output (`| head`) must not stop the work.
    if TO_STDERR.load(Ordering::Relaxed) {
        let _ = std::io::stderr().lock().write_all(bytes);
    } else {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(bytes);
        let _ = out.flush();
    }
}

/// Starts the clock that every later line shows.
pub(crate) fn start_clock() {
    STARTED.get_or_init(Instant::now);
}

/// The time since [`start_clock`].
fn elapsed() -> Duration {
    STARTED.get_or_init(Instant::now).elapsed()
}

/// Writes one line, at once.
pub(crate) fn line(text: &str) {
    raw(format!("{text}\n").as_bytes());
}

/// Writes one line that begins with the seconds since the start.
pub(crate) fn note(text: &str) {
    line(&format!("[{:>6.1} s] {text}", elapsed().as_secs_f64()));
}

/// Remembers a failure for [`failures`], because it has scrolled away by the end of a long run.
pub(crate) fn remember_failure(fault: String) {
    let mut faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    faults.push(fault);
}

/// All failures so far, in order.
pub(crate) fn failures() -> Vec<String> {
    let faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    faults.clone()
}

/// Prints what is being done, does it, and prints how long it took.
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
