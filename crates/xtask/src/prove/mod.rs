//! `cargo xtask prove`: measurements of safety, each next to its value under a deliberate fault.

mod judge;
mod report;
mod table;

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::build::{self, Edition};
use crate::output::{self, note, remember_failure, step};
use crate::run::Run;
use crate::setup;
use crate::test::Count;
use crate::workspace::Workspace;

use judge::Findings;
use table::{Need, PROOFS, Program, Proof};

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// The scale of the documented figures.
    Full,
    /// Small enough to run among the tests.
    Quick,
}

impl Scale {
    fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Quick => "quick",
        }
    }

    /// A proof that takes longer has failed.
    fn limit(self) -> Duration {
        match self {
            Self::Full => Duration::from_hours(1),
            Self::Quick => Duration::from_mins(10),
        }
    }

    /// After this time a program ends itself with an error that names what it waits for.
    fn seconds_of_program(self) -> u64 {
        self.limit().as_secs() - 120
    }
}

/// Options of the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    scale: Scale,
    json: bool,
    names: Vec<String>,
}

/// The result of one proof.
struct Outcome {
    proof: Proof,
    findings: Option<Findings>,
    failures: Vec<String>,
    spent: Duration,
}

impl Options {
    /// Reads the words after `prove`.
    ///
    /// # Errors
    /// When a flag or a proof is unknown.
    pub(crate) fn read(words: &[String]) -> Result<Self> {
        let mut options = Self {
            scale: Scale::Full,
            json: false,
            names: Vec::new(),
        };
        for word in words {
            match word.as_str() {
                "--quick" => options.scale = Scale::Quick,
                "--json" => options.json = true,
                name if PROOFS.iter().any(|proof| proof.name == name) => {
                    options.names.push(name.into());
                }
                unknown => {
                    let known: Vec<_> = PROOFS.iter().map(|proof| proof.name).collect();
                    bail!("no proof `{unknown}`: there are {}", known.join(", "));
                }
            }
        }
        Ok(options)
    }

    /// Whether a proof is selected: by its name, or because no name is given.
    fn includes(&self, proof: &Proof) -> bool {
        if self.names.is_empty() {
            return self.scale == Scale::Full || proof.is_a_test();
        }
        self.names.iter().any(|name| name == proof.name)
    }
}

/// Runs the selected proofs, prints their findings, and returns whether all are green.
///
/// # Errors
/// When set-up fails or a result cannot be written; a proof that fails is red.
pub(crate) fn prove(ws: &Workspace, options: &Options) -> Result<bool> {
    if options.json {
        output::to_standard_error();
    }
    let outcomes = run_all(ws, options)?;
    report::print(&outcomes);
    let all = report::json(&outcomes.iter().collect::<Vec<_>>(), options.scale);
    let written = format!("{}\n", serde_json::to_string_pretty(&all)?);
    fs::write(results(ws)?.join("all.json"), &written)?;
    if options.scale == Scale::Full {
        keep(ws, &outcomes)?;
    }
    if options.json {
        output::result(&written);
    }
    Ok(outcomes.iter().all(Outcome::is_green))
}

/// Writes the results of full runs into the documents. A run of some proofs replaces their earlier results and keeps the others.
fn keep(ws: &Workspace, outcomes: &[Outcome]) -> Result<()> {
    let record = ws.at("docs/proof.json");
    let before = fs::read_to_string(&record).ok();
    let earlier = match &before {
        Some(text) => report::earlier(text)?,
        None => Vec::new(),
    };
    let newest = PROOFS.iter().filter_map(|proof| {
        let is_it = |each: &&Outcome| each.proof.name == proof.name;
        let mut both = outcomes.iter().chain(&earlier);
        both.find(is_it)
    });
    let newest: Vec<&Outcome> = newest.collect();
    let all = report::json(&newest, Scale::Full);
    fs::write(
        &record,
        format!("{}\n", serde_json::to_string_pretty(&all)?),
    )?;
    report::write_page(&ws.at("docs/RELIABILITY.md"), &newest)?;
    note("The figures are in docs/proof.json and docs/RELIABILITY.md");
    Ok(())
}

