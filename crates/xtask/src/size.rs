//! `cargo xtask size`: what a browser downloads and what is deployed, against hard budgets.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{self, Edition};
use crate::run::Run;
use crate::say::line;
use crate::test::Count;
use crate::workspace::Workspace;

/// One artefact with its budget and its aim, in bytes after gzip.
struct Budget {
    what: &'static str,
    files: Vec<PathBuf>,
    /// What an app has anyway: its weight does not count.
    beyond: Vec<PathBuf>,
    /// More than this fails.
    budget_bytes: u64,
    /// What it should be. Where it is less than the budget, the budget only keeps it from growing meanwhile.
    aim_bytes: u64,
}

/// Builds, prints every size with its distance to the budget, and counts the budgets kept.
///
/// # Errors
/// When something does not build.
pub(crate) fn count(ws: &Workspace) -> Result<Count> {
    build::sdk(ws)?;
    build::worker(ws, Edition::Release, None)?;
    line("artefact                       raw    gzip  budget   delta     aim");
    let mut count = Count::default();
    for budget in budgets(ws)? {
        count = count.and(measure(&budget)?);
    }
    Ok(count)
}

/// What an app takes that only gates, that has the client, and that has all of the client's entry.
const GATE: &str = "{ createGate } from 'gate.js'";
const CLIENT: &str = "{ createClient } from 'index.js'";
const ENTRY: &str = "* from 'index.js'";

/// The budgets. What would miss its aim gets what it weighs for a budget, so that it does not grow meanwhile. The client
/// is one file: whatever it may load later, but for WebAssembly, has to fit too.
fn budgets(ws: &Workspace) -> Result<Vec<Budget>> {
    let worker = Edition::Release.folder(ws);
    Ok(vec![
        Budget {
            what: "Gates alone",
            files: bundled(ws, "gate", &[GATE])?,
            beyond: Vec::new(),
            budget_bytes: 2_500,
            aim_bytes: 2_500,
        },
        Budget {
            what: "Client at start",
            files: bundled(ws, "client", &[CLIENT])?,
            beyond: Vec::new(),
            budget_bytes: 12_000,
            aim_bytes: 12_000,
        },
        Budget {
            what: "Client, all of it",
            files: with_later(bundled(ws, "client-all", &[CLIENT])?)?,
            beyond: Vec::new(),
            budget_bytes: 12_000,
            aim_bytes: 12_000,
        },
        // Over what the client weighs by itself; the screens of accepting, the inbox and the list of invites load later.
        Budget {
            what: "Custom elements",
            files: bundled(ws, "elements", &[CLIENT, "* from 'elements.js'"])?,
            beyond: bundled(ws, "client", &[CLIENT])?,
            budget_bytes: 16_000,
            aim_bytes: 16_000,
        },
        // Every hook and every ready-made component, over what the client weighs by itself.
        Budget {
            what: "React bindings",
            files: bundled(ws, "react", &[ENTRY, "* from 'react/index.js'"])?,
            beyond: bundled(ws, "entry", &[ENTRY])?,
            budget_bytes: 20_000,
            aim_bytes: 20_000,
        },
        Budget {
            what: "SDK WebAssembly",
            files: vec![ws.at("pkg/dist/hallpass_bg.wasm")],
            beyond: Vec::new(),
            budget_bytes: 50_000,
            aim_bytes: 50_000,
        },
        Budget {
            what: "Worker",
            files: ["index.js", "index_bg.wasm", "entry.mjs"]
                .map(|file| worker.join(file))
                .into(),
            beyond: Vec::new(),
            budget_bytes: 250_000,
            aim_bytes: 250_000,
        },
    ])
}

