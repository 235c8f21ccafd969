//! `cargo xtask test`: every test of every kind, and a table of what ran.

mod checked;
mod count;
mod kinds;
mod node;
mod packaging;

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

pub(crate) use count::Count;
pub(crate) use node::NodeTests;

use kinds::{KINDS, Kind};

use crate::output::{failures, line, note, remember_failure};
use crate::workspace::Workspace;

/// One line of the table.
struct Row {
    kind: Kind,
    count: Count,
    spent: Duration,
}

/// A kind of tests, and the names of those to run; without names it is all of them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    kind: Kind,
    names: Vec<String>,
}

/// Reads which tests to run: kinds, each followed by names of its own. No words are every kind.
///
/// # Errors
/// When the first word is no kind, or a kind has no names.
pub(crate) fn chosen(words: &[String]) -> Result<Vec<Chosen>> {
    let whole = |kind| Chosen {
        kind,
        names: Vec::new(),
    };
    if words.is_empty() {
        return Ok(KINDS.map(whole).into());
    }
    let mut all: Vec<Chosen> = Vec::new();
    for word in words {
        if let Some(kind) = KINDS.into_iter().find(|kind| kind.name() == word) {
            all.push(whole(kind));
            continue;
        }
        let kinds = || KINDS.map(Kind::name).join(", ");
        let chosen = all
            .last_mut()
            .with_context(|| format!("no kind `{word}`: there are {}", kinds()))?;
        if !chosen.kind.has_names() {
            bail!("`{}` runs as a whole, without `{word}`", chosen.kind.name());
        }
        chosen.names.push(word.clone());
    }
    Ok(all)
}

/// Runs these tests, all of them even when some fail, and returns whether everything passed.
///
/// # Errors
/// Never for a failed test: those are counted.
pub(crate) fn test(ws: &Workspace, chosen: &[Chosen]) -> Result<bool> {
    let mut rows = Vec::new();
    for Chosen { kind, names } in chosen {
        let kind = *kind;
        note(&format!("Tests: {} {}", kind.name(), names.join(" ")));
        let began = Instant::now();
        let count = kind.run(ws, names).unwrap_or_else(|error| {
            note(&format!("{}: {error:#}", kind.name()));
            remember_failure(format!("{}: {error:#}", kind.name()));
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
    for failure in failures() {
        line(&format!("failed: {failure}"));
    }
    line(&format!("{} passed, {} failed", sum.passed, sum.failed));
    sum.failed == 0
}

#[cfg(test)]
mod tests {
    use super::{Chosen, KINDS, Kind, chosen};

    fn read(words: &[&str]) -> anyhow::Result<Vec<Chosen>> {
        let words: Vec<String> = words.iter().map(|&word| word.into()).collect();
        chosen(&words)
    }

    #[test]
    fn names_belong_to_the_kind_before_them() {
        let all = read(&[
            "http",
            "members",
            "check.test.ts",
            "core",
            "check",
            "clippy",
        ])
        .unwrap();
        let all: Vec<_> = all
            .iter()
            .map(|each| (each.kind, each.names.join(" ")))
            .collect();
        let expected = [
            (Kind::Http, "members check.test.ts".into()),
            (Kind::Core, String::new()),
            (Kind::Check, "clippy".into()),
        ];
        assert_eq!(all, expected);
    }

    #[test]
    fn no_words_are_every_kind() {
        assert_eq!(read(&[]).unwrap().len(), KINDS.len());
    }

    #[test]
    fn a_name_without_a_kind_or_of_a_kind_without_names_is_an_error() {
        assert!(read(&["members"]).is_err());
        assert!(read(&["size", "members"]).is_err());
    }
}
