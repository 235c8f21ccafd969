//! Signatures: altered, foreign, and those that only lax verifiers take.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::{EdwardsPoint, Scalar};
use hallpass_core::base64url::encode;
use serde_json::json;
use sha2::{Digest, Sha256, Sha512};

use super::{Maker, NOW, claims, header, key, of, signed};

pub(super) fn add(maker: &mut Maker) {
    add_altered(maker);
    add_lax(maker);
}

fn add_altered(maker: &mut Maker) {
    let good = of(&header(maker.kind), &claims(maker.kind));
    let (text, signature) = good.rsplit_once('.').unwrap();
    let bytes: [u8; 64] = hallpass_core::base64url::decode_array(signature).unwrap();
    let with = |bytes: &[u8]| format!("{text}.{}", encode(bytes));
    for at in [0, 31, 32, 63] {
        let mut flipped = bytes;
        flipped[at] ^= 1;
        maker.invalid(
            &format!("a bit flipped in byte {at} of the signature"),
            &["signature"],
            with(&flipped),
        );
    }
    maker.invalid(
        "a signature one byte short",
        &["signature"],
        with(&bytes[..63]),
    );
    maker.invalid(
        "a signature one byte long",
        &["signature"],
        with(&[&bytes[..], &[0]].concat()),
    );
    maker.invalid("a signature of zeros", &["signature"], with(&[0; 64]));
    let stranger = signed(
        header(maker.kind).to_string().as_bytes(),
        claims(maker.kind).to_string().as_bytes(),
        "stranger",
    );
    maker.invalid("signed by a stranger", &["signature"], stranger);
    let mut other = claims(maker.kind);
    other["iat"] = json!(NOW - 6);
    let moved = of(&header(maker.kind), &other);
    let payload = moved.split('.').nth(1).unwrap();
    let head = text.split('.').next().unwrap();
    maker.invalid(
        "a signature of another payload",
        &["signature"],
        format!("{head}.{payload}.{signature}"),
    );
}

/// Signatures that satisfy the equation, or one like it, and that strict rules refuse all the same.
fn add_lax(maker: &mut Maker) {
    let good = of(&header(maker.kind), &claims(maker.kind));
    let (text, signature) = good.rsplit_once('.').unwrap();
    let bytes: [u8; 64] = hallpass_core::base64url::decode_array(signature).unwrap();
    let with = |bytes: &[u8]| format!("{text}.{}", encode(bytes));

    // S + L is the same scalar, and the same signature to a verifier that reduces it.
    let mut scalar = [0; 32];
    let mut carry = 0;
    for (at, sum) in scalar.iter_mut().enumerate() {
        let wide = u16::from(bytes[32 + at]) + u16::from(GROUP_ORDER[at]) + carry;
        *sum = wide as u8;
        carry = wide >> 8;
    }
    maker.invalid(
        "a scalar past the group's order",
        &["scalar"],
        with(&[&bytes[..32], &scalar].concat()),
    );

    // With a commitment of low order, S = k·a satisfies the equation although nothing random was used.
    let secret = key("test-1").to_scalar();
    let identity = EdwardsPoint::default().compress();
    let k = challenge(identity.as_bytes(), text);
    let low = [*identity.as_bytes(), (k * secret).to_bytes()].concat();
    maker.invalid("a commitment of low order", &["order"], with(&low));

    // A torsion point in the commitment passes only where the equation is multiplied by the cofactor.
    let r = Scalar::from_bytes_mod_order(Sha256::digest(b"a commitment for a vector").into());
    let mixed = (EdwardsPoint::mul_base(&r) + EIGHT_TORSION[1]).compress();
    let s = r + challenge(mixed.as_bytes(), text) * secret;
    let cofactored = [*mixed.as_bytes(), s.to_bytes()].concat();
    maker.invalid(
        "good only with the cofactor",
        &["cofactor"],
        with(&cofactored),
    );
}

/// The order of Ed25519's group, little-endian: 2^252 + 27742317777372353535851937790883648493.
const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

fn challenge(commitment: &[u8; 32], message: &str) -> Scalar {
    let public = key("test-1").verifying_key();
    Scalar::from_hash(
        Sha512::new()
            .chain_update(commitment)
            .chain_update(public.as_bytes())
            .chain_update(message),
    )
}
