//! `cargo xtask bench`: the product beside its peers, in one run.

use anyhow::{Result, bail};

use crate::build::{self, Edition};
use crate::run::Run;
use crate::say::step;
use crate::setup;
use crate::stamp::{self, Inputs};
use crate::workspace::Workspace;

/// What can be compared.
pub(crate) const BENCHES: [&str; 3] = ["checks", "tokens", EDGE];
/// The one that runs the deployable Worker.
const EDGE: &str = "edge";

/// Runs one benchmark and tells whether it kept what is promised. Peers' packages are installed for it alone.
///
/// # Errors
/// When there is no such benchmark, or something does not build or install.
pub(crate) fn run(ws: &Workspace, words: &[String]) -> Result<bool> {
    let (name, json) = match words {
        [name] => (name, false),
        [name, flag] if flag == "--json" => (name, true),
        _ => bail!(
            "name one benchmark, and `--json` for its figures as JSON: {}",
            BENCHES.join(", ")
        ),
    };
    if !BENCHES.contains(&name.as_str()) {
        bail!("no benchmark `{name}`: there is {}", BENCHES.join(", "));
    }
    build::sdk(ws)?;
    if name == EDGE {
        build::worker(ws, Edition::Release, None)?;
    }
    install(ws)?;
    let mut command = Run::node(ws)?
        .args([ws.at("bench").join(format!("{name}.ts"))])
        .args(json.then_some("--json"))
        .into_command();
    Ok(command.status()?.success())
}

fn install(ws: &Workspace) -> Result<()> {
    setup::packages(ws)?;
    let inputs = Inputs::new().path(&ws.at("bench/package-lock.json"))?;
    let made = ws.at("bench/node_modules/.package-lock.json");
    stamp::once(ws, "npm-bench", &made, inputs, || {
        step("Installing the packages of peers", || {
            Run::new(ws, "npm")?
                .in_dir(&ws.at("bench"))
                // What is compared is code; nothing of theirs runs at install.
                .args(["install", "--no-save", "--no-progress", "--ignore-scripts"])
                .quietly()
        })
    })
}
