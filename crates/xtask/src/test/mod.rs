//! `cargo xtask test`: every test of every kind, and a table of what ran.

mod count;
mod kinds;
mod packaging;
mod seen;

use std::time::{Duration, Instant};

use anyhow::Result;

pub(crate) use count::Count;
pub(crate) use kinds::{KINDS, Kind, node_tests};

use crate::say::{faults, line, note, remember};
use crate::workspace::Workspace;

/// One line of the table.
struct Row {
    kind: Kind,
    count: Count,
    spent: Duration,
}

/// Runs these kinds, all of them even when one fails, and tells whether everything passed.
///
/// # Errors
/// Never for a failed test: those are counted.
pub(crate) fn test(ws: &Workspace, kinds: &[Kind]) -> Result<bool> {
    let mut rows = Vec::new();
    for &kind in kinds {
        note(&format!("Tests: {}", kind.name()));
        let began = Instant::now();
        let count = kind.run(ws).unwrap_or_else(|error| {
            note(&format!("{}: {error:#}", kind.name()));
            remember(format!("{}: {error:#}", kind.name()));
            Count::one_failed()
        });
        rows.push(Row {
            kind,
            count: count.never_empty(),
            spent: began.elapsed(),
        });
    }
    Ok(report(&rows))
}

fn report(rows: &[Row]) -> bool {
    line("");
    line("kind          tests  passed  failed  seconds");
    let mut sum = Count::default();
    for row in rows {
        let Count { passed, failed } = row.count;
        let tests = passed + failed;
        line(&format!(
            "{:<12} {tests:>6} {passed:>7} {failed:>7} {:>8.1}",
            row.kind.name(),
            row.spent.as_secs_f64()
        ));
        sum = sum.and(row.count);
    }
    line("");
    for fault in faults() {
        line(&format!("failed: {fault}"));
    }
    line(&format!("{} passed, {} failed", sum.passed, sum.failed));
    sum.failed == 0
}
