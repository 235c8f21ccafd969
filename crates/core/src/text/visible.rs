//! Which characters of a text can be seen, by the properties that Unicode gives them.
//!
//! Most invisible characters are refused wherever they stand: controls, bidirectional formatting, fillers, private use and
//! unassigned code points. Some have a meaning in certain places, and are part of how people write: variation selectors
//! after emoji and ideographs, joiners in emoji, Arabic and Indic scripts, tags in flags. There they are accepted.

use alloc::string::String;
use alloc::vec::Vec;

use icu_properties::props::{
    BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    EnumeratedProperty, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup,
    GraphemeClusterBreak, Ideographic, IndicSyllabicCategory, JoiningType, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::error::TextError;
use crate::limits;

const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';
const MONGOLIAN_VOWEL_SEPARATOR: char = '\u{180E}';
const TEXT_PRESENTATION: char = '\u{FE0E}';
const EMOJI_PRESENTATION: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
const CANCEL_TAG: char = '\u{E007F}';
/// The length of the tags of a subdivision's flag, with the cancel tag: `gbeng` is one (CLDR's subdivision ids).
const FLAG_TAGS: core::ops::RangeInclusive<usize> = 4..=7;

/// Refuses a text in Normalization Form C that has a character which cannot be seen, or none that can.
pub(super) fn check(text: &str) -> Result<(), TextError> {
    let characters: Vec<char> = text.chars().collect();
    let mut marks = 0;
    let mut is_visible = false;
    for (at, &c) in characters.iter().enumerate() {
        let (before, rest) = characters.split_at(at);
        let class = class_at(before, c, rest.get(1..).unwrap_or_default());
        match class {
            Class::Hidden => return Err(TextError::Hidden(c)),
            Class::Meaningful => {}
            Class::Mark => {
                marks = marks_after(marks);
                if marks > limits::COMBINING_MARKS {
                    return Err(TextError::TooManyMarks);
                }
            }
            Class::Space => marks = 0,
            Class::Visible => {
                marks = 0;
                is_visible = true;
            }
        }
    }
    if is_visible {
        Ok(())
    } else {
        Err(TextError::Empty)
    }
}

/// The text without what [`check`] refuses.
pub(super) fn cleaned(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    loop {
        let length = characters.len();
        characters = cleaned_once(&characters);
        // What a character means can depend on one that is gone now.
        if characters.len() == length {
            return characters.into_iter().collect();
        }
    }
}

fn cleaned_once(characters: &[char]) -> Vec<char> {
    let mut kept: Vec<char> = Vec::with_capacity(characters.len());
    let mut marks = 0;
    for (at, &c) in characters.iter().enumerate() {
        let after = characters.get(at.saturating_add(1)..).unwrap_or_default();
        let class = class_at(&kept, c, after);
        marks = match class {
            Class::Mark => marks_after(marks),
            Class::Space | Class::Visible => 0,
            Class::Meaningful | Class::Hidden => marks,
        };
        if class != Class::Hidden && marks <= limits::COMBINING_MARKS {
            kept.push(c);
        }
    }
    kept
}

const fn marks_after(marks: usize) -> usize {
    marks.saturating_add(1)
}

/// What a character is in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It can be seen by itself.
    Visible,
    /// It is written on the character before it, and takes no additional room.
    Mark,
    Space,
    /// It is invisible, and changes how its neighbours are shown, as Unicode describes.
    Meaningful,
    /// It is invisible, or changes the direction of the text around it.
    Hidden,
}

fn class_at(before: &[char], c: char, after: &[char]) -> Class {
    let class = class_alone(c);
    if class == Class::Hidden && has_meaning(before, c, after) {
        Class::Meaningful
    } else {
        class
    }
}

