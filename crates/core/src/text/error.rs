use core::fmt;

/// Why a text is not a valid name or note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextError {
    /// Nothing in it can be seen.
    Empty,
    /// It has more code points than [`crate::limits`] allows.
    TooLong,
    /// It has a character that is invisible where it stands, or changes the direction of the text around it.
    Hidden(char),
    /// It has more combining marks on one character than [`crate::limits`] allows.
    TooManyMarks,
    /// It has `://`.
    WebAddress,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("nothing in it can be seen"),
            Self::TooLong => f.write_str("it is too long"),
            Self::Hidden(c) => {
                let code = u32::from(*c);
                write!(
                    f,
                    "U+{code:04X} cannot be seen there, or changes the text around it"
                )
            }
            Self::TooManyMarks => f.write_str("a character has too many marks above or below it"),
            Self::WebAddress => f.write_str("`://` is not allowed"),
        }
    }
}
