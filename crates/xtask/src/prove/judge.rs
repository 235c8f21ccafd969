//! Judges the findings of a proof: whether its figures are within their bounds, and whether its deliberate faults were noticed.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// The bound of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    /// Exactly this value. Bounds what must not happen.
    Exactly(f64),
    /// At most this value. Bounds what must not happen.
    AtMost(f64),
    /// At least this value: how much was tried.
    AtLeast(f64),
    /// Reported only.
    None,
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::Exactly(wanted) => (value - wanted).abs() < f64::EPSILON,
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
            Self::None => true,
        }
    }

    /// Whether a deliberate fault must push the figure out of its bound.
    fn is_safety(self) -> bool {
        matches!(self, Self::Exactly(_) | Self::AtMost(_))
    }
}

/// One number of a proof.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) unit: String,
    pub(super) bound: Bound,
}

/// A deliberate fault, and the figures of the faulty run.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Control {
    pub(super) fault: String,
    pub(super) figures: Vec<Figure>,
}

/// The report of a proof.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Findings {
    pub(super) figures: Vec<Figure>,
    pub(super) controls: Vec<Control>,
    pub(super) notes: Vec<String>,
    pub(super) seed: String,
}

impl Findings {
    /// Reads the one JSON object that a proof writes.
    ///
    /// # Errors
    /// If the text is not such an object, or a figure has no name, no value or two bounds.
    pub(super) fn read(text: &str) -> Result<Self> {
        let all: Value = serde_json::from_str(text).context("the findings are not JSON")?;
        let controls = list(&all, "controls")
            .iter()
            .map(|control| {
                Ok(Control {
                    fault: word(control, "fault").context("a control has no `fault`")?,
                    figures: figures(control)?,
                })
            })
            .collect::<Result<_>>()?;
        let notes = list(&all, "notes").iter().filter_map(Value::as_str);
        Ok(Self {
            figures: figures(&all)?,
            controls,
            notes: notes.map(String::from).collect(),
            seed: word(&all, "seed").unwrap_or_default(),
        })
    }

    /// The first control that pushed the figure out of its bound, and the value there.
    pub(super) fn noticed_by(&self, figure: &Figure) -> Option<(&Control, f64)> {
        self.controls.iter().find_map(|control| {
            let there = control
                .figures
                .iter()
                .find(|each| each.name == figure.name)?;
            (!figure.bound.holds(there.value)).then_some((control, there.value))
        })
    }

    /// Why the proof is red; empty if it is green.
    pub(super) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        if !self.figures.iter().any(|each| each.bound != Bound::None) {
            failures.push("no figure has a bound".into());
        }
        for figure in &self.figures {
            if !figure.bound.holds(figure.value) {
                failures.push(format!(
                    "{}: {} is out of bounds ({})",
                    figure.name,
                    number(figure.value),
                    figure.bound.shown(),
                ));
            }
            if figure.bound.is_safety() && self.noticed_by(figure).is_none() {
                failures.push(format!("{}: no deliberate fault changes it", figure.name));
            }
        }
        for control in &self.controls {
            if !self.is_noticed(control) {
                failures.push(format!(
                    "a deliberate fault was not noticed: {}",
                    control.fault
                ));
            }
        }
        failures
    }

    /// Whether a control pushed a figure out of a bound on what must not happen.
    fn is_noticed(&self, control: &Control) -> bool {
        self.figures.iter().any(|figure| {
            let mut there = control
                .figures
                .iter()
                .filter(|each| each.name == figure.name);
            figure.bound.is_safety() && there.any(|each| !figure.bound.holds(each.value))
        })
    }
}

impl Bound {
    /// As text.
    pub(super) fn shown(self) -> String {
        match self {
            Self::Exactly(wanted) => format!("= {}", number(wanted)),
            Self::AtMost(most) => format!("≤ {}", number(most)),
            Self::AtLeast(least) => format!("≥ {}", number(least)),
            Self::None => "–".into(),
        }
    }
}

impl Figure {
    /// The value and unit as text.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", number(self.value), self.unit)
            .trim_end()
            .into()
    }
}

