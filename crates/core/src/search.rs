//! Finding members by a part of their name or address.

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

    /// Whether the text is a part of the name or of the address. A domain is found as it is written and in its ASCII form.
    #[must_use]
    pub fn finds(&self, name: &Name, address: Option<&Address>) -> bool {
        folded(name.as_str()).contains(&self.0)
            || address.is_some_and(|address| {
                address.as_str().contains(&self.0)
                    || folded(&address.to_unicode()).contains(&self.0)
            })
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
}