fn class_alone(c: char) -> Class {
    if c.is_ascii_graphic() {
        return Class::Visible;
    }
    if has::<DefaultIgnorableCodePoint>(c) || is_blank(c) {
        return Class::Hidden;
    }
    let category = property::<GeneralCategory>(c);
    let is = |group: GeneralCategoryGroup| group.contains(category);
    // The Arabic number sign and its like are format characters that can be seen, and code points that are reserved for emoji
    // are only newer than these tables.
    let can_be_seen = || {
        is(GeneralCategoryGroup::Format)
            && property::<GraphemeClusterBreak>(c) == GraphemeClusterBreak::Prepend
            || is(GeneralCategoryGroup::Unassigned) && has::<ExtendedPictographic>(c)
    };
    if is(GeneralCategoryGroup::SpaceSeparator) {
        Class::Space
    } else if is(GeneralCategoryGroup::NonspacingMark) || is(GeneralCategoryGroup::EnclosingMark) {
        Class::Mark
    } else if (is(GeneralCategoryGroup::Other) || is(GeneralCategoryGroup::Separator))
        && !can_be_seen()
    {
        Class::Hidden
    } else {
        Class::Visible
    }
}

/// Symbols and letters without ink. No property of Unicode's tells them, only their names: pattern blank, null notehead,
/// full and half blank, filler, and the place of an object that a text does not have.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{2800}' | '\u{1D159}' | '\u{13441}' | '\u{13442}' | '\u{16FE4}' | '\u{FFFC}'
    )
}

/// Whether an invisible character has a meaning where it stands.
fn has_meaning(before: &[char], c: char, after: &[char]) -> bool {
    match c {
        ZERO_WIDTH_JOINER => {
            joins_emoji(before, after)
                || changes_cursive_shape(before, after)
                || is_in_conjunct(before, after)
        }
        ZERO_WIDTH_NON_JOINER => separates_cursive(before, after) || is_in_conjunct(before, after),
        MONGOLIAN_VOWEL_SEPARATOR => {
            ends_in_mongolian(before) && after.first().is_some_and(|&next| is_mongolian(next))
        }
        '\u{180B}'..='\u{180D}' | '\u{180F}' => ends_in_mongolian(before),
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => selects_variant(before, c, after),
        '\u{E0020}'..=CANCEL_TAG => is_in_flag(before, c, after),
        _ => false,
    }
}

/// Whether a joiner connects two emoji (UTS #51, ED-16). The first may have a skin tone or a variation selector.
fn joins_emoji(before: &[char], after: &[char]) -> bool {
    let is_part = |c: char| c == EMOJI_PRESENTATION || has::<EmojiModifier>(c);
    let base = match before {
        [.., base, part] if is_part(*part) => Some(base),
        [.., base] => Some(base),
        [] => None,
    };
    let is_pictographic = |c: Option<&char>| c.is_some_and(|&c| has::<ExtendedPictographic>(c));
    is_pictographic(base) && is_pictographic(after.first())
}

/// How the nearest character joins that is not transparent to joining. Another joiner is not a letter to join with.
fn joining<'a>(characters: impl Iterator<Item = &'a char>) -> Option<JoiningType> {
    characters
        .map(|&c| (c, property::<JoiningType>(c)))
        .find(|&(_, joining)| joining != JoiningType::Transparent)
        .filter(|&(c, _)| c != ZERO_WIDTH_JOINER)
        .map(|(_, joining)| joining)
}

const fn joins_next(joining: Option<JoiningType>) -> bool {
    matches!(
        joining,
        Some(JoiningType::DualJoining | JoiningType::LeftJoining | JoiningType::JoinCausing)
    )
}

const fn joins_previous(joining: Option<JoiningType>) -> bool {
    matches!(
        joining,
        Some(JoiningType::DualJoining | JoiningType::RightJoining | JoiningType::JoinCausing)
    )
}

/// Whether a joiner gives a cursive letter another shape: one side would join, and the other does not.
fn changes_cursive_shape(before: &[char], after: &[char]) -> bool {
    joins_next(joining(before.iter().rev())) != joins_previous(joining(after.iter()))
}