/// A number with commas between thousands, and two decimals unless it is an integer.
pub(super) fn number(value: f64) -> String {
    let whole = value.fract().abs() < f64::EPSILON;
    let text = if whole {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    };
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    let digits = integer.trim_start_matches('-');
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if integer.starts_with('-') { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

fn figures(of: &Value) -> Result<Vec<Figure>> {
    list(of, "figures").iter().map(figure).collect()
}

fn figure(of: &Value) -> Result<Figure> {
    let name = word(of, "name").context("a figure has no `name`")?;
    let value = of.get("value").and_then(Value::as_f64);
    let bounds = [
        ("exactly", Bound::Exactly as fn(f64) -> Bound),
        ("at_most", Bound::AtMost),
        ("at_least", Bound::AtLeast),
    ];
    let mut bound = Bound::None;
    for (key, make) in bounds {
        let Some(given) = of.get(key) else { continue };
        let given = given
            .as_f64()
            .with_context(|| format!("`{key}` of `{name}` is not a number"))?;
        if bound != Bound::None {
            bail!("`{name}` has two bounds");
        }
        bound = make(given);
    }
    Ok(Figure {
        value: value.with_context(|| format!("`{name}` has no `value`"))?,
        unit: word(of, "unit").unwrap_or_default(),
        name,
        bound,
    })
}

fn list<'v>(of: &'v Value, key: &str) -> &'v [Value] {
    of.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn word(of: &Value, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(text: &str) -> Vec<String> {
        Findings::read(text).unwrap().failures()
    }

    const CONTROL: &str = r#"{"fault":"x","figures":[{"name":"lost","value":7}]}"#;

    #[test]
    fn figures_within_bounds_that_faults_change_are_green() {
        let figures = r#"[{"name":"lost","value":0,"unit":"accepts","exactly":0},{"name":"tried","value":12,"at_least":10},{"name":"seconds","value":3.25}]"#;
        let text = format!(r#"{{"figures":{figures},"controls":[{CONTROL}],"seed":"s"}}"#);
        assert_eq!(failures(&text), Vec::<String>::new());
        let findings = Findings::read(&text).unwrap();
        assert_eq!(findings.figures[0].shown(), "0 accepts");
        assert_eq!(findings.noticed_by(&findings.figures[0]).unwrap().1, 7.0);
    }

    #[test]
    fn a_figure_out_of_bounds_is_red() {
        for figure in [
            r#"{"name":"lost","value":1,"exactly":0}"#,
            r#"{"name":"lost","value":6,"at_most":5}"#,
            r#"{"name":"lost","value":9,"at_least":10}"#,
        ] {
            let text = format!(r#"{{"figures":[{figure}],"controls":[{CONTROL}]}}"#);
            assert!(
                failures(&text)
                    .iter()
                    .any(|failure| failure.contains("out of bounds")),
                "{figure}"
            );
        }
    }

    #[test]
    fn an_unnoticed_fault_is_red() {
        let figures = r#"[{"name":"lost","value":0,"exactly":0}]"#;
        let green = r#"{"fault":"nothing","figures":[{"name":"lost","value":0}]}"#;
        let text = format!(r#"{{"figures":{figures},"controls":[{CONTROL},{green}]}}"#);
        assert_eq!(
            failures(&text),
            ["a deliberate fault was not noticed: nothing"]
        );
        // The bound of the proof counts, not one of the control.
        let lax = r#"{"fault":"nothing","figures":[{"name":"lost","value":0,"exactly":1}]}"#;
        let text = format!(r#"{{"figures":{figures},"controls":[{CONTROL},{lax}]}}"#);
        assert_eq!(failures(&text).len(), 1);
    }

    #[test]
    fn a_bound_that_no_fault_violates_is_red() {
        let lost = r#"{"name":"lost","value":0,"exactly":0}"#;
        assert_eq!(failures(&format!(r#"{{"figures":[{lost}]}}"#)).len(), 1);
        let twice = r#"{"name":"twice","value":0,"at_most":0}"#;
        let text = format!(r#"{{"figures":[{lost},{twice}],"controls":[{CONTROL}]}}"#);
        assert_eq!(failures(&text), ["twice: no deliberate fault changes it"]);
    }

    #[test]
    fn findings_without_bounds_are_red() {
        for text in [
            r#"{"figures":[]}"#,
            r#"{}"#,
            r#"{"figures":[{"name":"seconds","value":3}]}"#,
        ] {
            assert_eq!(failures(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn findings_that_cannot_be_read_are_an_error() {
        for text in [
            "",
            "green",
            r#"{"figures":[{"name":"lost","exactly":0}]}"#,
            r#"{"figures":[{"name":"lost","value":"0","exactly":0}]}"#,
            r#"{"figures":[{"name":"lost","value":0,"exactly":"0"}]}"#,
            r#"{"figures":[{"name":"lost","value":0,"exactly":0,"at_least":0}]}"#,
            r#"{"figures":[{"value":0}]}"#,
            r#"{"controls":[{"figures":[]}]}"#,
        ] {
            assert!(Findings::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(number(1_000_000.0), "1,000,000");
        assert_eq!(number(-1234.5), "-1,234.50");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(100.0), "100");
    }
}
