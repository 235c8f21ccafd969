//! Our equation of a signature beside `ed25519-dalek`'s `verify_strict`: they agree on every input.
//!
//! Keys and commitments carry every torsion component, scalars are lifted past the group's order, encodings are
//! second spellings, bits are flipped. Each lax verifier of [`LAX`] takes some of it that neither of both takes.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::Signature;
use hallpass_core::key::VerifyingKey;
use sha2::{Digest, Sha512};

use super::jwks::past_the_field;

/// After this many signatures a key keeps its multiples; both ways are to agree.
const USES_UNTIL_KEPT: usize = 8;

/// What was compared.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    pub(crate) disagreed: usize,
    /// How often each lax verifier said something else.
    pub(crate) lax: [usize; LAX.len()],
}

/// Compares with `keys` keys for each torsion component.
pub(crate) fn compare(keys: u64) -> Compared {
    let mut compared = Compared::default();
    for number in 0..keys {
        for torsion in &EIGHT_TORSION {
            let secret = scalar(&[b"secret", &number.to_le_bytes()]);
            let point = secret * ED25519_BASEPOINT_POINT + torsion;
            let signer = Signer {
                secret,
                key: point.compress().to_bytes(),
            };
            compared.by(&signer, number);
        }
    }
    compared
}

impl Compared {
    fn by(&mut self, signer: &Signer, number: u64) {
        let key = VerifyingKey::from_bytes(&signer.key).unwrap();
        let theirs = ed25519_dalek::VerifyingKey::from_bytes(&signer.key).unwrap();
        let kept = key.clone();
        for _ in 0..USES_UNTIL_KEPT {
            assert!(!kept.verifies(b"", &[0; 64]));
        }
        for (message, signature) in signer.signatures(number) {
            let parsed = Signature::from_bytes(&signature);
            let strict = theirs.verify_strict(&message, &parsed).is_ok();
            // A key that was never used, and one that has the multiples of all places.
            let verdicts = [&key.clone(), &kept].map(|key| key.verifies(&message, &signature));
            if strict {
                self.taken += 1;
            } else {
                self.refused += 1;
            }
            self.disagreed += usize::from(verdicts != [strict; 2]);
            for (lax, count) in LAX.iter().zip(&mut self.lax) {
                *count += usize::from(lax(&signer.key, &message, &signature) != strict);
            }
        }
    }
}

/// A key whose owner signs as badly as can be.
struct Signer {
    secret: Scalar,
    key: [u8; 32],
}

impl Signer {
    fn signatures(&self, number: u64) -> Vec<(Vec<u8>, [u8; 64])> {
        let mut made = Vec::new();
        for (variant, torsion) in (0_u8..).zip(&EIGHT_TORSION) {
            let message = vec![variant; usize::from(variant) * 37 + number as usize % 11];
            let nonce = scalar(&[b"nonce", &[variant], &self.key]);
            let good = self.sign(
                &message,
                nonce,
                &(nonce * ED25519_BASEPOINT_POINT + torsion),
            );
            // With no nonce, the commitment is of small order.
            let small = self.sign(&message, Scalar::ZERO, torsion);
            for signature in [good, small] {
                made.push((message.clone(), lifted(&signature)));
                made.push((message.clone(), flipped(&signature, number)));
                made.push((message.clone(), signature));
            }
            let mut other = message.clone();
            other.push(0);
            made.push((other, good));
        }
        // Commitments that are second spellings of y = 0, y = 1 and others, and the sign of a zero.
        let mut minus_zero = [0; 32];
        (minus_zero[0], minus_zero[31]) = (1, 0x80);
        let spelled = (0..19).map(past_the_field).chain([minus_zero]);
        for commitment in spelled {
            let message = commitment.to_vec();
            made.push((
                message.clone(),
                self.answer(&message, Scalar::ZERO, commitment),
            ));
        }
        made
    }

    fn sign(&self, message: &[u8], nonce: Scalar, commitment: &EdwardsPoint) -> [u8; 64] {
        self.answer(message, nonce, commitment.compress().to_bytes())
    }

    fn answer(&self, message: &[u8], nonce: Scalar, commitment: [u8; 32]) -> [u8; 64] {
        let answer = nonce + challenge(&commitment, &self.key, message) * self.secret;
        joined(&commitment, answer.as_bytes())
    }
}

