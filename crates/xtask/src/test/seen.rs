//! What the HTTP tests looked at beside their own questions: every reply, every log, every database.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::say::note;
use crate::workspace::Workspace;

/// Where test processes write down what they saw.
pub(crate) fn begin(ws: &Workspace) -> Result<PathBuf> {
    let file = ws.target().join("hallpass/seen.jsonl");
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&file, "")?;
    Ok(file)
}

/// Tells the sum. A miss has failed its test already.
pub(crate) fn tell(file: &PathBuf) -> Result<()> {
    let mut sum: BTreeMap<String, u64> = BTreeMap::new();
    for line in fs::read_to_string(file)?.lines() {
        let counts: BTreeMap<String, u64> = serde_json::from_str(line)?;
        for (name, count) in counts {
            *sum.entry(name).or_default() += count;
        }
    }
    let of = |name: &str| sum.get(name).copied().unwrap_or_default();
    note(&format!(
        "Every reply was held against the document and the header linter: {} replies; and searched for tokens and addresses: \
         {} characters of logs, {} values of {} databases",
        of("replies"),
        of("logCharacters"),
        of("values"),
        of("databases"),
    ));
    Ok(())
}
