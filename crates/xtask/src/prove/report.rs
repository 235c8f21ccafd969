//! Prints the findings of proofs, and writes them as JSON and into the documentation.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::output::{line, note};

use super::judge::{Bound, Figure, Findings, number};
use super::table::PROOFS;
use super::{Outcome, Scale};

/// The lines of the page between which the tables are written.
const BEGIN: &str = "<!-- proofs: begin; `cargo xtask prove` writes these tables -->";
const END: &str = "<!-- proofs: end -->";

/// Writes the tables to the terminal.
pub(super) fn print(outcomes: &[Outcome]) {
    for outcome in outcomes {
        line("");
        line(&format!(
            "{}: {} ({:.1} s)  {}",
            outcome.proof.name,
            outcome.proof.title,
            outcome.spent.as_secs_f64(),
            outcome.word(),
        ));
        if let Some(findings) = &outcome.findings {
            line(&format!(
                "  {:<44} {:>20} {:>14} {:>14}",
                "figure", "value", "bound", "with a fault"
            ));
            for figure in &findings.figures {
                line(&row(findings, figure));
            }
            for control in &findings.controls {
                let figures: Vec<_> = control.figures.iter().map(named).collect();
                line(&format!(
                    "  deliberate fault: {}: {}",
                    control.fault,
                    figures.join(", ")
                ));
            }
            for note in &findings.notes {
                line(&format!("  {note}"));
            }
            if !findings.seed.is_empty() {
                line(&format!("  HALLPASS_PROOF_SEED={}", findings.seed));
            }
        }
        for failure in &outcome.failures {
            line(&format!("  RED  {failure}"));
        }
    }
    line("");
    let green = outcomes.iter().filter(|each| each.is_green()).count();
    note(&format!("{green} of {} proofs are green", outcomes.len()));
}

fn row(findings: &Findings, figure: &Figure) -> String {
    let name = &figure.name;
    format!(
        "  {name:<44} {:>20} {:>14} {:>14}",
        figure.shown(),
        figure.bound.shown(),
        with_fault(findings, figure),
    )
}

fn named(figure: &Figure) -> String {
    format!("{} {}", figure.name, number(figure.value))
}

fn with_fault(findings: &Findings, figure: &Figure) -> String {
    findings
        .noticed_by(figure)
        .map_or_else(|| "–".into(), |(_, value)| number(value))
}

/// All results as JSON.
pub(super) fn json(outcomes: &[&Outcome], scale: Scale) -> Value {
    let proofs: Vec<_> = outcomes.iter().map(|each| outcome_json(each)).collect();
    json!({
        "scale": scale.name(),
        "machine": machine(),
        "green": outcomes.iter().all(|each| each.is_green()),
        "proofs": proofs,
    })
}

/// Reads what [`json()`] wrote, except for proofs that no longer exist.
///
/// # Errors
/// If [`json()`] did not write the text.
pub(super) fn earlier(text: &str) -> Result<Vec<Outcome>> {
    let all: Value = serde_json::from_str(text).context("the recorded figures are not JSON")?;
    let entries = all.get("proofs").and_then(Value::as_array);
    let entries = entries.context("the recorded figures have no `proofs`")?;
    let named = entries.iter().filter_map(|entry| {
        let name = entry.get("name").and_then(Value::as_str)?;
        let proof = PROOFS.iter().find(|proof| proof.name == name)?;
        Some((entry, *proof))
    });
    named
        .map(|(entry, proof)| {
            let findings = Findings::read(&entry.to_string())?;
            let mut failures = findings.failures();
            let recorded = entry.get("failures").and_then(Value::as_array);
            let recorded = recorded.into_iter().flatten().filter_map(Value::as_str);
            failures.extend(recorded.map(String::from));
            failures.dedup();
            let seconds = entry.get("seconds").and_then(Value::as_f64);
            Ok(Outcome {
                proof,
                findings: Some(findings),
                failures,
                spent: Duration::from_secs_f64(seconds.unwrap_or_default().max(0.0)),
            })
        })
        .collect()
}

fn outcome_json(outcome: &Outcome) -> Value {
    let figures = |figures: &[Figure]| -> Vec<Value> { figures.iter().map(figure_json).collect() };
    let findings = outcome.findings.as_ref();
    let controls: Vec<_> = findings
        .iter()
        .flat_map(|each| &each.controls)
        .map(|control| json!({ "fault": control.fault, "figures": figures(&control.figures) }))
        .collect();
    json!({
        "name": outcome.proof.name,
        "title": outcome.proof.title,
        "green": outcome.is_green(),
        "seconds": (outcome.spent.as_secs_f64() * 10.0).round() / 10.0,
        "figures": findings.map_or_else(Vec::new, |each| figures(&each.figures)),
        "controls": controls,
        "notes": findings.map_or(&[][..], |each| &each.notes),
        "seed": findings.map_or("", |each| &each.seed),
        "failures": outcome.failures,
    })
}

