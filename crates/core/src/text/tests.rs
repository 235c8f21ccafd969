use super::*;
use alloc::format;

use proptest::prelude::*;

fn name(text: &str) -> Result<Name, TextError> {
    Name::parse(text)
}

/// Names as people write them, each with one invisible character or more that means something, or in a rarer script.
const WRITTEN: &[&str] = &[
    // Emoji: with a variation selector, keycaps, flags, skin tones, joined, tagged, with a text style, newer than most tables.
    "Team ❤️",
    "❤",
    "1️⃣ one",
    "*️⃣",
    "1⃣",
    "🇪🇺",
    "👍🏽",
    "👩‍💻",
    "👩🏽‍💻",
    "👨‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🏳️‍⚧️",
    "🏴‍☠️",
    "❤️‍🔥",
    "🐻‍❄️",
    "🏋🏽‍♂️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🏴󠁵󠁳󠁴󠁸󠁿",
    "☎︎",
    "©️",
    "\u{1FAE9}",
    // Joiners in Arabic, Syriac and Indic scripts, and in Mongolian.
    "علی‌رضا",
    "امیر‌حسین",
    "ه‍.ش",
    "ܐܒ‌ܓ",
    "ශ්‍රී",
    "क्‍ष",
    "क्‌ष",
    "ন্‍",
    "র‍্যাব",
    "അവന്‍",
    "ಕ್‍ಷ",
    "ប\u{200C}\u{17CA}ី",
    "ᠮᠣᠩᠭᠣᠯ",
    "ᠠᠨᠠ᠋",
    "ᠰᠠᠷ᠎ᠠ",
    // Variants of ideographs and letters.
    "葛󠄀城",
    "辻󠄁",
    "邉󠄂",
    "㐂︀",
    "က︀",
    // Marks: Vietnamese, Hebrew, Arabic, Thai, Tibetan, Burmese, Khmer.
    "Nguyễn Thị Ánh",
    "שָׁלוֹם",
    "مُحَمَّد",
    "น้ำผึ้ง",
    "བསྒྲུབས",
    "လွှို့",
    "ស្ត្រី",
    // Spaces and punctuation of other scripts.
    "山田　太郎",
    "Jean\u{A0}Paul",
    "O’Neill",
    "L·l",
    "٠١٢",
    "\u{0600}١٢",
    "ʻOkina",
    "Zoë",
    "𠮷野",
    "𐌀𐌁",
];

/// Text with a character that is hidden where it stands.
const HIDDEN: &[&str] = &[
    // Direction.
    "a\u{202E}b",
    "a\u{202A}b",
    "a\u{2066}b",
    "a\u{200E}b",
    "א\u{200F}",
    "ا\u{061C}",
    // Invisible anywhere.
    "a\u{200B}b",
    "a\u{2060}b",
    "a\u{FEFF}b",
    "a\u{AD}b",
    "a\u{34F}b",
    "a\u{2063}b",
    "a\u{206A}b",
    "a\u{1D173}b",
    "a\u{1BCA0}b",
    "a\u{13430}b",
    // Blank.
    "a\u{115F}b",
    "a\u{1160}b",
    "a\u{3164}b",
    "a\u{FFA0}b",
    "a\u{2800}b",
    "ក\u{17B4}",
    "ក\u{17B5}",
    "a\u{1D159}",
    "a\u{FFFC}",
    // Controls, separators, annotations, private use, unassigned.
    "a\nb",
    "a\tb",
    "a\u{0}",
    "a\u{85}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{FFF9}b\u{FFFA}c\u{FFFB}",
    "a\u{E000}",
    "a\u{F8FF}",
    "a\u{10FFFD}",
    "a\u{378}",
    "a\u{FFFF}",
    "a\u{FDD0}",
    "a\u{FFF0}",
    // Joiners, selectors and tags without a meaning.
    "a\u{200D}b",
    "a\u{200C}b",
    "\u{200D}a",
    "a\u{200D}",
    "Дм\u{200C}и",
    "👩\u{200D}",
    "\u{200D}👩",
    "👩\u{200D}\u{200D}💻",
    "👩\u{200D} 💻",
    "👩\u{200D}a",
    "1\u{200D}💻",
    "علی\u{200C}",
    "علی\u{200C} رضا",
    "عل\u{200C}\u{200C}ی",
    "عل\u{200D}ی",
    "\u{200C}علی",
    "क\u{200D}ष",
    "क\u{200C}",
    "a\u{FE0F}",
    "1\u{FE0F}",
    "1\u{FE0E}",
    "\u{FE0F}",
    "❤\u{FE0F}\u{FE0F}",
    "a\u{FE00}",
    "a\u{E0100}",
    "葛 \u{E0100}",
    "a\u{180B}",
    "a\u{180E}b",
    "ᠠ\u{180E}",
    "a\u{E0061}",
    "🏴\u{E0067}\u{E0062}",
    "🏴\u{E007F}",
    "🏴\u{E0067}\u{E007F}",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E0067}\u{E0067}\u{E007F}",
    "🏴\u{E0041}\u{E0062}\u{E0065}\u{E007F}",
    "🇬🇧\u{E0067}\u{E0062}\u{E0065}\u{E007F}",
    "\u{E0001}a",
];