fn joined(commitment: &[u8; 32], scalar: &[u8; 32]) -> [u8; 64] {
    [*commitment, *scalar].concat().try_into().unwrap()
}

fn scalar(parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(parts.concat()).into())
}

fn challenge(commitment: &[u8], key: &[u8; 32], message: &[u8]) -> Scalar {
    scalar(&[commitment, key, message])
}

/// The same with the group's order added to its scalar.
fn lifted(signature: &[u8; 64]) -> [u8; 64] {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let (mut lifted, mut carried) = (*signature, 0);
    for (byte, more) in lifted[32..].iter_mut().zip(ORDER) {
        let [low, high] = (u16::from(*byte) + u16::from(more) + carried).to_le_bytes();
        (*byte, carried) = (low, u16::from(high));
    }
    lifted
}

fn flipped(signature: &[u8; 64], number: u64) -> [u8; 64] {
    let (mut flipped, draw) = (*signature, scalar(&[signature, &number.to_le_bytes()]));
    flipped[usize::from(draw.as_bytes()[0] % 64)] ^= 1 << (draw.as_bytes()[1] % 8);
    flipped
}

type Verifier = fn(&[u8; 32], &[u8], &[u8; 64]) -> bool;

/// The negative control: verifiers that are lax in one way.
const LAX: [Verifier; 5] = [
    small_order_taken,
    cofactor_taken,
    scalar_reduced,
    points_compared,
    torsion_forgotten,
];

/// The parts of a signature and what its commitment ought to be.
fn expected(key: &[u8; 32], message: &[u8], signature: &[u8; 64], scalar: Scalar) -> EdwardsPoint {
    let key_point = CompressedEdwardsY(*key).decompress().unwrap();
    scalar * ED25519_BASEPOINT_POINT - challenge(&signature[..32], key, message) * key_point
}

fn halves(signature: &[u8; 64]) -> (CompressedEdwardsY, [u8; 32]) {
    let commitment = CompressedEdwardsY::from_slice(&signature[..32]).unwrap();
    (commitment, signature[32..].try_into().unwrap())
}

/// Whether `compare` says yes to the point that is signed and the one that is expected.
fn lax(
    (key, message, signature): (&[u8; 32], &[u8], &[u8; 64]),
    scalar: Option<Scalar>,
    compare: fn(&CompressedEdwardsY, &EdwardsPoint, &EdwardsPoint) -> bool,
) -> bool {
    let (commitment, _) = halves(signature);
    let (Some(scalar), Some(point)) = (scalar, commitment.decompress()) else {
        return false;
    };
    compare(
        &commitment,
        &point,
        &expected(key, message, signature, scalar),
    )
}

fn canonical(signature: &[u8; 64]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(halves(signature).1).into()
}

fn small_order_taken(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let parts = (key, message, signature);
    lax(parts, canonical(signature), |bytes, _, expected| {
        expected.compress() == *bytes
    })
}

fn cofactor_taken(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let parts = (key, message, signature);
    lax(parts, canonical(signature), |_, point, expected| {
        !point.is_small_order() && (point - expected).is_small_order()
    })
}

fn scalar_reduced(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let scalar = Scalar::from_bytes_mod_order(halves(signature).1);
    let parts = (key, message, signature);
    lax(parts, Some(scalar), |bytes, point, expected| {
        !point.is_small_order() && expected.compress() == *bytes
    })
}

fn points_compared(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let parts = (key, message, signature);
    lax(parts, canonical(signature), |_, point, expected| {
        point == expected
    })
}

/// Only the key's component of prime order: what is left of it after eight and an eighth.
fn torsion_forgotten(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let (commitment, _) = halves(signature);
    let (Some(scalar), Some(point)) = (canonical(signature), commitment.decompress()) else {
        return false;
    };
    let key_point = CompressedEdwardsY(*key).decompress().unwrap();
    let prime = key_point.mul_by_cofactor() * Scalar::from(8_u8).invert();
    let challenge = challenge(&signature[..32], key, message);
    !point.is_small_order() && scalar * ED25519_BASEPOINT_POINT - challenge * prime == point
}
