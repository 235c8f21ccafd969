//! Paths in normal form.

use alloc::string::String;
use core::fmt;

/// A path in normal form (RFC 3986 §6.2.2), which gate and origin cannot read differently.
///
/// Unreserved characters are not escaped, other escapes are upper-case, only the last segment may be empty, none is `.` or
/// `..`, and no escape encodes a slash, a backslash or a control character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path(String);

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
        let mut path = String::with_capacity(raw.len());
        let mut rest = raw.bytes();
        while let Some(byte) = rest.next() {
            match byte {
                b'%' => escape(&mut path, rest.next(), rest.next())?,
                b'\\' | b'?' | b'#' => return Err(PathError),
                _ if byte.is_ascii_graphic() => path.push(char::from(byte)),
                _ => return Err(PathError),
            }
        }
        let inner = path.strip_prefix('/').ok_or(PathError)?;
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let ambiguous = |part: &str| matches!(part, "" | "." | "..");
        if !inner.is_empty() && inner.split('/').any(ambiguous) || path == "//" {
            return Err(PathError);
        }
        Ok(Self(path))
    }

    /// The normalised path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its segments. A trailing slash adds none, since the origin may ignore it.
    pub(super) fn segments(&self) -> core::str::Split<'_, char> {
        let inner = self.0.strip_prefix('/').unwrap_or(&self.0);
        inner.strip_suffix('/').unwrap_or(inner).split('/')
    }
}

/// Writes an escaped character, unescaped if it is unreserved.
fn escape(path: &mut String, high: Option<u8>, low: Option<u8>) -> Result<(), PathError> {
    let digit = |byte: Option<u8>| {
        let digit = char::from(byte?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let (Some(high), Some(low)) = (digit(high), digit(low)) else {
        return Err(PathError);
    };
    let byte = (high << 4) | low;
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        path.push(char::from(byte));
    } else if byte.is_ascii_control() || byte == b'/' || byte == b'\\' {
        return Err(PathError);
    } else {
        path.push('%');
        for digit in [high, low] {
            let digit = char::from_digit(digit.into(), 16).ok_or(PathError)?;
            path.push(digit.to_ascii_uppercase());
        }
    }
    Ok(())
}
