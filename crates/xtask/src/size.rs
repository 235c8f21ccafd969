//! `cargo xtask size`: what a browser downloads, against budgets, and what is deployed.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{self, Edition};
use crate::output::line;
use crate::run::Run;
use crate::test::Count;
use crate::workspace::Workspace;

/// One artefact with its budget, in bytes after gzip.
struct Artefact {
    what: &'static str,
    files: Vec<PathBuf>,
    /// What an app has anyway: its size does not count.
    beyond: Vec<PathBuf>,
    budget: Budget,
}

/// What happens above a number of bytes.
#[derive(Clone, Copy)]
enum Budget {
    /// More than this fails.
    AtMost(u64),
    /// More than this prints a warning: no browser downloads it.
    WarnAbove(u64),
}

/// Builds, prints every size with its distance to the budget, and counts the budgets that are met.
///
/// # Errors
/// When something does not build.
pub(crate) fn count(ws: &Workspace) -> Result<Count> {
    build::sdk(ws)?;
    build::worker(ws, Edition::Release, None)?;
    line("artefact                       raw    gzip  budget    delta");
    let mut count = Count::default();
    for artefact in artefacts(ws)? {
        count = count.and(measure(&artefact)?);
    }
    Ok(count)
}

/// The imports of an app that uses gates alone, the client, and everything of the client's entry.
const GATE: &str = "{ createGate } from 'gate.js'";
const CLIENT: &str = "{ createClient } from 'index.js'";
const ENTRY: &str = "* from 'index.js'";

fn artefacts(ws: &Workspace) -> Result<Vec<Artefact>> {
    let worker = Edition::Release.folder(ws);
    Ok(vec![
        Artefact {
            what: "Gates alone",
            files: bundled(ws, "gate", &[GATE])?,
            beyond: Vec::new(),
            budget: Budget::AtMost(2_500),
        },
        Artefact {
            what: "Client at start",
            files: bundled(ws, "client", &[CLIENT])?,
            beyond: Vec::new(),
            // The aim is 12,000. What is left of the operations is smaller than the code that would load it later.
            budget: Budget::AtMost(12_250),
        },
        // With what loads later or never: projects, requests with a token, answers to invites, verification and
        // explanations, redirects, requests of another realm.
        Artefact {
            what: "Client, all of it",
            files: with_later(bundled(ws, "client-all", &[CLIENT])?)?,
            beyond: Vec::new(),
            budget: Budget::WarnAbove(20_000),
        },
        // Over the client; the screens of accepting, the inbox and the list of invites load later.
        Artefact {
            what: "Custom elements",
            files: bundled(ws, "elements", &[CLIENT, "* from 'elements.js'"])?,
            beyond: bundled(ws, "client", &[CLIENT])?,
            budget: Budget::AtMost(16_000),
        },
        // Every hook and every ready-made component, over the client.
        Artefact {
            what: "React bindings",
            files: bundled(ws, "react", &[ENTRY, "* from 'react/index.js'"])?,
            beyond: bundled(ws, "entry", &[ENTRY])?,
            budget: Budget::AtMost(20_000),
        },
        Artefact {
            what: "SDK WebAssembly",
            files: vec![ws.at("pkg/dist/hallpass_bg.wasm")],
            beyond: Vec::new(),
            budget: Budget::AtMost(110_500),
        },
        // The part of it that a join page waits for.
        Artefact {
            what: "WebAssembly of invites",
            files: vec![ws.at("pkg/dist/hallpass_invite_bg.wasm")],
            beyond: Vec::new(),
            budget: Budget::AtMost(62_000),
        },
        Artefact {
            what: "Worker",
            files: ["index.js", "index_bg.wasm", "entry.mjs"]
                .map(|file| worker.join(file))
                .into(),
            beyond: Vec::new(),
            budget: Budget::WarnAbove(1_000_000),
        },
    ])
}

/// What an app loads at start that imports these of the package, as a bundler joins it.
fn bundled(ws: &Workspace, name: &str, imports: &[&str]) -> Result<Vec<PathBuf>> {
    let folder = ws.target().join("hallpass/size").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let app = folder.join("app.mjs");
    let from = format!(" from '{}/", ws.at("pkg/dist").display());
    let imports: Vec<String> = imports
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
                let sibling = file.with_file_name(name);
                if !files.contains(&sibling) {
                    files.push(sibling);
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

fn measure(artefact: &Artefact) -> Result<Count> {
    let (raw, packed) = weigh(&artefact.files)?;
    let (had, had_packed) = weigh(&artefact.beyond)?;
    let (raw, packed) = (raw.saturating_sub(had), packed.saturating_sub(had_packed));
    let (limit, verdict, count) = match artefact.budget {
        Budget::AtMost(limit) if packed > limit => (limit, "  over budget", Count::one_failed()),
        Budget::WarnAbove(limit) if packed > limit => {
            (limit, "  warning: large", Count::one_passed())
        }
        Budget::AtMost(limit) | Budget::WarnAbove(limit) => (limit, "", Count::one_passed()),
    };
    let sign = if packed > limit { '+' } else { '-' };
    line(&format!(
        "{:<24} {raw:>9} {packed:>7} {limit:>7} {:>8}{verdict}",
        artefact.what,
        format!("{sign}{}", packed.abs_diff(limit)),
    ));
    Ok(count)
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
    use super::{Artefact, Budget, measure};
    use crate::test::Count;

    #[test]
    fn over_budget_fails_and_over_a_warning_does_not() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let with = |budget| Artefact {
            what: "this crate's manifest",
            files: vec![file.into()],
            beyond: Vec::new(),
            budget,
        };
        let count = |artefact| measure(&artefact).unwrap();
        assert_eq!(count(with(Budget::AtMost(100_000))), Count::one_passed());
        assert_eq!(count(with(Budget::AtMost(10))), Count::one_failed());
        assert_eq!(count(with(Budget::WarnAbove(10))), Count::one_passed());
        let had = Artefact {
            beyond: vec![file.into()],
            ..with(Budget::AtMost(10))
        };
        assert_eq!(count(had), Count::one_passed());
    }
}
