//! Changes to any text over the base64url alphabet.

use hallpass_core::base64url;

use crate::draw::Draw;

pub(crate) const ALPHABET: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// One bit of one character, which stays ASCII.
pub(crate) fn bit_of_text(text: &str, draw: &mut Draw) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = draw.below(bytes.len());
    bytes[at] ^= 1 << draw.below(7);
    String::from_utf8(bytes).unwrap()
}

/// One to three bits of the bytes that a text encodes.
pub(crate) fn bits_of_bytes(text: &str, draw: &mut Draw) -> String {
    let Ok(mut bytes) = base64url::decode(text) else {
        return text.into();
    };
    if bytes.is_empty() {
        return text.into();
    }
    for _ in 0..=draw.below(3) {
        let at = draw.below(bytes.len());
        bytes[at] ^= 1 << draw.below(8);
    }
    base64url::encode(&bytes)
}

/// Shorter at an end, or a stretch of it alone.
pub(crate) fn cut(text: &str, draw: &mut Draw) -> String {
    let length = text.len();
    match draw.below(4) {
        0 => text[..draw.below(length)].into(),
        1 => text[1 + draw.below(length - 1)..].into(),
        2 => text[..length - 1 - draw.below(4.min(length - 1))].into(),
        _ => {
            let from = draw.below(length);
            text[from..from + draw.below(length - from)].into()
        }
    }
}

/// Characters more, fewer, doubled or exchanged.
pub(crate) fn characters(text: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=draw.below(3) {
        let at = draw.below(letters.len());
        match draw.below(5) {
            0 => letters.insert(at, char::from(draw.of(ALPHABET.as_bytes()))),
            1 => drop(letters.remove(at)),
            2 => letters.insert(at, letters[at]),
            3 => letters.insert(
                at,
                draw.of(&['.', ' ', '\n', '\0', '%', '=', '/', 'é', '\u{200b}']),
            ),
            _ => {
                let other = draw.below(letters.len());
                letters.swap(at, other);
            }
        }
    }
    letters.into_iter().collect()
}

/// The same bytes in a spelling that lenient readers take: padding, the other alphabet, bits that no byte uses, white
/// space, percent signs.
pub(crate) fn respelled(text: &str, draw: &mut Draw) -> String {
    let at = draw.below(text.len() + 1);
    let inside = |what: &str| format!("{}{what}{}", &text[..at], &text[at..]);
    match draw.below(9) {
        0 => format!("{text}="),
        1 => format!("{text}=="),
        2 => text.replace('-', "+").replace('_', "/"),
        3 => text.replacen('-', "+", 1),
        4 => text.replacen('_', "/", 1),
        5 => spare_bits(text, draw),
        6 => inside(draw.of(&[" ", "\n", "\r\n", "\t", "=", "\u{a0}", "\0"])),
        7 => {
            let at = at.min(text.len() - 1);
            format!(
                "{}%{:02X}{}",
                &text[..at],
                text.as_bytes()[at],
                &text[at + 1..]
            )
        }
        _ => format!(
            "{}{text}",
            draw.of(&[" ", "\n", "=", "\u{feff}", "Bearer "])
        ),
    }
}

/// The last character with one of the bits that no byte uses.
fn spare_bits(text: &str, draw: &mut Draw) -> String {
    let spare = match text.len() % 4 {
        2 => 15,
        3 => 3,
        _ => return format!("{text}A"),
    };
    let mut changed: String = text.into();
    let last = changed.pop().and_then(|last| ALPHABET.find(last));
    let other = last.unwrap_or_default() ^ (1 + draw.below(spare));
    changed.push(char::from(ALPHABET.as_bytes()[other]));
    changed
}