/// Runs the small versions of all proofs, or of the named ones.
///
/// # Errors
/// As [`prove`], or if there is no such proof.
pub(crate) fn quickly(ws: &Workspace, names: &[String]) -> Result<Count> {
    let mut options = Options::read(names)?;
    options.scale = Scale::Quick;
    let outcomes = run_all(ws, &options)?;
    report::print(&outcomes);
    let counts = outcomes.iter().map(|outcome| {
        if outcome.is_green() {
            Count::one_passed()
        } else {
            Count::one_failed()
        }
    });
    Ok(counts.fold(Count::default(), Count::and))
}

fn run_all(ws: &Workspace, options: &Options) -> Result<Vec<Outcome>> {
    setup::packages(ws)?;
    let mut outcomes = Vec::new();
    for proof in PROOFS.iter().filter(|proof| options.includes(proof)) {
        note(&format!("Proof: {}, {}", proof.name, proof.title));
        let began = Instant::now();
        let outcome = run(ws, proof, options.scale);
        let spent = began.elapsed();
        let (findings, failures) = match outcome {
            Ok(findings) => {
                let failures = findings.failures();
                (Some(findings), failures)
            }
            Err(error) => (None, vec![format!("{error:#}")]),
        };
        for failure in &failures {
            note(&format!("{}: {failure}", proof.name));
            remember_failure(format!("prove {}: {failure}", proof.name));
        }
        outcomes.push(Outcome {
            proof: *proof,
            findings,
            failures,
            spent,
        });
    }
    Ok(outcomes)
}

fn run(ws: &Workspace, proof: &Proof, scale: Scale) -> Result<Findings> {
    let out = results(ws)?.join(format!("{}.json", proof.name));
    // The findings of an earlier run must not count for this one.
    if out.exists() {
        fs::remove_file(&out)?;
    }
    let mut run = match proof.program {
        Program::Node => Run::node(ws)?.args([ws.at("prove").join(format!("{}.ts", proof.name))]),
        Program::Rust => Run::new(ws, binary(ws, proof.name)?)?,
        Program::Reference => Run::new(ws, built(ws, REFERENCE, REFERENCE)?)?,
    };
    for need in proof.needs {
        for (name, value) in prepare(ws, *need)? {
            run = run.env(&name, value);
        }
    }
    let watched = run
        .env("HALLPASS_ROOT", ws.root())
        .env("HALLPASS_PROOF_SCALE", scale.name())
        .env("HALLPASS_PROOF_SEED", seed())
        .env(
            "HALLPASS_PROOF_SECONDS",
            scale.seconds_of_program().to_string(),
        )
        .env("HALLPASS_PROOF_OUT", &out)
        .limit(scale.limit())
        .watch()?;
    if !watched.success {
        bail!("the program failed");
    }
    let text = fs::read_to_string(&out).context("the program wrote no findings")?;
    Findings::read(&text)
}

/// Builds what a proof needs. Returns the environment variables with its paths.
fn prepare(ws: &Workspace, need: Need) -> Result<Vec<(String, PathBuf)>> {
    let (name, path) = match need {
        Need::Worker => {
            build::worker(ws, Edition::Dev, None)?;
            ("HALLPASS_BUNDLE", Edition::Dev.folder(ws))
        }
        Need::Release => {
            build::worker(ws, Edition::Release, None)?;
            ("HALLPASS_RELEASE_BUNDLE", Edition::Release.folder(ws))
        }
        Need::Sdk => {
            build::sdk(ws)?;
            return Ok(Vec::new());
        }
        Need::FuzzWasm => ("HALLPASS_FUZZ_WASM", build::fuzz_wasm(ws)?),
        Need::Mutants => ("HALLPASS_MUTANTS", setup::cargo_mutants(ws)?),
        Need::Fuzz => ("HALLPASS_FUZZ", build::fuzz_targets(ws)?),
        Need::Browser => ("CHROME", setup::browser(ws)?.headless),
        Need::History => (
            "HALLPASS_HISTORY",
            built(ws, REFERENCE, "hallpass-history")?,
        ),
        Need::Binary(name) => {
            let variable = format!("HALLPASS_BIN_{}", name.to_uppercase().replace('-', "_"));
            return Ok(vec![(variable, binary(ws, name)?)]);
        }
        Need::Reference => ("HALLPASS_REFERENCE", built(ws, REFERENCE, REFERENCE)?),
    };
    Ok(vec![(name.into(), path)])
}