/// Whether a non-joiner stands between two letters of a cursive script. Persian also writes it after a letter that does not
/// join, between the parts of a name.
fn separates_cursive(before: &[char], after: &[char]) -> bool {
    let (previous, next) = (joining(before.iter().rev()), joining(after.iter()));
    (joins_next(previous) || joins_previous(previous)) && (joins_next(next) || joins_previous(next))
}

/// Whether a joiner or non-joiner shapes a conjunct: after a virama, before one, or before a register shifter.
fn is_in_conjunct(before: &[char], after: &[char]) -> bool {
    let is_virama = |c: char| combining_class(c) == CanonicalCombiningClass::Virama;
    let mut marked = before.iter().rev();
    // Other marks, such as a nukta, may stand in between.
    let last = marked
        .find(|&&c| is_virama(c) || combining_class(c) == CanonicalCombiningClass::NotReordered);
    let Some(&last) = last else {
        return false;
    };
    let is_shaped = |&next: &char| {
        is_virama(next)
            || property::<IndicSyllabicCategory>(next) == IndicSyllabicCategory::RegisterShifter
    };
    let is_letter = |c: char| !c.is_ascii() && c.is_alphabetic();
    if is_virama(last) {
        marked
            .next()
            .is_some_and(|&c| class_alone(c) != Class::Space)
    } else {
        is_letter(last) && after.first().is_some_and(is_shaped)
    }
}

fn is_mongolian(c: char) -> bool {
    property::<Script>(c) == Script::Mongolian && c.is_alphabetic()
}

fn ends_in_mongolian(before: &[char]) -> bool {
    before.last().is_some_and(|&base| is_mongolian(base))
}

/// Whether a variation selector follows a character that has variants: emoji and text style (UTS #51, ED-8 and ED-9), a
/// keycap, ideographs (UTS #37), Myanmar's dotted letters and the alternate letters of Phags-pa.
fn selects_variant(before: &[char], selector: char, after: &[char]) -> bool {
    let Some(&base) = before.last() else {
        return false;
    };
    match selector {
        EMOJI_PRESENTATION if base.is_ascii() => {
            has::<Emoji>(base) && after.first() == Some(&KEYCAP)
        }
        TEXT_PRESENTATION | EMOJI_PRESENTATION => !base.is_ascii() && has::<Emoji>(base),
        _ if has::<Ideographic>(base) => true,
        '\u{FE00}' => {
            let script = property::<Script>(base);
            base.is_alphabetic() && (script == Script::Myanmar || script == Script::PhagsPa)
        }
        _ => false,
    }
}

/// Whether a tag is part of a subdivision's flag, such as England's: the black flag, letters and digits, and a cancel tag
/// (UTS #51, ED-14a).
fn is_in_flag(before: &[char], tag: char, after: &[char]) -> bool {
    let is_tag = |c: &char| ('\u{E0020}'..=CANCEL_TAG).contains(c);
    let first = before.iter().rev().take_while(|c| is_tag(c)).count();
    let Some(at) = before.len().checked_sub(first) else {
        return false;
    };
    let (base, begun) = before.split_at(at);
    let mut tags: Vec<char> = begun.to_vec();
    tags.push(tag);
    tags.extend(after.iter().copied().take_while(is_tag));
    let Some((&CANCEL_TAG, letters)) = tags.split_last() else {
        return false;
    };
    let is_letter_or_digit =
        |c: &char| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}');
    base.last() == Some(&BLACK_FLAG)
        && FLAG_TAGS.contains(&tags.len())
        && letters.iter().all(is_letter_or_digit)
}

fn combining_class(c: char) -> CanonicalCombiningClass {
    property::<CanonicalCombiningClass>(c)
}

fn has<P: BinaryProperty>(c: char) -> bool {
    CodePointSetData::new::<P>().contains(c)
}

fn property<P: EnumeratedProperty>(c: char) -> P {
    CodePointMapData::<P>::new().get(c)
}
