//! Which segments a path may hold.

use alloc::format;
use alloc::string::String;

use super::super::Path;

#[test]
fn a_segment_holds_only_what_every_origin_reads_alike() {
    let is_refused = |segment: &str| Path::normalised(&format!("/a/{segment}/b")).is_err();
    for byte in 0..=0x7f_u8 {
        let c = char::from(byte);
        let (is_plain, is_escapable) = (
            c.is_ascii_alphanumeric() || "-_~!$&'()*+,=:@.".contains(c),
            " []{}^`".contains(c),
        );
        // In the middle, where neither dots nor spaces are cut off.
        let escaped = format!("xx%{byte:02X}y");
        assert_eq!(
            is_refused(&escaped),
            !is_plain && !is_escapable,
            "{escaped}"
        );
        let unescaped = format!("xx{c}y");
        let is_sent = is_plain || (is_escapable && c != ' ') || c == '/';
        assert_eq!(is_refused(&unescaped), !is_sent, "{unescaped:?}");
    }
    for byte in 0x80..=0xff_u8 {
        let escaped = format!("xx%{byte:02X}y");
        assert!(is_refused(&escaped), "{escaped} is no UTF-8");
    }
}

#[test]
fn a_segment_holds_no_name_that_windows_reads_otherwise() {
    for segment in [
        "C:name",
        "name::$DATA",
        "ADMINI~1",
        "name.",
        "name%20",
        "%20name",
        ".",
        "..",
    ] {
        assert!(
            Path::normalised(&format!("/{segment}")).is_err(),
            "{segment}"
        );
    }
    for segment in ["name:1", "name$DATA", "name~x", ".name", "na%20me"] {
        assert!(
            Path::normalised(&format!("/{segment}")).is_ok(),
            "{segment}"
        );
    }
}

#[test]
fn a_segment_holds_letters_marks_numbers_and_emoji_of_any_script() {
    let is_refused = |segment: &str| Path::normalised(&format!("/{}", escaped(segment))).is_err();
    for segment in ["é", "ñandú", "日本", "ไทย", "١٢", "😀"] {
        assert!(!is_refused(segment), "{segment}");
    }
    for (segment, why) in [
        ("a\u{2026}", "punctuation"),
        ("a\u{a0}b", "a space"),
        ("a\u{ad}b", "ignored by some file systems"),
        ("a\u{3164}b", "a letter that is ignored"),
        (
            "\u{131}",
            "a dotless i, the lower case of an ASCII letter in Turkish",
        ),
        ("\u{130}", "a dotted I, the upper case of one"),
        ("\u{17f}", "a long s"),
        ("\u{212a}", "the sign for kelvins"),
        ("\u{fb01}", "a ligature"),
        ("\u{ff41}", "a full-width letter"),
    ] {
        assert!(is_refused(segment), "{why}");
    }
}

/// A text with all of its bytes escaped.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn no_character_beyond_ascii_folds_to_ascii() {
    use icu_normalizer::ComposingNormalizerBorrowed as Normalizer;
    let nfkc = Normalizer::new_nfkc();
    let mut allowed = 0_u32;
    for c in '\u{80}'..=char::MAX {
        let escaped = escaped(c.encode_utf8(&mut [0; 4]));
        let Ok(path) = Path::normalised(&format!("/{escaped}")) else {
            continue;
        };
        allowed = allowed.saturating_add(1);
        let decoded = path.segments().next().unwrap();
        let forms = [
            nfkc.normalize(decoded).into_owned(),
            nfkc.normalize(&decoded.to_lowercase()).into_owned(),
            nfkc.normalize(&decoded.to_uppercase()).into_owned(),
        ];
        for form in forms {
            let is_delimiter = |c: char| c.is_ascii() && !c.is_ascii_alphabetic();
            assert!(!form.contains(is_delimiter), "{c:?} becomes {form:?}");
            let is_ascii_letter = form.is_ascii() && form.len() == 1;
            assert!(!is_ascii_letter, "{c:?} becomes {form:?}");
        }
    }
    assert!(
        allowed > 100_000,
        "control: {allowed} letters and marks pass"
    );
}