/// The package and the program of the reference model.
const REFERENCE: &str = "hallpass-reference";

/// Builds a program of the fuzz crate and returns its path.
fn binary(ws: &Workspace, name: &str) -> Result<PathBuf> {
    built(ws, "hallpass-fuzz", name)
}

/// Builds a program with optimisation and returns its path.
fn built(ws: &Workspace, package: &str, name: &str) -> Result<PathBuf> {
    step(&format!("Building {name}"), || {
        Run::cargo(ws)?
            .args(["build", "--quiet", "--locked", "--release"])
            .args(["--package", package, "--bin", name])
            .quietly()
    })?;
    Ok(ws.target().join("release").join(name))
}

/// The seed of random choices: as given, or new.
fn seed() -> String {
    std::env::var("HALLPASS_PROOF_SEED").unwrap_or_else(|_| {
        #[expect(
            clippy::disallowed_methods,
            reason = "a printed seed that differs between runs"
        )]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        format!(
            "{:x}",
            now.unwrap_or_default().as_nanos() & 0xffff_ffff_ffff
        )
    })
}

fn results(ws: &Workspace) -> Result<PathBuf> {
    let folder = ws.target().join("prove");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Outcome {
    fn is_green(&self) -> bool {
        self.findings.is_some() && self.failures.is_empty()
    }

    fn word(&self) -> &'static str {
        if self.is_green() { "green" } else { "RED" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let read = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
            Options::read(&words)
        };
        let options = read(&["--quick", "crash", "--json"]).unwrap();
        assert_eq!(options.scale, Scale::Quick);
        assert!(options.json);
        assert_eq!(options.names, ["crash"]);
        assert!(read(&["unknown"]).is_err());
        assert!(read(&["--slow"]).is_err());
    }

    #[test]
    fn a_proof_that_is_not_a_test_runs_quickly_only_by_name() {
        let mutants = PROOFS.iter().find(|proof| !proof.is_a_test()).unwrap();
        let is_included = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
            Options::read(&words).unwrap().includes(mutants)
        };
        assert!(is_included(&[]) && is_included(&["--quick", mutants.name]));
        assert!(!is_included(&["--quick"]) && !is_included(&["crash"]));
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = PROOFS.iter().map(|proof| proof.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PROOFS.len());
    }

    fn pretend(program: &str) -> (Workspace, Proof) {
        let root = std::env::temp_dir().join(format!(
            "hallpass-prove-{}-{}",
            std::process::id(),
            program.len()
        ));
        fs::create_dir_all(root.join("prove")).unwrap();
        fs::create_dir_all(root.join("node_modules/.bin")).unwrap();
        // A shell in the place of Node.
        let shell = root.join("node_modules/.bin/node");
        if !shell.exists() {
            std::os::unix::fs::symlink("/bin/sh", shell).unwrap();
        }
        fs::write(root.join("prove/pretended.ts"), program).unwrap();
        let proof = Proof {
            name: "pretended",
            title: "",
            needs: &[],
            program: Program::Node,
        };
        (Workspace::pretend(root), proof)
    }

    #[test]
    fn a_proof_that_writes_nothing_is_red() {
        for program in [
            "exit 0",
            "exit 1 # ",
            "echo '{}' > \"$HALLPASS_PROOF_OUT\"; exit 1",
        ] {
            let (ws, proof) = pretend(program);
            assert!(run(&ws, &proof, Scale::Quick).is_err(), "{program}");
            fs::remove_dir_all(ws.root()).unwrap();
        }
    }

    #[test]
    fn a_proof_gets_its_scale_seed_and_time() {
        let program = "echo \"{\\\"figures\\\":[],\\\"notes\\\":[\\\"$HALLPASS_PROOF_SCALE\\\",\\\"$HALLPASS_PROOF_SECONDS\\\"],\\\"seed\\\":\\\"$HALLPASS_PROOF_SEED\\\"}\" > \"$HALLPASS_PROOF_OUT\"";
        let (ws, proof) = pretend(program);
        let findings = run(&ws, &proof, Scale::Quick).unwrap();
        assert_eq!(findings.notes, ["quick", "480"]);
        assert!(!findings.seed.is_empty());
        assert_eq!(findings.failures().len(), 1, "no figure has a bound");
        fs::remove_dir_all(ws.root()).unwrap();
    }
}
