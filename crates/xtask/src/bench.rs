//! `cargo xtask bench`: the product compared with other libraries, in one run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::build::{self, Edition};
use crate::output::{self, line, step};
use crate::run::Run;
use crate::setup;
use crate::workspace::Workspace;

/// What a benchmark runs, over the package and those of peers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The deployable Worker.
    Worker,
    /// The verifier as native code.
    Native,
    /// Chromium.
    Browser,
}

/// Something that can be compared: a program in `bench/` of this name.
struct Bench {
    name: &'static str,
    needs: &'static [Need],
}

const BENCHES: [Bench; 12] = [
    Bench {
        name: "checks",
        needs: &[],
    },
    Bench {
        name: "tokens",
        needs: &[Need::Native],
    },
    Bench {
        name: "edge",
        needs: &[Need::Worker],
    },
    Bench {
        name: "accept",
        needs: &[Need::Worker],
    },
    Bench {
        name: "costs",
        needs: &[Need::Worker],
    },
    Bench {
        name: "import",
        needs: &[Need::Worker],
    },
    Bench {
        name: "growth",
        needs: &[Need::Worker],
    },
    Bench {
        name: "search",
        needs: &[Need::Worker],
    },
    Bench {
        name: "inbox",
        needs: &[Need::Worker],
    },
    Bench {
        name: "start",
        needs: &[Need::Worker, Need::Browser],
    },
    Bench {
        name: "cold",
        needs: &[Need::Worker],
    },
    // Last: it is the longest.
    Bench {
        name: "clone",
        needs: &[],
    },
];

/// Runs benchmarks, all of them if none is named, and returns whether every promise is met. The packages of other
/// libraries are installed for it only.
///
/// `--json` prints the figures of each as a line of JSON; `--quick` runs so few rounds that only a failure counts;
/// `--write` puts the figures into `docs/PERFORMANCE.md` and `docs/performance.json`, and those of `costs` into
/// `docs/OPERATIONS.md`.
///
/// # Errors
/// When there is no such benchmark, or something does not build or install.
pub(crate) fn run(ws: &Workspace, words: &[String]) -> Result<bool> {
    let (flags, names): (Vec<&str>, Vec<&str>) = words
        .iter()
        .map(String::as_str)
        .partition(|word| word.starts_with("--"));
    if let Some(unknown) = flags
        .iter()
        .find(|flag| !["--json", "--quick", "--write"].contains(flag))
    {
        bail!("no flag `{unknown}`: there are --json, --quick and --write");
    }
    let known = || BENCHES.map(|bench| bench.name).join(", ");
    if let Some(unknown) = names
        .iter()
        .find(|name| BENCHES.iter().all(|bench| bench.name != **name))
    {
        bail!("no benchmark `{unknown}`: there are {}", known());
    }
    let chosen: Vec<&Bench> = BENCHES
        .iter()
        .filter(|bench| names.is_empty() || names.contains(&bench.name))
        .collect();
    if flags.contains(&"--json") {
        output::to_standard_error();
    }
    let tools = prepare(ws, &chosen)?;
    let mut missed = Vec::new();
    for bench in &chosen {
        if chosen.len() > 1 {
            line(&format!("\n{}", bench.name));
        }
        if !started(ws, bench, &flags, &tools)?.status()?.success() {
            missed.push(bench.name);
        }
    }
    if chosen.len() > 1 {
        line(&match missed.as_slice() {
            [] if flags.contains(&"--quick") => "\nEverything ran".into(),
            [] => "\nEvery target was met".into(),
            missed => format!("\nMissed a target or failed: {}", missed.join(", ")),
        });
    }
    Ok(missed.is_empty())
}

/// Where programs are that benchmarks start.
struct Tools {
    native: PathBuf,
    chromium: Option<PathBuf>,
}

fn started(ws: &Workspace, bench: &Bench, flags: &[&str], tools: &Tools) -> Result<Command> {
    let mut run = Run::node(ws)?;
    if let Some(chromium) = &tools.chromium {
        run = run.env("CHROME", chromium);
    }
    Ok(run
        // Peers' WebAssembly is imported as a module, which Node says is new.
        .args(["--disable-warning=ExperimentalWarning"])
        .args([ws.at("bench").join(format!("{}.ts", bench.name))])
        .args(flags)
        .env("HALLPASS_NATIVE", &tools.native)
        .into_command())
}

/// Builds and installs what these need.
fn prepare(ws: &Workspace, chosen: &[&Bench]) -> Result<Tools> {
    let needed = |need: Need| chosen.iter().any(|bench| bench.needs.contains(&need));
    build::sdk(ws)?;
    if needed(Need::Worker) {
        build::worker(ws, Edition::Release, None)?;
    }
    if needed(Need::Native) {
        native(ws)?;
    }
    let chromium = needed(Need::Browser)
        .then(|| setup::browser(ws))
        .transpose()?
        .map(|browser| browser.headless);
    install(ws)?;
    Ok(Tools {
        native: ws.target().join("release/examples/verify"),
        chromium,
    })
}

fn native(ws: &Workspace) -> Result<()> {
    step("Building the native verifier", || {
        Run::cargo(ws)?
            .args(["build", "--locked", "--release"])
            .args(["--package", "hallpass-fuzz", "--example", "verify"])
            .quietly()
    })
}

fn install(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    // What is compared is code; nothing of theirs runs at install.
    let flags = ["--ignore-scripts"];
    setup::packages_in(
        ws,
        &ws.at("bench"),
        "Installing the packages of peers",
        &flags,
    )
}
