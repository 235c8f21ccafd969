//! From text to values (RFC 8259): a reader of our own, for a general one brings floats and its errors' texts along.

use alloc::string::String;
use alloc::vec::Vec;

use super::{NotStrict, Object, Value};

/// What is read: values `levels` deep at most, with integers up to `most`.
#[derive(Clone, Copy)]
pub(super) struct Strict {
    pub(super) levels: usize,
    pub(super) most: i64,
    /// What becomes of a number that is no integer, or beyond 64 bits, from its whole part; without it such a number
    /// is refused.
    pub(super) fraction: Option<fn(i64) -> Value>,
}

/// Reads a text to its end.
#[inline(never)]
pub(super) fn read(text: &str, bounds: Strict) -> Result<Value, NotStrict> {
    let mut reader = Reader {
        text,
        at: 0,
        bounds,
    };
    let value = reader.value(bounds.levels)?;
    match reader.token() {
        None => Ok(value),
        Some(_) => Err(NotStrict),
    }
}

/// A place in a text. Between tokens it stands between two characters.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    bounds: Strict,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes what comes next, if it is this.
    fn passes(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// The first byte that is no white space, before which it then stands.
    fn token(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    /// Passes white space, and then this, if it is there.
    fn passes_token(&mut self, wanted: &str) -> bool {
        self.token();
        self.passes(wanted)
    }

    fn value(&mut self, levels: usize) -> Result<Value, NotStrict> {
        match self.token() {
            Some(b'{') => self.object(levels),
            Some(b'[') => self.array(levels),
            Some(b'"') => Ok(Value::Text(self.string()?)),
            _ if self.passes("null") => Ok(Value::Null),
            _ if self.passes("true") => Ok(Value::Bool(true)),
            _ if self.passes("false") => Ok(Value::Bool(false)),
            _ => self.number(),
        }
    }

    fn array(&mut self, levels: usize) -> Result<Value, NotStrict> {
        let levels = levels.checked_sub(1).ok_or(NotStrict)?;
        let mut items = Vec::new();
        self.at += 1;
        if self.passes_token("]") {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(levels)?);
            if self.passes_token("]") {
                return Ok(Value::Array(items));
            }
            if !self.passes(",") {
                return Err(NotStrict);
            }
        }
    }

    fn object(&mut self, levels: usize) -> Result<Value, NotStrict> {
        let levels = levels.checked_sub(1).ok_or(NotStrict)?;
        let mut members: Vec<(String, Value)> = Vec::new();
        self.at += 1;
        if self.passes_token("}") {
            return Ok(Value::Object(Object(members)));
        }
        loop {
            self.token();
            let key = self.string()?;
            if members.iter().any(|(earlier, _)| *earlier == key) || !self.passes_token(":") {
                return Err(NotStrict);
            }
            members.push((key, self.value(levels)?));
            if self.passes_token("}") {
                return Ok(Value::Object(Object(members)));
            }
            if !self.passes(",") {
                return Err(NotStrict);
            }
        }
    }

    fn string(&mut self) -> Result<String, NotStrict> {
        let mut text = String::new();
        if !self.passes("\"") {
            return Err(NotStrict);
        }
        loop {
            let rest = self.rest();
            let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
            let length = rest.bytes().position(special).ok_or(NotStrict)?;
            text.push_str(rest.get(..length).ok_or(NotStrict)?);
            self.at += length;
            if self.passes("\"") {
                return Ok(text);
            }
            if !self.passes("\\") {
                return Err(NotStrict);
            }
            text.push(self.escaped()?);
        }
    }

    /// The character that an escape stands for, behind its backslash.
    fn escaped(&mut self) -> Result<char, NotStrict> {
        let byte = self.byte().ok_or(NotStrict)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => byte.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.unit()?;
                if (0xD800..0xDC00).contains(&code) {
                    // The first half of a pair: without its second one it is no character.
                    let low = if self.passes("\\u") { self.unit()? } else { 0 };
                    if !(0xDC00..0xE000).contains(&low) {
                        return Err(NotStrict);
                    }
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                }
                char::from_u32(code).ok_or(NotStrict)?
            }
            _ => return Err(NotStrict),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, NotStrict> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            unit = (unit << 4) | digit.ok_or(NotStrict)?;
            self.at += 1;
        }
        Ok(unit)
    }

    fn digits(&mut self) -> Result<&'t str, NotStrict> {
        let rest = self.rest();
        let other = |byte: u8| !byte.is_ascii_digit();
        let length = rest.bytes().position(other).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length)
            .filter(|digits| !digits.is_empty())
            .ok_or(NotStrict)
    }

    fn number(&mut self) -> Result<Value, NotStrict> {
        let negative = self.passes("-");
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(NotStrict);
        }
        let fraction = if self.passes(".") { self.digits()? } else { "" };
        let mut power = None;
        if self.passes("e") || self.passes("E") {
            let down = self.passes("-");
            if !down {
                self.passes("+");
            }
            let size: i32 = self.digits()?.parse().unwrap_or(i32::MAX);
            power = Some(if down { -size } else { size });
        }
        if fraction.is_empty()
            && power.is_none()
            && let Some(integer) = integer(negative, whole)
        {
            return if (-self.bounds.most..=self.bounds.most).contains(&integer) {
                Ok(Value::Integer(integer))
            } else {
                Err(NotStrict)
            };
        }
        let made_of = self.bounds.fraction.ok_or(NotStrict)?;
        let power = power.unwrap_or_default();
        Ok(made_of(whole_part(negative, whole, fraction, power)))
    }
}

/// An integer within 64 bits, one beyond 2^63 − 1 as that. A negative zero is none.
fn integer(negative: bool, digits: &str) -> Option<i64> {
    let size: u64 = digits.parse().ok()?;
    if !negative {
        return Some(i64::try_from(size).unwrap_or(i64::MAX));
    }
    let below = 0_i64.checked_sub_unsigned(size)?;
    Some(below).filter(|below| *below != 0)
}

/// The whole part of `whole.fraction × 10^power`; beyond 64 bits the end of their range.
fn whole_part(negative: bool, whole: &str, fraction: &str, power: i32) -> i64 {
    let digits = [whole, fraction].concat();
    // Twenty places behind the last digit, whatever is not zero is beyond the range.
    let places = i64::try_from(whole.len()).map_or(i64::MAX, |whole| whole + i64::from(power));
    let places = usize::try_from(places).unwrap_or_default();
    let places = places.min(digits.len() + 20);
    let zeros = core::iter::repeat(b'0');
    let mut sum = 0_i64;
    for digit in digits.bytes().chain(zeros).take(places) {
        let digit = i64::from(digit - b'0');
        let ten = sum.saturating_mul(10);
        sum = if negative {
            ten.saturating_sub(digit)
        } else {
            ten.saturating_add(digit)
        };
    }
    sum
}
