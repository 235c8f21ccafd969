//! Languages of mails.

use core::fmt;

/// The longest tag (RFC 5646 §4.4.1 recommends room for 35 characters).
const TAG_CHARACTERS: usize = 35;

/// A language, as a BCP 47 tag in lower case: `en`, `pt-br`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Language(String);

impl Language {
    /// English, which every text has.
    #[must_use]
    pub fn english() -> Self {
        Self::shipped("en")
    }

    /// A language that is shipped, by its tag in lower case.
    pub(crate) fn shipped(tag: &str) -> Self {
        Self(tag.to_owned())
    }

    /// Reads a tag: subtags of 1–8 ASCII letters and digits, the first of them 2–8 letters, separated by hyphens.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let is_subtag = |subtag: &str| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let first = tag.split('-').next().unwrap_or_default();
        let is_language = first.len() >= 2 && first.bytes().all(|b| b.is_ascii_alphabetic());
        let is_tag = tag.len() <= TAG_CHARACTERS && is_language && tag.split('-').all(is_subtag);
        is_tag.then(|| Self(tag.to_ascii_lowercase()))
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This language and then broader ones: `de-at`, `de` (RFC 4647 §3.4, lookup).
    pub(crate) fn ranges(&self) -> impl Iterator<Item = &str> {
        core::iter::successors(Some(self.0.as_str()), |range| {
            let (broader, _) = range.rsplit_once('-')?;
            // A single letter or digit introduces what follows it, so it goes with that.
            match broader.rsplit_once('-') {
                Some((shorter, last)) if last.len() == 1 => Some(shorter),
                Some(_) | None => Some(broader),
            }
        })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_tag_is_subtags_of_letters_and_digits() {
        for tag in [
            "de",
            "de-AT",
            "zh-Hant-TW",
            "sl-rozaj-biske-1994",
            "en-x-team",
        ] {
            assert!(Language::parse(tag).is_some(), "{tag}");
        }
        let wrong = [
            "",
            "e",
            "1a",
            "de_AT",
            "de-",
            "-de",
            "de--at",
            "deutschland",
            "de\r\nX: y",
            "dé",
        ];
        for tag in wrong {
            assert_eq!(Language::parse(tag), None, "{tag:?}");
        }
        assert_eq!(
            Language::parse(&format!("de{}", "-abcdefgh".repeat(4))),
            None
        );
    }

    #[test]
    fn lookup_goes_from_the_tag_to_its_language() {
        let ranges = |tag| {
            Language::parse(tag)
                .unwrap()
                .ranges()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(ranges("zh-Hant-TW"), ["zh-hant-tw", "zh-hant", "zh"]);
        assert_eq!(ranges("en-x-team"), ["en-x-team", "en"]);
    }
}
