//! Domains of addresses, in the one form in which they are compared.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;
use crate::text::is_hidden;
use crate::unicode::Unicode;

/// What a label that stands for other characters begins with (RFC 5890 §2.3.2.1).
const ENCODED: &str = "xn--";

/// The canonical form of a domain that somebody wrote; `None` when it is none that Hallpass accepts.
///
/// Normalised, then validated: whatever the tables answer meets the same checks as plain ASCII, and the characters
/// that it stands for must lead back to it.
pub(crate) fn canonical(written: &str, unicode: &dyn Unicode) -> Option<String> {
    // What else is ASCII could be taken for the end of a host, a port or an escape by whoever has the tables.
    let harmless = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if !written.chars().all(harmless) {
        return None;
    }
    let lower = written.to_ascii_lowercase();
    let plain = lower.is_ascii() && !lower.split('.').any(|label| label.starts_with(ENCODED));
    let ascii = if plain {
        lower
    } else {
        unicode.domain_to_ascii(&lower)?
    };
    let shown = is_host(&ascii).then(|| shown(&ascii)).flatten()?;
    let leads_back = || {
        !shown.chars().any(is_hidden)
            && has_one_direction(&shown)
            && unicode.is_nfkc(&shown)
            && unicode.domain_to_ascii(&shown).as_ref() == Some(&ascii)
    };
    (shown.split('.').all(has_good_hyphens) && (plain || leads_back())).then_some(ascii)
}

/// Two labels or more of letters, digits and hyphens, the last one not a number: no bare host, no IP address.
fn is_host(ascii: &str) -> bool {
    let ldh = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= limits::LABEL_BYTES && label.bytes().all(ldh)
    };
    ascii.len() <= limits::DOMAIN_BYTES
        && ascii.split('.').all(is_label)
        && ascii
            .rsplit_once('.')
            .is_some_and(|(_, last)| !is_number(last))
}

/// The characters that a domain stands for, label by label.
fn shown(ascii: &str) -> Option<String> {
    let mut shown = String::with_capacity(ascii.len());
    for label in ascii.split('.') {
        if !shown.is_empty() {
            shown.push('.');
        }
        match label.strip_prefix(ENCODED) {
            None => shown.push_str(label),
            Some(encoded) => {
                let label = decoded(encoded)?;
                if label.iter().all(char::is_ascii) {
                    return None;
                }
                shown.extend(label);
            }
        }
    }
    Some(shown)
}

/// Where anything is written from right to left, each label is, or it is plain and begins with a letter. That is
/// the rule of RFC 5893 §2, which the tables should know as well, for the scripts that people have domains in; what
/// is written from right to left in another one is refused.
fn has_one_direction(shown: &str) -> bool {
    let fits = |label: &str| {
        if label.is_ascii() {
            label.starts_with(|c: char| c.is_ascii_lowercase())
        } else {
            runs_right_to_left(label)
        }
    };
    !shown.contains(is_right_to_left) || shown.split('.').all(fits)
}

/// What a character counts as in a label that is written from right to left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    RightToLeft,
    European,
    Arabic,
    Hyphen,
    Mark,
}

fn runs_right_to_left(label: &str) -> bool {
    let kinds: Option<Vec<Direction>> = label.chars().map(direction).collect();
    kinds.is_some_and(|kinds| {
        let last = kinds.iter().rfind(|kind| **kind != Direction::Mark);
        kinds.first() == Some(&Direction::RightToLeft)
            && last != Some(&Direction::Hyphen)
            && !(kinds.contains(&Direction::European) && kinds.contains(&Direction::Arabic))
    })
}

/// Hebrew, Arabic, Syriac, Thaana and N'Ko, as they have been since Unicode 6.
fn direction(c: char) -> Option<Direction> {
    match c {
        '\u{05D0}'..='\u{05EA}'
        | '\u{0620}'..='\u{064A}'
        | '\u{066E}'
        | '\u{066F}'
        | '\u{0671}'..='\u{06D3}'
        | '\u{06D5}'
        | '\u{06EE}'
        | '\u{06EF}'
        | '\u{06FA}'..='\u{06FC}'
        | '\u{06FF}'
        | '\u{0710}'
        | '\u{0712}'..='\u{072F}'
        | '\u{074D}'..='\u{07A5}'
        | '\u{07B1}'
        | '\u{07CA}'..='\u{07EA}' => Some(Direction::RightToLeft),
        '\u{05B0}'..='\u{05BD}'
        | '\u{05C1}'
        | '\u{05C2}'
        | '\u{064B}'..='\u{0655}'
        | '\u{0670}'
        | '\u{0711}'
        | '\u{0730}'..='\u{074A}'
        | '\u{07A6}'..='\u{07B0}'
        | '\u{07EB}'..='\u{07F3}' => Some(Direction::Mark),
        '0'..='9' | '\u{06F0}'..='\u{06F9}' => Some(Direction::European),
        '\u{0660}'..='\u{0669}' => Some(Direction::Arabic),
        '-' => Some(Direction::Hyphen),
        _ => None,
    }
}

/// Blocks in which characters run from right to left unless Unicode says otherwise (DerivedBidiClass).
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// No hyphen at either end, nor at both the third and the fourth place (RFC 5891 §4.2.3.1).
fn has_good_hyphens(label: &str) -> bool {
    let mut inner = label.chars().skip(2);
    let (third, fourth) = (inner.next(), inner.next());
    !(label.starts_with('-') || label.ends_with('-') || third == Some('-') && fourth == Some('-'))
}