/// What an app loads that takes this of the package: as a bundler joins it, without what is loaded later.
fn bundled(ws: &Workspace, name: &str, takes: &[&str]) -> Result<Vec<PathBuf>> {
    let folder = ws.target().join("hallpass/size").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let app = folder.join("app.mjs");
    let from = format!(" from '{}/", ws.at("pkg/dist").display());
    let imports: Vec<String> = takes
        .iter()
        .map(|each| format!("export {};\n", each.replace(" from '", &from)))
        .collect();
    fs::write(&app, imports.concat())?;
    Run::new(ws, ws.npm_tool("esbuild"))?
        .args(["--bundle", "--splitting", "--minify", "--format=esm"])
        .args([
            "--target=es2022",
            "--chunk-names=later/[name]-[hash]",
            "--external:react",
            "--log-level=error",
        ])
        .args([format!("--outdir={}", folder.display())])
        .args([&app])
        .quietly()?;
    at_start(folder.join("app.js"))
}

/// A module and what loads together with it: the files that it, or one of them, imports statically.
fn at_start(app: PathBuf) -> Result<Vec<PathBuf>> {
    let mut files = vec![app];
    let mut next = 0;
    while let Some(file) = files.get(next).cloned() {
        let code = fs::read_to_string(&file)
            .with_context(|| format!("`{}` was not built", file.display()))?;
        for (at, quote) in code.match_indices("\"./") {
            let (before, after) = (code.get(..at), code.get(at + quote.len()..));
            let stated =
                before.is_some_and(|text| text.ends_with("from") || text.ends_with("import"));
            let name = after.and_then(|text| text.split_once('"'));
            if let (true, Some((name, _))) = (stated, name) {
                let beside = file.with_file_name(name);
                if !files.contains(&beside) {
                    files.push(beside);
                }
            }
        }
        next += 1;
    }
    Ok(files)
}

/// The same with what it may load later, but for the glue of the WebAssembly, which counts with nothing here.
fn with_later(mut files: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    let later = files
        .first()
        .and_then(|app| app.parent())
        .map(|folder| folder.join("later"));
    for entry in fs::read_dir(later.context("nothing was bundled")?)? {
        let path = entry?.path();
        let glue = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("hallpass"));
        if !glue && !files.contains(&path) {
            files.push(path);
        }
    }
    Ok(files)
}

fn measure(budget: &Budget) -> Result<Count> {
    let (raw, packed) = weigh(&budget.files)?;
    let (had, had_packed) = weigh(&budget.beyond)?;
    let (raw, packed) = (raw.saturating_sub(had), packed.saturating_sub(had_packed));
    let within = packed <= budget.budget_bytes;
    let (sign, delta) = if within {
        ('-', budget.budget_bytes - packed)
    } else {
        ('+', packed - budget.budget_bytes)
    };
    let verdict = match (within, packed <= budget.aim_bytes) {
        (false, _) => "  over budget",
        (true, false) => "  misses its aim",
        (true, true) => "",
    };
    line(&format!(
        "{:<24} {raw:>9} {packed:>7} {:>7} {:>7} {:>7}{verdict}",
        budget.what,
        budget.budget_bytes,
        format!("{sign}{delta}"),
        budget.aim_bytes,
    ));
    Ok(if within {
        Count::one_passed()
    } else {
        Count::one_failed()
    })
}

/// Bytes as they are, and after gzip.
fn weigh(files: &[PathBuf]) -> Result<(u64, u64)> {
    let (mut raw, mut packed) = (0_u64, 0_u64);
    for file in files {
        let content =
            fs::read(file).with_context(|| format!("`{}` was not built", file.display()))?;
        raw += content.len() as u64;
        packed += gzip_bytes(&content)?;
    }
    Ok((raw, packed))
}

fn gzip_bytes(content: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::{Budget, measure};
    use crate::test::Count;

    #[test]
    fn over_budget_fails() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let budget = |budget_bytes| Budget {
            what: "this crate's manifest",
            files: vec![file.into()],
            beyond: Vec::new(),
            budget_bytes,
            aim_bytes: budget_bytes,
        };
        assert_eq!(measure(&budget(100_000)).unwrap(), Count::one_passed());
        assert_eq!(measure(&budget(10)).unwrap(), Count::one_failed());
        let had = Budget {
            beyond: vec![file.into()],
            ..budget(10)
        };
        assert_eq!(measure(&had).unwrap(), Count::one_passed());
    }
}
