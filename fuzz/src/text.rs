//! Mutations of texts over the base64url alphabet.

use hallpass_core::base64url;

use crate::draw::Draw;

pub(crate) const ALPHABET: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Flips one bit of one character, which stays ASCII.
pub(crate) fn flip_text_bit(text: &str, draw: &mut Draw) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = draw.below(bytes.len());
    bytes[at] ^= 1 << draw.below(7);
    String::from_utf8(bytes).unwrap()
}

/// Flips one to three bits of the encoded bytes.
pub(crate) fn flip_encoded_bits(text: &str, draw: &mut Draw) -> String {
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

/// Cuts off an end or both.
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

/// Inserts, removes, repeats or swaps characters.
pub(crate) fn edit_characters(text: &str, draw: &mut Draw) -> String {
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

/// Encodes the same bytes in a way that lenient decoders accept: with padding, the other alphabet, spare bits, white space
/// or percent signs.
pub(crate) fn respell(text: &str, draw: &mut Draw) -> String {
    let at = draw.below(text.len() + 1);
    let insert = |what: &str| format!("{}{what}{}", &text[..at], &text[at..]);
    match draw.below(9) {
        0 => format!("{text}="),
        1 => format!("{text}=="),
        2 => text.replace('-', "+").replace('_', "/"),
        3 => text.replacen('-', "+", 1),
        4 => text.replacen('_', "/", 1),
        5 => set_spare_bit(text, draw),
        6 => insert(draw.of(&[" ", "\n", "\r\n", "\t", "=", "\u{a0}", "\0"])),
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

/// Sets one of the bits of the last character that encode nothing.
fn set_spare_bit(text: &str, draw: &mut Draw) -> String {
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
