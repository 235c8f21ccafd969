//! A mistake in a setting.

use alloc::string::String;
use core::fmt;

/// A mistake in a setting, for the operator. The text contains no secret and no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where it is: `EDGE_ORIGIN`, `IDENTITY_PROVIDERS[1].algorithms[0]`.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl Mistake {
    /// A mistake at this path.
    #[must_use]
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

impl core::error::Error for Mistake {}
