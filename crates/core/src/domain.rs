//! The canonical form of e-mail domains.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;
use crate::text::is_hidden;
use crate::unicode;

/// The prefix of a Punycode label (RFC 5890 §2.3.2.1).
const ENCODED: &str = "xn--";

/// The canonical form of a domain that a person typed; `None` when Hallpass does not accept it.
///
/// The domain is normalised, then validated. The result of the Unicode tables is checked like plain ASCII, and its
/// Unicode form must normalise to the same result.
pub(crate) fn canonical(written: &str) -> Option<String> {
    // Any other ASCII character would end the host, or begin a port or an escape, where a URL is parsed.
    let is_allowed = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if !written.chars().all(is_allowed) {
        return None;
    }
    let lower = written.to_ascii_lowercase();
    let plain = lower.is_ascii() && !lower.split('.').any(|label| label.starts_with(ENCODED));
    let ascii = if plain {
        lower
    } else {
        unicode::domain_to_ascii(&lower)?
    };
    let unicode_form = is_host(&ascii).then(|| to_unicode(&ascii)).flatten()?;
    let survives_round_trip = || {
        !unicode_form.chars().any(is_hidden)
            && satisfies_bidi_rule(&unicode_form)
            && unicode::is_nfkc(&unicode_form)
            && unicode::domain_to_ascii(&unicode_form).as_ref() == Some(&ascii)
    };
    (unicode_form.split('.').all(has_valid_hyphens) && (plain || survives_round_trip()))
        .then_some(ascii)
}

/// Whether this is two or more labels of letters, digits and hyphens, the last of them not a number. Excludes bare hosts
/// and IP addresses.
pub(crate) fn is_host(ascii: &str) -> bool {
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

/// The Unicode form of a domain.
pub(crate) fn to_unicode(ascii: &str) -> Option<String> {
    let mut unicode_form = String::with_capacity(ascii.len());
    for label in ascii.split('.') {
        if !unicode_form.is_empty() {
            unicode_form.push('.');
        }
        match label.strip_prefix(ENCODED) {
            None => unicode_form.push_str(label),
            Some(encoded) => {
                let label = decode_punycode(encoded)?;
                if label.iter().all(char::is_ascii) {
                    return None;
                }
                unicode_form.extend(label);
            }
        }
    }
    Some(unicode_form)
}

/// Whether a domain with right-to-left characters satisfies the Bidi rule (RFC 5893 §2), for the scripts that are used in
/// domains. Every label must be right-to-left, or ASCII that begins with a letter. Other right-to-left scripts are refused.
fn satisfies_bidi_rule(unicode_form: &str) -> bool {
    let fits = |label: &str| {
        if label.is_ascii() {
            label.starts_with(|c: char| c.is_ascii_lowercase())
        } else {
            is_right_to_left_label(label)
        }
    };
    !unicode_form.contains(is_right_to_left) || unicode_form.split('.').all(fits)
}

/// The class of a character in a right-to-left label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    RightToLeft,
    European,
    Arabic,
    Hyphen,
    Mark,
}

fn is_right_to_left_label(label: &str) -> bool {
    let kinds: Option<Vec<Direction>> = label.chars().map(direction).collect();
    kinds.is_some_and(|kinds| {
        let last = kinds.iter().rfind(|kind| **kind != Direction::Mark);
        kinds.first() == Some(&Direction::RightToLeft)
            && last != Some(&Direction::Hyphen)
            && !(kinds.contains(&Direction::European) && kinds.contains(&Direction::Arabic))
    })
}

/// The classes of Hebrew, Arabic, Syriac, Thaana and N'Ko as of Unicode 6.
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

/// Whether a character is in a block whose default class is right-to-left (DerivedBidiClass).
fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Whether a label has no hyphen at either end, nor in both third and fourth position (RFC 5891 §4.2.3.1).
fn has_valid_hyphens(label: &str) -> bool {
    let mut inner = label.chars().skip(2);
    let (third, fourth) = (inner.next(), inner.next());
    !(label.starts_with('-') || label.ends_with('-') || third == Some('-') && fourth == Some('-'))
}