#[test]
fn names_are_written_in_any_script() {
    for text in WRITTEN {
        let expected = unicode::nfc(text);
        let found = name(text);
        assert_eq!(found.as_ref().map(Name::as_str), Ok(&*expected), "{text:?}");
        assert_eq!(Name::from_claim(text), found.ok(), "{text:?}");
        assert!(Note::parse(text).is_ok(), "{text:?}");
    }
}

#[test]
fn hidden_characters_are_refused_where_typed_and_dropped_from_claims() {
    for text in HIDDEN {
        assert!(matches!(name(text), Err(TextError::Hidden(_))), "{text:?}");
        let Some(kept) = Name::from_claim(&format!("Kim {text} Lee")) else {
            panic!("{text:?}: the whole name is lost")
        };
        let kept = kept.as_str();
        assert!(
            kept.starts_with("Kim ") && kept.ends_with(" Lee"),
            "{kept:?}"
        );
        assert_eq!(name(kept).unwrap().as_str(), kept, "{text:?}");
        let visible: String = text.chars().filter(|c| c.is_ascii_alphabetic()).collect();
        let left: String = kept.chars().filter(|c| c.is_ascii_alphabetic()).collect();
        assert_eq!(left, format!("Kim{visible}Lee"), "{text:?}");
    }
}

#[test]
fn something_can_be_seen() {
    for blank in [
        "",
        " \t ",
        "\u{A0}",
        "\u{3000}",
        "\u{301}",
        " \u{301}",
        "\u{2003}\u{0303}",
    ] {
        assert_eq!(name(blank), Err(TextError::Empty), "{blank:?}");
    }
    for invisible in [
        "\u{200B}",
        "\u{2800}",
        "\u{3164}\u{3164}",
        "\u{200D}",
        "\u{301}",
    ] {
        assert_eq!(Name::from_claim(invisible), None, "{invisible:?}");
    }
}

#[test]
fn a_character_has_a_few_marks() {
    let marked = |count| format!("Z{}o", "\u{0336}".repeat(count));
    assert_eq!(name(&marked(6)).unwrap().as_str(), marked(6));
    assert_eq!(name(&marked(7)), Err(TextError::TooManyMarks));
    assert_eq!(Name::from_claim(&marked(40)).unwrap().as_str(), marked(6));
    assert!(name(&"e\u{0336}".repeat(32)).is_ok(), "one on each");
}

#[test]
fn a_web_address_is_refused_where_typed() {
    assert_eq!(name("see https://evil.example"), Err(TextError::WebAddress));
    let kept = Name::from_claim("see https://evil.example").unwrap();
    assert_eq!(kept.as_str(), "see https evil.example");
}

#[test]
fn names_are_normalized() {
    assert_eq!(
        name("  Test Production ").unwrap().as_str(),
        "Test Production"
    );
    assert_eq!(name("e\u{301}").unwrap().as_str(), "é");
    assert!(name("é").unwrap().is_typed_as(" e\u{301} "));
    // A name from before these rules can still be confirmed.
    let stored: Name = serde_json::from_str("\"a\u{E000}\"").unwrap();
    assert!(stored.is_typed_as("a\u{E000}"));
    assert!(!stored.is_typed_as("a"));
}

#[test]
fn the_maximum_length_fits_and_one_more_does_not() {
    // Before trimming, four times as many characters are allowed, white space included.
    let padded = |spaces: usize| "x".repeat(64) + &" ".repeat(spaces);
    assert_eq!(name(&padded(0)).unwrap().as_str(), padded(0));
    assert_eq!(name(&padded(192)).unwrap().as_str(), padded(0));
    for spaces in [193, 194, 400] {
        assert_eq!(name(&padded(spaces)), Err(TextError::TooLong), "{spaces}");
    }
    assert_eq!(name(&"x".repeat(65)), Err(TextError::TooLong));
    let note = |length: usize| Note::parse(&"é".repeat(length));
    assert_eq!(note(280).unwrap().as_str(), "é".repeat(280));
    assert_eq!(note(281), Err(TextError::TooLong));
}

#[test]
fn a_long_claim_is_cut_between_emoji() {
    assert_eq!(
        Name::from_claim(&"y".repeat(90)).unwrap().as_str().len(),
        64
    );
    for shift in 0..8 {
        let long = "x".repeat(shift) + &"👨‍👩‍👧‍👦".repeat(20);
        let cut = Name::from_claim(&long).unwrap();
        assert!(long.starts_with(cut.as_str()) && cut.as_str().chars().count() > 60);
    }
}

proptest! {
    /// What is left of a claim is a name, and a name is its own normalised form.
    #[test]
    fn a_cleaned_claim_is_a_name(
        pieces in prop::collection::vec(prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(WRITTEN).prop_map(String::from),
            prop::sample::select(HIDDEN).prop_map(String::from),
        ], 0..40),
    ) {
        let claim = pieces.concat();
        if let Some(kept) = Name::from_claim(&claim) {
            prop_assert_eq!(name(kept.as_str()), Ok(kept.clone()));
            prop_assert_eq!(Name::from_claim(kept.as_str()), Some(kept));
        }
        if let Ok(typed) = name(&claim) {
            prop_assert_eq!(name(typed.as_str()), Ok(typed));
        }
    }
}
