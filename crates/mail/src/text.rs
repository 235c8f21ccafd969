//! Texts that people wrote, made safe for a mail.
//!
//! Core refuses names and notes with controls and bidirectional formatting. Ones that were stored under older rules may have
//! them, so nothing here relies on it.

/// FIRST STRONG ISOLATE: what follows is laid out by itself.
const ISOLATE: char = '\u{2068}';
/// POP DIRECTIONAL ISOLATE: the end of it.
const END_OF_ISOLATE: char = '\u{2069}';
/// WORD JOINER: invisible, and no part of any address.
const WORD_JOINER: char = '\u{2060}';

/// The text on one line, without controls and without characters that change the direction of the text around them. A text
/// that is written from right to left is isolated, so that it does not reorder its surroundings.
pub(crate) fn single_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_space(c) {
            line.push(' ');
        } else if !is_removed(c) {
            line.push(c);
        }
    }
    let line = line.trim();
    if line.chars().any(is_right_to_left) {
        format!("{ISOLATE}{line}{END_OF_ISOLATE}")
    } else {
        line.to_owned()
    }
}

/// The same, with what mail programs would turn into a link or an address taken apart by an invisible character: `evil.example`
/// in a team's name must not become a link in a mail that the operator signs for.
pub(crate) fn unlinked(text: &str) -> String {
    let line = single_line(text);
    let mut unlinked = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        unlinked.push(c);
        let after = rest.peek().copied().unwrap_or(' ');
        let is_inside = !before.is_whitespace() && !after.is_whitespace();
        if matches!(
            c,
            '.' | '@' | ':' | '/' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}'
        ) && is_inside
        {
            unlinked.push(WORD_JOINER);
        }
        before = c;
    }
    unlinked
}

/// What separates words or lines.
const fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Controls, bidirectional formatting (UAX #9), and invisible characters that hide or fake the end of a text.
fn is_removed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFC}')
}

/// Whether a character is in a block whose characters are written from right to left by default (DerivedBidiClass.txt).
const fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

#[cfg(test)]
mod tests {
    use super::{single_line, unlinked};

    #[test]
    fn a_line_has_no_break_and_no_control() {
        let hostile = "Acme\r\nBcc: all@example.com\u{0}\u{85}\u{2028}x\u{7F}";
        assert_eq!(single_line(hostile), "Acme  Bcc: all@example.com  x");
        assert_eq!(
            single_line("a\u{202E}b\u{2066}c\u{2069}d\u{200F}e\u{61C}f"),
            "abcdef"
        );
    }

    #[test]
    fn right_to_left_text_is_isolated_and_other_scripts_are_left_alone() {
        assert_eq!(single_line("שלום"), "\u{2068}שלום\u{2069}");
        for text in [
            "Zoë & Søn",
            "日本語",
            "👩\u{200D}👩\u{200D}👧 Team",
            "क्\u{200D}ष",
            "❤\u{FE0F}",
        ] {
            assert_eq!(single_line(text), text);
        }
    }

    #[test]
    fn nothing_in_a_name_is_a_link() {
        assert_eq!(unlinked("evil.example"), "evil.\u{2060}example");
        assert_eq!(unlinked("a@b.co"), "a@\u{2060}b.\u{2060}co");
        assert_eq!(unlinked("javascript:x"), "javascript:\u{2060}x");
        assert_eq!(unlinked("See you. Kim: yes / no"), "See you. Kim: yes / no");
        assert_eq!(unlinked("Acme Inc."), "Acme Inc.");
    }
}
