//! What the HTTP tests check besides their own assertions: every reply, log and database.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::output::note;
use crate::workspace::Workspace;

/// The file in which test processes record what they checked.
pub(crate) fn begin(ws: &Workspace) -> Result<PathBuf> {
    let file = ws.target().join("hallpass/seen.jsonl");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&file, "")?;
    Ok(file)
}

/// Prints the sums. A finding has failed its test already.
pub(crate) fn report(file: &PathBuf) -> Result<()> {
    let mut sum: BTreeMap<String, u64> = BTreeMap::new();
    for line in fs::read_to_string(file)?.lines() {
        let counts: BTreeMap<String, u64> = serde_json::from_str(line)?;
        for (name, count) in counts {
            *sum.entry(name).or_default() += count;
        }
    }
    let of = |name: &str| sum.get(name).copied().unwrap_or_default();
    note(&format!(
        "Checked against the OpenAPI document and the header rules: {} replies; searched for tokens and addresses: \
         {} characters of logs, {} values of {} databases",
        of("replies"),
        of("logCharacters"),
        of("values"),
        of("databases"),
    ));
    Ok(())
}
