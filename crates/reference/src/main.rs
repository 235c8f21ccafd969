//! The reference model of the rules, compared with core, and replayed to the Worker.
//!
//! Without arguments it is the proof `model` of `cargo xtask prove`. With `sequences COUNT [FAULT]` it writes histories as JSON
//! lines, each step with its expected result, for `prove/replay.ts`.

mod compare;
mod core_account;
mod core_command;
mod core_fixture;
mod core_purge;
mod core_reply;
mod draw;
mod findings;
mod model;
mod padded;
mod random_history;
mod runs;
mod sequences;
mod toml;

use std::io::{self, BufWriter};
use std::process::ExitCode;
use std::rc::Rc;
use std::thread;

use core_fixture::Fixture;
use model::Fault;
use runs::Tally;

/// The checkout's permissions, in their order.
const ROWS: &str = include_str!("../../../policy.toml");
/// Threads of the full comparison.
const THREADS: u64 = 2;
/// The steps within which every fault must be noticed.
const CONTROL: u64 = 2_000_000;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        None => prove(),
        Some("sequences") => sequences(&words),
        Some(other) => Err(format!(
            "`{other}` is unknown: use no argument, or `sequences COUNT [FAULT]`"
        )),
    }
}

/// `sequences COUNT [FAULT]`.
fn sequences(words: &[String]) -> Result<(), String> {
    let count = words.get(1).and_then(|word| word.parse().ok());
    let fault = match words.get(2) {
        None => None,
        Some(name) => {
            let known = Fault::ALL.iter().find(|fault| fault.name() == name);
            Some(*known.ok_or_else(|| format!("no fault `{name}`"))?)
        }
    };
    let text = variable("HALLPASS_PROOF_SEED").unwrap_or_else(|| "hallpass".into());
    let count = count.ok_or("`sequences` needs a count")?;
    let mut out = BufWriter::new(io::stdout().lock());
    sequences::write(&mut out, ROWS, seed(&text), count, fault)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The seed's number: FNV-1a over its text.
fn seed(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The steps to compare. `HALLPASS_PROOF_SHARE` reduces the full ten million to a share.
fn step_count() -> u64 {
    let share = variable("HALLPASS_PROOF_SHARE").and_then(|text| text.parse().ok());
    let share: f64 = share.unwrap_or(1.0);
    match variable("HALLPASS_PROOF_SCALE").as_deref() {
        Some("full") => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of ten million is a small number"
            )]
            let steps = (10_000_000.0 * share.clamp(0.0, 100.0)) as u64;
            steps
        }
        Some(_) | None => 1_000_000,
    }
}

fn prove() -> Result<(), String> {
    let text = variable("HALLPASS_PROOF_SEED").unwrap_or_else(|| "hallpass".into());
    let (seed, steps) = (seed(&text), step_count());
    let mut all = Tally::default();
    for half in on_threads(move |thread| histories(seed, thread, steps.div_ceil(THREADS), None))? {
        all.add(half);
    }
    let faults = on_threads(move |thread| controls(seed, thread))?;
    let mut controls: Vec<_> = faults.into_iter().flatten().collect();
    controls.sort_by_key(|(fault, _)| Fault::ALL.iter().position(|each| each == fault));
    findings::write(
        &all,
        &controls,
        steps,
        &text,
        variable("HALLPASS_PROOF_OUT").as_deref(),
    )
}

/// Runs `work` on each thread.
fn on_threads<T: Send + 'static>(
    work: impl Fn(u64) -> Result<T, String> + Copy + Send + 'static,
) -> Result<Vec<T>, String> {
    let threads: Vec<_> = (0..THREADS)
        .map(|at| thread::spawn(move || work(at)))
        .collect();
    let ended = threads
        .into_iter()
        .map(|each| each.join().map_err(|_| "a thread panicked".to_owned())?);
    ended.collect()
}

fn histories(seed: u64, thread: u64, steps: u64, fault: Option<Fault>) -> Result<Tally, String> {
    let fixture = Rc::new(Fixture::new(ROWS)?);
    let numbers = (0..u64::MAX / THREADS).map(|number| number * THREADS + thread);
    runs::run_histories(&fixture, seed, numbers, steps, fault)
}

/// Runs this thread's share of the faults, each until it is noticed.
fn controls(seed: u64, thread: u64) -> Result<Vec<(Fault, Tally)>, String> {
    let mine = Fault::ALL
        .iter()
        .zip((0..THREADS).cycle())
        .filter(|(_, at)| *at == thread);
    mine.map(|(fault, _)| Ok((*fault, histories(seed, thread, CONTROL, Some(*fault))?)))
        .collect()
}
