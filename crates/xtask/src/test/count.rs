//! Reading how many tests ran from what the runners write.

use crate::output::remember_failure;

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// Passed.
    pub(crate) passed: u64,
    /// Failed, or ended by the runner.
    pub(crate) failed: u64,
}

impl Count {
    /// A run without a result, or a single check that failed.
    pub(crate) fn one_failed() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// A single check that passed.
    pub(crate) fn one_passed() -> Self {
        Self {
            passed: 1,
            failed: 0,
        }
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }

    /// A kind that ran nothing has failed: a green run must have tested something.
    pub(crate) fn never_empty(self) -> Self {
        if self == Self::default() {
            Self::one_failed()
        } else {
            self
        }
    }

    /// The count, with one failure when the runner failed without naming a failed test.
    pub(crate) fn with_status(self, success: bool) -> Self {
        if success || self.failed > 0 {
            self
        } else {
            self.and(Self::one_failed())
        }
    }

    /// The count of a report; the names of its failed tests are printed at the end of the run.
    pub(crate) fn reported(kind: &str, count: Self, report: &str) -> Self {
        for name in failed(report) {
            remember_failure(format!("{kind}: {name}"));
        }
        count
    }

    /// Sums cargo's lines: `test result: ok. 3 passed; 0 failed; …`.
    pub(crate) fn from_cargo(text: &str) -> Self {
        text.lines()
            .filter_map(|line| line.split("test result: ").nth(1))
            .map(|line| Self {
                passed: number_before(line, " passed"),
                failed: number_before(line, " failed"),
            })
            .fold(Self::default(), Self::and)
    }

    /// Reads the last lines of Node's TAP report: `# pass 3`, `# fail 0`, `# cancelled 0`.
    pub(crate) fn from_tap(text: &str) -> Self {
        let read = |word: &str| {
            text.lines()
                .rev()
                .find_map(|line| {
                    line.strip_prefix("# ")?
                        .strip_prefix(word)?
                        .trim()
                        .parse::<u64>()
                        .ok()
                })
                .unwrap_or(0)
        };
        Self {
            passed: read("pass "),
            failed: read("fail ") + read("cancelled "),
        }
    }
}

/// The names of the tests that failed, from cargo's lines (`test NAME ... FAILED`) or Node's TAP report (`not ok 3 - NAME`).
fn failed(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let of_node = || line.strip_prefix("not ok ")?.split_once(" - ");
            let of_cargo = || line.strip_prefix("test ")?.split_once(" ... FAILED");
            of_node()
                .map(|(_, name)| name)
                .or_else(|| of_cargo().map(|(name, _)| name))
        })
        .collect()
}

fn number_before(line: &str, word: &str) -> u64 {
    line.split(word)
        .next()
        .and_then(|before| {
            before
                .rsplit(|letter: char| !letter.is_ascii_digit())
                .next()
        })
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Count, failed};

    #[test]
    fn what_failed_is_named() {
        let cargo = "test rule::one ... ok\ntest rule::two ... FAILED\ntest result: FAILED. 1 passed; 1 failed";
        assert_eq!(failed(cargo), ["rule::two"]);
        let tap = "ok 1 - goes\n    not ok 2 - goes - and stops\n# fail 1";
        assert_eq!(failed(tap), ["goes - and stops"]);
    }

    #[test]
    fn cargo_lines_are_summed() {
        let text = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; finished in 0.00s\n\
                    noise\ntest result: FAILED. 10 passed; 2 failed; 1 ignored\n";
        assert_eq!(
            Count::from_cargo(text),
            Count {
                passed: 13,
                failed: 2
            }
        );
        assert_eq!(Count::from_cargo("nothing ran"), Count::default());
    }

    #[test]
    fn a_coloured_cargo_line_counts() {
        let text = "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 0 ignored";
        assert_eq!(
            Count::from_cargo(text),
            Count {
                passed: 7,
                failed: 0
            }
        );
    }

    #[test]
    fn the_tap_summary_is_read_from_the_end() {
        let text = "# pass 99\nok 1 - a test\n# tests 6\n# pass 4\n# fail 1\n# cancelled 1\n";
        assert_eq!(
            Count::from_tap(text),
            Count {
                passed: 4,
                failed: 2
            }
        );
    }

    #[test]
    fn silence_is_a_failure() {
        assert_eq!(Count::default().never_empty(), Count::one_failed());
        assert_eq!(
            Count::one_passed().with_status(false),
            Count {
                passed: 1,
                failed: 1
            }
        );
        assert_eq!(Count::one_failed().with_status(false), Count::one_failed());
    }
}