/// Whether a URL parser would read this last label as a part of an IPv4 address.
fn is_number(label: &str) -> bool {
    let hexadecimal = label
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    hexadecimal || label.bytes().all(|b| b.is_ascii_digit())
}

/// Decodes a Punycode label (RFC 3492 §6.2); `None` when it is malformed.
fn decode_punycode(encoded: &str) -> Option<Vec<char>> {
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
        bias = adapt_bias(at.checked_sub(before)?, length, before == 0);
        code = code.checked_add(at / length)?;
        at %= length;
        label.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at = at.checked_add(1)?;
    }
    Some(label)
}

/// The bias adaptation function (RFC 3492 §6.1).
fn adapt_bias(delta: u32, length: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta = delta.saturating_add(delta / length);
    let mut bias = 0_u32;
    while delta > 455 {
        delta /= 35;
        bias = bias.saturating_add(36);
    }
    bias.saturating_add(delta.saturating_mul(36) / delta.saturating_add(38))
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;

    #[test]
    fn ascii_delimiters_and_malformed_encoded_labels_are_rejected() {
        for domain in [
            "xn--a.example",
            "xn--.example",
            "xn--example-.com",
            "a/b.é",
            "a%2e.é",
            "é.example:80",
            "é@example.com",
            "a b.é",
        ] {
            assert_eq!(canonical(domain), None, "{domain}");
        }
        assert_eq!(canonical("É.example").as_deref(), Some("xn--9ca.example"));
    }

    #[test]
    fn punycode_is_decoded_as_in_rfc_3492() {
        let examples = [
            ("bcher-kva", "bücher"),
            ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
            ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
            ("3B-ww4c5e180e575a65lsy2b", "3年B組金八先生"),
        ];
        for (encoded, text) in examples {
            let read: Option<String> =
                decode_punycode(encoded).map(|label| label.into_iter().collect());
            assert_eq!(read.as_deref(), Some(text));
        }
        for bad in ["a", "99999999", "é", "bcher-KVA", "-"] {
            assert!(
                decode_punycode(bad).is_none_or(|label| label.len() < 2),
                "{bad}"
            );
        }
    }

    #[test]
    fn ip_addresses_are_not_domains() {
        for domain in ["a.1", "é.1", "a.0x7f", "é.0x", "1.2.3.4"] {
            assert_eq!(canonical(domain), None, "{domain}");
        }
        assert_eq!(canonical("1.a1").unwrap(), "1.a1");
        assert_eq!(canonical("a.0xg").unwrap(), "a.0xg");
    }

    #[test]
    fn the_bias_is_adapted_beyond_the_bound() {
        assert_eq!(adapt_bias(910, 1000, false), 33, "455 is not past it");
        assert_eq!(adapt_bias(912, 1000, false), 45);
    }

    #[test]
    fn hyphens_are_inside_and_not_in_third_and_fourth_position() {
        for good in ["ab-c", "abc-d", "a-b-c", "a--b", "abc--d", "ab"] {
            assert!(has_valid_hyphens(good), "{good}");
        }
        for bad in ["-a", "a-", "ab--c", "xn--a", "-"] {
            assert!(!has_valid_hyphens(bad), "{bad}");
        }
    }

    #[test]
    fn a_right_to_left_label_begins_so_and_has_one_kind_of_digits() {
        for good in ["א", "א1", "א\u{0660}", "א-ב", "א\u{05B0}", "א1\u{05B0}"] {
            assert!(is_right_to_left_label(good), "{good:?}");
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
            assert!(!is_right_to_left_label(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_domain_satisfies_the_bidi_rule() {
        for domain in ["אב.example", "أهلا.com", "א1.example", "א.co", "ދިވެހި.example"]
        {
            assert!(canonical(domain).is_some(), "{domain}");
        }
        for domain in [
            "0a.אב",
            "é.אב",
            "אa.example",
            "1א.example",
            "א-.example",
            "א.\u{10B3E}",
        ] {
            assert_eq!(canonical(domain), None, "{domain}");
        }
    }
}