/// Whether readers of web addresses would take a last label for a part of an IPv4 address.
fn is_number(label: &str) -> bool {
    let hexadecimal = label
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    hexadecimal || label.bytes().all(|b| b.is_ascii_digit())
}

/// The code points of an encoded label (RFC 3492 §6.2); `None` when it is not encoded well.
fn decoded(encoded: &str) -> Option<Vec<char>> {
    let (plain, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    let mut label: Vec<char> = plain.chars().collect();
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = digits.bytes();
    while digits.len() > 0 {
        let before = at;
        let (mut weight, mut place) = (1_u32, 36_u32);
        loop {
            let digit = match digits.next()? {
                b @ b'a'..=b'z' => u32::from(b).checked_sub(97)?,
                b @ b'0'..=b'9' => u32::from(b).checked_sub(22)?,
                _ => return None,
            };
            at = at.checked_add(digit.checked_mul(weight)?)?;
            let threshold = place.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36_u32.checked_sub(threshold)?)?;
            place = place.checked_add(36)?;
        }
        let length = u32::try_from(label.len()).ok()?.checked_add(1)?;
        bias = adapted(at.checked_sub(before)?, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        label.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at = at.checked_add(1)?;
    }
    Some(label)
}

/// How far the next digits reach (RFC 3492 §6.1).
fn adapted(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta = delta.saturating_add(delta / length);
    let mut bias = 0_u32;
    while delta > 455 {
        delta /= 35;
        bias = bias.saturating_add(36);
    }
    bias.saturating_add(delta.saturating_mul(36) / delta.saturating_add(38))
}

#[cfg(all(test, feature = "unicode-tables"))]
mod tests {
    use super::*;
    use crate::unicode::Tables;

    /// Tables that take everything and change nothing, as the laxest reader would.
    #[derive(Debug)]
    struct Lax;

    impl Unicode for Lax {
        fn nfc(&self, text: &str) -> String {
            text.into()
        }
        fn is_nfkc(&self, _: &str) -> bool {
            true
        }
        fn domain_to_ascii(&self, domain: &str) -> Option<String> {
            Some(domain.into())
        }
    }

    #[test]
    fn lax_tables_let_nothing_through() {
        for domain in [
            "é.example",
            "xn--a.example",
            "xn--.example",
            "xn--example-.com",
            "xn--bcher-kva.example",
            "a/b.é",
            "a%2e.é",
            "é:80",
            "é@example.com",
            "a b.é",
        ] {
            assert_eq!(canonical(domain, &Lax), None, "{domain}");
        }
        assert_eq!(canonical("Example.com", &Lax).unwrap(), "example.com");
    }

    #[test]
    fn encoded_labels_are_read_as_rfc_3492_has_them() {
        let examples = [
            ("bcher-kva", "bücher"),
            ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
            ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
            ("3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"),
        ];
        for (encoded, text) in examples {
            let read: Option<String> = decoded(encoded).map(|label| label.into_iter().collect());
            assert_eq!(read.as_deref(), Some(text));
        }
        for bad in ["a", "99999999", "é", "bcher-KVA", "-"] {
            assert!(decoded(bad).is_none_or(|label| label.len() < 2), "{bad}");
        }
    }

    #[test]
    fn numbers_are_no_domains() {
        for domain in ["a.1", "é.1", "a.0x7f", "é.0x", "1.2.3.4"] {
            assert_eq!(canonical(domain, &Tables), None, "{domain}");
        }
        assert_eq!(canonical("1.a1", &Tables).unwrap(), "1.a1");
        assert_eq!(canonical("a.0xg", &Tables).unwrap(), "a.0xg");
    }

    #[test]
    fn the_bias_is_divided_from_the_first_delta_past_the_bound() {
        assert_eq!(adapted(910, 1000, false), 33, "455 is not past it");
        assert_eq!(adapted(912, 1000, false), 45);
    }

    #[test]
    fn hyphens_stand_inside_and_not_in_third_and_fourth_place() {
        for good in ["ab-c", "abc-d", "a-b-c", "a--b", "abc--d", "ab"] {
            assert!(has_good_hyphens(good), "{good}");
        }
        for bad in ["-a", "a-", "ab--c", "xn--a", "-"] {
            assert!(!has_good_hyphens(bad), "{bad}");
        }
    }

    #[test]
    fn a_label_from_right_to_left_begins_so_and_has_one_kind_of_digits() {
        for good in ["א", "א1", "א\u{0660}", "א-ב", "א\u{05B0}", "א1\u{05B0}"] {
            assert!(runs_right_to_left(good), "{good:?}");
        }
        for bad in [
            "",
            "1א",
            "-א",
            "\u{05B0}א",
            "א-",
            "א-\u{05B0}",
            "א1\u{0660}",
            "אa",
        ] {
            assert!(!runs_right_to_left(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_domain_reads_one_way() {
        for domain in ["אב.example", "أهلا.com", "א1.example", "א.co", "ދިވެހި.example"]
        {
            assert!(canonical(domain, &Tables).is_some(), "{domain}");
        }
        for domain in [
            "0a.אב",
            "é.אב",
            "אa.example",
            "1א.example",
            "א-.example",
            "א.\u{10B3E}",
        ] {
            assert_eq!(canonical(domain, &Tables), None, "{domain}");
        }
    }
}
