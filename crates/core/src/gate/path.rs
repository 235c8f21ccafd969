//! Paths in normal form.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::segment::{Segment, same_word};

/// A path in normal form, which every origin reads alike.
///
/// It is decoded once. Its segments hold only characters of an allow-list, whose forms in other encodings and file systems
/// are no delimiters: no server, however it decodes, folds or cuts off, finds another path in it. Only the last segment may
/// be empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// What the origin receives.
    text: String,
    /// Each segment, decoded. A trailing slash adds none, since the origin may ignore it.
    segments: Vec<String>,
}

/// A path without a normal form: two servers might read it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathError;

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path can be read in more than one way")
    }
}

impl core::error::Error for PathError {}

impl Path {
    /// Normalises the path of a request, without its query.
    ///
    /// # Errors
    /// [`PathError`] when it has no normal form.
    pub fn normalised(raw: &str) -> Result<Self, PathError> {
        let inner = raw.strip_prefix('/').ok_or(PathError)?;
        let (inner, end) = match inner.strip_suffix('/') {
            Some(inner) if !inner.is_empty() => (inner, "/"),
            Some(_) | None => (inner, ""),
        };
        let mut path = Self {
            text: String::with_capacity(raw.len()),
            segments: Vec::new(),
        };
        if inner.is_empty() {
            path.text.push('/');
            path.segments.push(String::new());
            return Ok(path);
        }
        for part in inner.split('/') {
            let segment = Segment::parse(part).ok_or(PathError)?;
            path.text.push('/');
            path.text.push_str(&segment.text);
            path.segments.push(segment.decoded);
        }
        path.text.push_str(end);
        Ok(path)
    }

    /// The normalised path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its segments, decoded.
    pub(super) fn segments(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().map(String::as_str)
    }

    /// Whether the first segment is this word.
    pub(super) fn begins_with(&self, word: &str) -> bool {
        self.segments()
            .next()
            .is_some_and(|first| same_word(first, word))
    }
}
