//! The equation of a signature, `R = s·B − k·A`, for keys that are few and verify many.
//!
//! A key that has verified a few signatures keeps multiples of itself and of the base point, so that both
//! products are sums of them and nothing is doubled any more. Everything here is public, so how long it takes may
//! depend on it.

use alloc::vec::Vec;
use core::cell::{Cell, OnceCell};

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::traits::Identity;
use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest, Sha512};

/// Bits of a digit. Multiplying by the cofactor of 8 twice raises a sum by one place.
const WINDOW: u32 = 6;
/// Multiples of a point in one place: digits are signed, and zero needs none.
const MULTIPLES: usize = 1 << (WINDOW - 1);
/// Digits of a scalar, which is below 2^253.
const PLACES: usize = 43;
/// From which signature on the multiples of all places are kept. They take the time of ten signatures to make, and
/// 440 kB; a browser, which verifies a token or two, stays below.
const WORTH_KEEPING: u8 = 8;

/// The two points of the equation: the base point and the key's negative.
type Points = [EdwardsPoint; 2];

/// A public key's equation.
#[derive(Clone)]
pub(super) struct Equation {
    points: Points,
    used: Cell<u8>,
    kept: OnceCell<Multiples>,
}

impl Equation {
    /// That of this key.
    pub(super) fn of(key: &EdwardsPoint) -> Self {
        Self {
            points: [ED25519_BASEPOINT_POINT, -key],
            used: Cell::new(0),
            kept: OnceCell::new(),
        }
    }

    /// Whether `signature` is on `message`, by the key that is written as `key`.
    ///
    /// `R` is computed, encoded and compared by its bytes: whatever is not the one encoding of a point equals none.
    pub(super) fn holds(&self, key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
        let ([commitment, scalar], []) = signature.as_chunks::<32>() else {
            return false;
        };
        let Some(scalar) = Option::from(Scalar::from_canonical_bytes(*scalar)) else {
            return false;
        };
        let hash = Sha512::new()
            .chain_update(commitment)
            .chain_update(key)
            .chain_update(message)
            .finalize();
        let challenge = Scalar::from_bytes_mod_order_wide(&hash.into());
        let expected = self.sum(&[digits(&scalar), digits(&challenge)]);
        expected.compress().as_bytes() == commitment && !expected.is_small_order()
    }

    fn sum(&self, digits: &[[i8; PLACES]; 2]) -> EdwardsPoint {
        let used = self.used.get().saturating_add(1);
        self.used.set(used);
        if used < WORTH_KEEPING {
            return Multiples::of(self.points, 1).sum(digits);
        }
        let kept = || Multiples::of(self.points, PLACES);
        self.kept.get_or_init(kept).sum(digits)
    }
}

/// The multiples of both points, for the lowest place alone or for each.
#[derive(Clone)]
struct Multiples(Vec<EdwardsPoint>);

impl Multiples {
    fn of(mut points: Points, places: usize) -> Self {
        let mut all = Vec::with_capacity(places * points.len() * MULTIPLES);
        for _ in 0..places {
            for point in &mut points {
                let mut multiple = *point;
                for _ in 1..MULTIPLES {
                    all.push(multiple);
                    multiple += &*point;
                }
                all.push(multiple);
                *point = multiple + multiple;
            }
        }
        Self(all)
    }

    /// The sum of both products.
    fn sum(&self, digits: &[[i8; PLACES]; 2]) -> EdwardsPoint {
        let lowest_alone = self.0.len() == digits.len() * MULTIPLES;
        let mut sum = EdwardsPoint::identity();
        for place in (0..PLACES).rev() {
            let mut row = place;
            if lowest_alone {
                sum = sum.mul_by_cofactor().mul_by_cofactor();
                row = 0;
            }
            for (point, digits) in digits.iter().enumerate() {
                let digit = digits.get(place).copied().unwrap_or_default();
                let first = (row * 2 + point) * MULTIPLES;
                let multiple = usize::from(digit.unsigned_abs()).checked_sub(1);
                match multiple.and_then(|multiple| self.0.get(first + multiple)) {
                    Some(multiple) if digit > 0 => sum += multiple,
                    Some(multiple) => sum -= multiple,
                    None => {}
                }
            }
        }
        sum
    }
}

/// A scalar's digits, lowest first, each from −31 to 32.
fn digits(scalar: &Scalar) -> [i8; PLACES] {
    let mut bytes = scalar.as_bytes().iter();
    let (mut held, mut bits, mut carried) = (0_u16, 0, 0);
    [(); PLACES].map(|()| {
        if bits < WINDOW {
            held |= u16::from(bytes.next().copied().unwrap_or_default()) << bits;
            bits += 8;
        }
        let [low, _] = held.to_le_bytes();
        let digit = (low & 63) + carried;
        held >>= WINDOW;
        bits -= WINDOW;
        carried = u8::from(usize::from(digit) > MULTIPLES);
        digit.wrapping_sub(carried << WINDOW).cast_signed()
    })
}

#[cfg(test)]
mod tests;
