//! Finding members by a part of their name or address.

use alloc::format;
use alloc::string::String;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::props::{CanonicalCombiningClass, DefaultIgnorableCodePoint};
use icu_properties::{CodePointMapData, CodePointSetData};

use crate::{Address, Name, unicode};

/// A search text, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberQuery(String);

impl MemberQuery {
    /// Folds a text as the user typed it.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(folded(typed.trim()))
    }

    /// The folded text; empty for a query that finds everybody.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it finds everybody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts of three characters that the text consists of, which overlap. A name or an address in which one of them is
    /// missing does not have the text. Empty for a text of fewer than three characters.
    pub fn trigrams(&self) -> impl Iterator<Item = &str> {
        let text = self.as_str();
        let starts = text.char_indices().map(|(start, _)| start);
        let ends = text
            .char_indices()
            .map(|(start, c)| start.saturating_add(c.len_utf8()))
            .skip(2);
        starts
            .zip(ends)
            .filter_map(|(start, end)| text.get(start..end))
    }

    /// Whether the text is a part of the name or of the address. A domain is found as it is written and in its ASCII form.
    #[must_use]
    pub fn finds(&self, name: &Name, address: Option<&Address>) -> bool {
        folded(name.as_str()).contains(&self.0)
            || address.is_some_and(|address| folded_address(address).contains(&self.0))
    }
}

/// What an address is found by: its ASCII form, and on another line the form with the domain as it is written, folded, if
/// that is different.
#[must_use]
pub fn folded_address(address: &Address) -> String {
    let ascii = address.as_str();
    let written = folded(&address.to_unicode());
    if written == ascii {
        written
    } else {
        format!("{ascii}\n{written}")
    }
}

/// A text without the differences that a search ignores: case, accents, compatibility forms and invisible characters.
///
/// ASCII text only loses its case. Marks stay where they make another letter rather than an accented one, as in Indic
/// scripts and kana.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let mut folded = String::with_capacity(decomposed.len());
    for c in decomposed.chars().filter(|&c| !is_ignored(c)) {
        for lower in c.to_lowercase().filter(|&c| !is_ignored(c)) {
            match plain_letters(lower) {
                Some(letters) => folded.push_str(letters),
                None => folded.push(lower),
            }
        }
    }
    unicode::nfc(&folded)
}

/// Whether a character is an accent or invisible. Accents are the marks of the combining classes for overlays, Hebrew and
/// Arabic points, and for places around a letter (UAX #44, table 15).
fn is_ignored(c: char) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new().get(c);
    matches!(class.0, 1 | 10..=36 | 200..)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// The letters that are typed for a letter whose accent Unicode does not decompose, and for apostrophes.
const fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ς' => "σ",
        '\u{2018}' | '\u{2019}' | 'ʼ' | 'ʻ' => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn finds(typed: &str, name: &str, address: Option<&str>) -> bool {
        let address = address.map(|address| Address::parse(address).unwrap());
        MemberQuery::new(typed).finds(&Name::parse(name).unwrap(), address.as_ref())
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for (typed, name) in [
            ("jose", "José"),
            ("JOSÉ", "Jose"),
            ("muller", "Müller"),
            ("Müller", "MULLER"),
            ("istanbul", "İstanbul"),
            ("ISTANBUL", "istanbul"),
            ("ispartali", "Ispartalı"),
            ("ısparta", "ISPARTA"),
            ("strasse", "Straße"),
            ("straße", "STRASSE"),
            ("soren", "Søren"),
            ("lukasz", "Łukasz"),
            ("nguyen thi dung", "Nguyễn Thị Dũng"),
            ("do", "Đỗ"),
            ("αθηνα", "Αθήνα"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
            ("елкин", "Ёлкин"),
            ("андреи", "Андрей"),
            ("иван", "ИВАН"),
            ("cafe", "Cafe\u{301}"),
            ("jose", "Ｊｏｓé"),
            ("o'neill", "O’Neill"),
            ("שלום", "שָׁלוֹם"),
            ("محمد", "مُحَمَّد"),
            ("علیرضا", "علی‌رضا"),
            ("山田 太郎", "山田　太郎"),
            ("가", "가각"),
            ("aether", "Æther"),
        ] {
            assert!(finds(typed, name, None), "{typed:?} in {name:?}");
        }
        for (typed, name) in [
            ("jose", "Joes"),
            ("か", "が"),
            ("가", "각"),
            ("कि", "की"),
            ("mueller", "Müller"),
            ("n", "Müller"),
        ] {
            assert!(!finds(typed, name, None), "{typed:?} in {name:?}");
        }
    }

    #[test]
    fn a_domain_is_found_as_it_is_written_and_in_ascii() {
        let address = Some("Kim@bücher.example");
        for typed in [
            "bücher",
            "BÜCHER",
            "bucher",
            "xn--bcher-kva",
            "kim@bücher.ex",
            "kim",
        ] {
            assert!(finds(typed, "Lee", address), "{typed:?}");
            assert!(!finds(typed, "Lee", None), "{typed:?} without an address");
        }
        assert!(!finds("bocher", "Lee", address));
    }

    #[test]
    fn a_folded_text_stays_as_it_is() {
        for text in [
            "José",
            "İstanbul",
            "ŁØÐÞ",
            "Ὀδυσσεύς",
            "ﬁ",
            "ǅ",
            "가각",
            "が",
        ] {
            assert_eq!(folded(&folded(text)), folded(text), "{text:?}");
        }
    }

    #[test]
    fn upper_and_lower_case_of_every_letter_are_the_same() {
        for c in '\0'..=char::MAX {
            let upper: String = c.to_uppercase().collect();
            let lower: String = c.to_lowercase().collect();
            // A small iota below a Greek vowel is an accent, which a capital writes as a letter. Some letters of old Cyrillic
            // manuscripts have no capitals of their own.
            let is_exception =
                matches!(c, '\u{345}' | '\u{1c80}'..='\u{1c88}' | '\u{1f80}'..='\u{1ffc}');
            if upper != lower && !is_exception {
                assert_eq!(folded(&upper), folded(&lower), "{c:?}");
                assert_eq!(folded(&folded(&upper)), folded(&upper), "{c:?}");
            }
        }
    }

    #[test]
    fn every_spelling_of_a_name_finds_every_other() {
        for spellings in [
            &["José", "JOSÉ", "jose", "Jose\u{301}", "JOSE"][..],
            &[
                "İstanbul",
                "ISTANBUL",
                "ıstanbul",
                "istanbul",
                "I\u{307}stanbul",
            ],
            &["Çağrı Şahin", "CAGRI SAHIN", "çağri şahİn", "cagri sahin"],
            &[
                "Nguyễn Đình Ước",
                "NGUYEN DINH UOC",
                "nguyen đinh ươc",
                "Nguyê\u{303}n Đình Ước",
            ],
            &["Αλέξανδρος", "ΑΛΕΞΑΝΔΡΟΣ", "αλεξανδροσ", "ἈΛΈΞΑΝΔΡΟΣ"],
            &["Фёдор Йовович", "ФЕДОР ИОВОВИЧ", "федор йовович"],
            &["Żółć", "ZOLC", "żołc"],
            &["Søren Ærø", "SOREN AERO", "soren ærø"],
        ] {
            for typed in spellings {
                for name in spellings {
                    assert!(finds(typed, name, None), "{typed:?} in {name:?}");
                }
            }
        }
    }

    #[test]
    fn a_query_is_text_whatever_characters_it_has() {
        for typed in [
            "%",
            "_",
            "*",
            "\"",
            "a OR b",
            "NEAR(a b)",
            "-ada",
            "name:ada",
            "^ada",
            "ada\0",
            "a%a",
            "[a]",
        ] {
            assert!(!finds(typed, "Ada", Some("ada@example.com")), "{typed:?}");
        }
        assert!(finds("50% \"off\"", "Ada 50% \"off\"", None));
        assert!(finds("_o", "Jo_Otto", None));
        let accents = "a\u{301}".repeat(1_000);
        assert_eq!(folded(&accents), "a".repeat(1_000));
        assert_eq!(folded(&"\u{301}".repeat(1_000)), "");
    }

    #[test]
    fn trigrams_are_the_parts_of_three_characters() {
        let trigrams = |typed: &str| -> Vec<String> {
            MemberQuery::new(typed).trigrams().map(Into::into).collect()
        };
        assert_eq!(trigrams("José Ł"), ["jos", "ose", "se ", "e l"]);
        assert_eq!(trigrams("山田太郎"), ["山田太", "田太郎"]);
        assert_eq!(trigrams("𝒜ß👍"), ["ass", "ss👍"]);
        assert_eq!(trigrams("İstan"), ["ist", "sta", "tan"]);
        for short in ["", "a", "ab", " ab ", "山田", "e\u{301}\u{302}\u{303}"] {
            assert_eq!(trigrams(short), [""; 0], "{short:?}");
        }
    }
}
