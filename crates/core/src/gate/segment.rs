//! One segment of a path: which ones every origin reads alike.
//!
//! The rule is an allow-list, because servers differ in more ways than can be listed. Known differences are named beside
//! the characters that they exclude.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use icu_normalizer::ComposingNormalizerBorrowed as Normalizer;
use icu_properties::props::{
    DefaultIgnorableCodePoint, Emoji, GeneralCategory, GeneralCategoryGroup,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Characters that RFC 3986 allows in a segment besides letters and digits, without `;`, which begins a parameter that
/// servlet containers cut off.
const UNESCAPED: &[u8] = b"-._~!$&'()*+,=:@";
/// The unreserved ones among them: their escapes mean the same (RFC 3986 §6.2.2.2).
const UNRESERVED: &[u8] = b"-._~";
/// Characters that are escaped for the origin; browsers send some of them unescaped. Those that are missing are delimiters
/// somewhere: `% / ? # \ ;` in URLs, `" < > |` in file names of Windows. A space must arrive escaped.
const ESCAPED: &[u8] = b"[]{}^`";
/// Characters beyond ASCII that a segment may hold, besides emoji. Punctuation, symbols and spaces are missing: in some code
/// page each of them becomes a delimiter of ASCII.
const CATEGORIES: GeneralCategoryGroup = GeneralCategoryGroup::Letter
    .union(GeneralCategoryGroup::Mark)
    .union(GeneralCategoryGroup::Number);

/// A segment that every origin reads alike.
pub(super) struct Segment {
    /// As it is sent to the origin: unreserved characters are not escaped, and the digits of escapes are upper-case.
    pub(super) text: String,
    /// Decoded.
    pub(super) decoded: String,
}

impl Segment {
    /// Reads a segment; `None` if two servers might read it differently.
    pub(super) fn parse(raw: &str) -> Option<Self> {
        let mut text = String::with_capacity(raw.len());
        let mut decoded = Vec::with_capacity(raw.len());
        let mut rest = raw.bytes();
        while let Some(byte) = rest.next() {
            let is_escaped = byte == b'%';
            let byte = if is_escaped {
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                (high << 4) | low
            } else {
                byte
            };
            decoded.push(byte);
            let is_unreserved = byte.is_ascii_alphanumeric() || UNRESERVED.contains(&byte);
            if is_unreserved || (!is_escaped && UNESCAPED.contains(&byte)) {
                text.push(char::from(byte));
            } else if is_escaped || ESCAPED.contains(&byte) {
                push_escape(&mut text, byte)?;
            } else {
                return None;
            }
        }
        // Overlong forms and surrogates are no UTF-8.
        let decoded = String::from_utf8(decoded).ok()?;
        is_read_alike(&decoded).then_some(Self { text, decoded })
    }
}

/// Whether two segments are the same word to an origin that ignores case.
pub(super) fn same_word(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    let (one, other) = (composed(one), composed(other));
    without_case(&one).eq(without_case(&other))
}

fn without_case(text: &str) -> impl Iterator<Item = char> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.flat_map(char::to_uppercase)
}

fn composed(text: &str) -> Cow<'_, str> {
    Normalizer::new_nfc().normalize(text)
}

fn is_read_alike(segment: &str) -> bool {
    !segment.is_empty()
        && segment.chars().all(is_allowed)
        && !is_read_otherwise_by_windows(segment)
        && (segment.is_ascii() || is_compatible(segment))
}

fn is_allowed(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => {
            byte.is_ascii_alphanumeric()
                || byte == b' '
                || UNESCAPED.contains(&byte)
                || ESCAPED.contains(&byte)
        }
        Ok(_) | Err(_) => is_allowed_beyond_ascii(c),
    }
}

fn is_allowed_beyond_ascii(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let is_listed = CATEGORIES.contains(category) || CodePointSetData::new::<Emoji>().contains(c);
    // Some file systems ignore these.
    let is_ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c);
    is_listed && !is_ignorable && !is_case_of_ascii(c)
}

/// Whether an ASCII letter is the other case of this character: `ı`, `ſ`, `K`, and in Turkish `İ`.
fn is_case_of_ascii(c: char) -> bool {
    let mut upper = c.to_uppercase();
    let is_upper_ascii = upper.next().is_some_and(|first| first.is_ascii());
    let is_lower_ascii = c
        .to_lowercase()
        .next()
        .is_some_and(|first| first.is_ascii());
    is_lower_ascii || (is_upper_ascii && upper.next().is_none())
}

/// Whether no character is another one's compatibility form, such as a full-width letter. An origin that normalises text
/// finds nothing else in it then.
fn is_compatible(segment: &str) -> bool {
    Normalizer::new_nfkc().is_normalized(&composed(segment))
}

/// Whether a file system of Windows opens another file by this name.
fn is_read_otherwise_by_windows(segment: &str) -> bool {
    // `.` and `..` among them: dots and spaces at the end are cut off.
    let is_trimmed = segment.ends_with(['.', ' ']) || segment.starts_with(' ');
    let bytes = segment.as_bytes();
    // `C:name`, a drive; and `name::$DATA`, a type of stream.
    let has_drive = matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let has_stream_type = segment.contains(":$");
    // `ADMINI~1`, the short name of `administration`.
    let has_short_name = bytes
        .windows(2)
        .any(|pair| matches!(pair, [b'~', digit] if digit.is_ascii_digit()));
    is_trimmed || has_drive || has_stream_type || has_short_name
}

fn digit(byte: u8) -> Option<u8> {
    let digit = char::from(byte).to_digit(16)?;
    u8::try_from(digit).ok()
}

fn push_escape(text: &mut String, byte: u8) -> Option<()> {
    text.push('%');
    for digit in [byte >> 4, byte & 15] {
        text.push(char::from_digit(digit.into(), 16)?.to_ascii_uppercase());
    }
    Some(())
}