fn figure_json(figure: &Figure) -> Value {
    let mut all = json!({ "name": figure.name, "value": tidy(figure.value) });
    let bound = match figure.bound {
        Bound::Exactly(value) => Some(("exactly", value)),
        Bound::AtMost(value) => Some(("at_most", value)),
        Bound::AtLeast(value) => Some(("at_least", value)),
        Bound::None => None,
    };
    if let Some(members) = all.as_object_mut() {
        if !figure.unit.is_empty() {
            members.insert("unit".into(), figure.unit.clone().into());
        }
        if let Some((name, value)) = bound {
            members.insert(name.into(), tidy(value));
        }
    }
    all
}

/// An integer without a decimal point.
#[expect(
    clippy::cast_possible_truncation,
    reason = "an integer that is small enough to be exact"
)]
fn tidy(value: f64) -> Value {
    if value.fract().abs() < f64::EPSILON && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

/// The machine on which the figures were measured.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{cores} cores, {model}, {}", std::env::consts::ARCH)
}

/// Writes the tables between the page's two marks.
///
/// # Errors
/// When the page or a mark is missing.
pub(super) fn write_page(page: &Path, outcomes: &[&Outcome]) -> Result<()> {
    let text = fs::read_to_string(page).with_context(|| format!("no `{}`", page.display()))?;
    fs::write(page, with_tables(&text, &tables(outcomes))?)?;
    Ok(())
}

fn with_tables(page: &str, tables: &str) -> Result<String> {
    let (before, rest) = page
        .split_once(BEGIN)
        .context("the page has no mark to begin at")?;
    let (_, after) = rest
        .split_once(END)
        .context("the page has no mark to end at")?;
    Ok(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}

fn tables(outcomes: &[&Outcome]) -> String {
    let mut text = format!("{}.\n", machine());
    for outcome in outcomes {
        let name = outcome.proof.name;
        text.push_str(&format!(
            "\n### {name}: {}\n\n`cargo xtask prove {name}`: {}, {:.0} s.\n",
            outcome.proof.title,
            outcome.word(),
            outcome.spent.as_secs_f64(),
        ));
        if let Some(findings) = &outcome.findings {
            text.push_str(
                "\n| figure | value | bound | with a deliberate fault |\n|---|---|---|---|\n",
            );
            for figure in &findings.figures {
                text.push_str(&format!(
                    "| {} | {} | {} | {} |\n",
                    cell(&figure.name),
                    cell(&figure.shown()),
                    figure.bound.shown(),
                    findings.noticed_by(figure).map_or_else(
                        || "–".into(),
                        |(control, value)| format!("{}: {}", number(value), cell(&control.fault)),
                    ),
                ));
            }
            for note in &findings.notes {
                text.push_str(&format!("\n{}\n", cell(note)));
            }
        }
        for failure in &outcome.failures {
            text.push_str(&format!("\n**Red**: {}\n", cell(failure)));
        }
    }
    text
}

/// Escapes text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_go_between_the_marks() {
        let page = format!("# Page\n\n{BEGIN}\nold\n{END}\n\nrest\n");
        let new = with_tables(&page, "new\n").unwrap();
        assert_eq!(new, format!("# Page\n\n{BEGIN}\n\nnew\n\n{END}\n\nrest\n"));
        assert_eq!(with_tables(&new, "new\n").unwrap(), new);
        assert!(with_tables("# Page", "new").is_err());
    }

    #[test]
    fn written_results_are_read() {
        let found = r#"{"figures":[{"name":"lost","value":0,"exactly":0,"unit":"accepts"}],
            "controls":[{"fault":"a restored disk","figures":[{"name":"lost","value":7,"exactly":0}]}],
            "notes":["by hand"],"seed":"1f"}"#;
        let outcome = |failures: Vec<String>| Outcome {
            proof: PROOFS[0],
            findings: Some(Findings::read(found).unwrap()),
            failures,
            spent: Duration::from_millis(1_500),
        };
        let written = json(&[&outcome(Vec::new())], Scale::Full).to_string();
        let again = earlier(&written).unwrap();
        assert_eq!(again.len(), 1);
        assert!(again[0].is_green());
        assert_eq!(again[0].findings, outcome(Vec::new()).findings);
        assert_eq!(again[0].spent, Duration::from_millis(1_500));
        // Recorded failures stay, and figures are judged again.
        let written = json(&[&outcome(vec!["did not end".into()])], Scale::Full).to_string();
        assert!(!earlier(&written).unwrap()[0].is_green());
        let worse = json(&[&outcome(Vec::new())], Scale::Full).to_string();
        let worse = worse.replacen(r#""value":0"#, r#""value":1"#, 1);
        assert!(!earlier(&worse).unwrap()[0].is_green());
        assert!(earlier("[]").is_err());
    }

    #[test]
    fn cells_are_escaped() {
        assert_eq!(cell("a | b\n<c"), "a \\| b &lt;c");
    }
}
