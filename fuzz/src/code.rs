//! Mutated invite codes.

use hallpass_core::base64url::{decode, encode};
use hallpass_core::link::{InviteCode, Pepper};
use hallpass_core::{AccountId, InviteId};

use crate::draw::Draw;
use crate::text;

/// Valid codes, and their pepper.
pub(crate) struct Codes {
    valid: Vec<String>,
    pepper: Pepper,
    other_pepper: Pepper,
}

impl Codes {
    pub(crate) fn new() -> Self {
        let pepper = Pepper::from_base64url(&encode(&[42; 32])).unwrap();
        let valid = (0..64_u8).map(|number| {
            let account = AccountId::from_bytes([number.wrapping_mul(37) ^ 11; 16]);
            let invite = InviteId::new(account, [number.wrapping_mul(91) ^ 200; 16]);
            let code = InviteCode::new(invite, u32::from(number) * u32::from(number) * 17);
            code.unwrap().seal(&pepper)
        });
        Self {
            valid: valid.collect(),
            other_pepper: Pepper::from_base64url(&encode(&[43; 32])).unwrap(),
            pepper,
        }
    }

    /// The number of valid codes.
    pub(crate) const fn originals(&self) -> usize {
        self.valid.len()
    }

    /// A valid code.
    pub(crate) fn original(&self, at: usize) -> String {
        self.valid[at].clone()
    }

    pub(crate) const fn pepper(&self) -> &Pepper {
        &self.pepper
    }

    /// Whether this is one of the valid codes.
    pub(crate) fn is_original(&self, code: &str) -> bool {
        self.valid.iter().any(|valid| valid == code)
    }

    pub(crate) fn accepts(&self, code: &str) -> bool {
        InviteCode::verify(code, &self.pepper).is_ok()
    }

    /// The mutated code with this seed and number. It is not one of the valid codes.
    pub(crate) fn mutated(&self, seed: u32, index: u32) -> String {
        for attempt in 0.. {
            let code = self.mutate(index, &mut Draw::new(seed, index, attempt));
            if !self.valid.contains(&code) {
                return code;
            }
        }
        String::new()
    }

    fn pick(&self, draw: &mut Draw) -> &str {
        &self.valid[draw.below(self.valid.len())]
    }

    fn mutate(&self, index: u32, draw: &mut Draw) -> String {
        let code = self.pick(draw);
        match index % 8 {
            0 => text::flip_text_bit(code, draw),
            1 => text::flip_encoded_bits(code, draw),
            2 => text::cut(code, draw),
            3 => self.recombine(code, draw),
            4 => text::respell(code, draw),
            5 => text::edit_characters(code, draw),
            6 => edit_field(code, draw),
            _ => self.with_other_pepper(draw),
        }
    }

    /// Combines account, invite, generation and tag of two codes.
    fn recombine(&self, code: &str, draw: &mut Draw) -> String {
        let (one, two) = (decode(code).unwrap(), decode(self.pick(draw)).unwrap());
        let fields = [0..16, 16..32, 32..35, 35..51].map(|range| {
            let from = if draw.below(2) == 0 { &one } else { &two };
            from[range].to_vec()
        });
        let mut fields = fields.to_vec();
        if draw.below(4) == 0 {
            fields.swap(draw.below(4), draw.below(4));
        }
        encode(&fields.concat())
    }

    /// Creates a code with another pepper.
    fn with_other_pepper(&self, draw: &mut Draw) -> String {
        let mut random = [0; 16];
        random
            .iter_mut()
            .for_each(|byte| *byte = draw.below(256) as u8);
        let invite = InviteId::new(AccountId::from_bytes(random), random);
        let code = InviteCode::new(invite, draw.below(1 << 24) as u32);
        code.unwrap().seal(&self.other_pepper)
    }
}

/// Changes the generation or the tag.
fn edit_field(code: &str, draw: &mut Draw) -> String {
    let mut bytes = decode(code).unwrap();
    match draw.below(4) {
        0 => bytes[34] = bytes[34].wrapping_add(1),
        1 => bytes[32 + draw.below(3)] = draw.below(256) as u8,
        2 => bytes[35..].fill(0),
        _ => bytes[35..]
            .iter_mut()
            .for_each(|byte| *byte = draw.below(256) as u8),
    }
    encode(&bytes)
}
