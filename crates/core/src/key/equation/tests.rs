use super::*;

#[test]
fn multiples_are_kept_from_the_eighth_signature_on_and_change_no_sum() {
    let equation = Equation::of(&(ED25519_BASEPOINT_POINT * Scalar::from(77_u8)));
    let both = [
        digits(&Scalar::from(12_345_u32)),
        digits(&Scalar::from(6_u8)),
    ];
    let expected = ED25519_BASEPOINT_POINT * Scalar::from(12_345_u32 - 6 * 77);
    for signature in 1..=10 {
        assert_eq!(equation.sum(&both), expected, "{signature}");
        let is_kept = equation.kept.get().is_some();
        assert_eq!(is_kept, signature >= WORTH_KEEPING, "{signature}");
    }
}

#[test]
fn digits_are_from_minus_31_to_32_and_add_up() {
    for (number, lowest, next) in [
        (31_u32, 31, 0),
        (32, 32, 0),
        (33, -31, 1),
        (63, -1, 1),
        (64, 0, 1),
    ] {
        let all = digits(&Scalar::from(number));
        assert_eq!((all[0], all[1]), (lowest, next), "{number}");
        assert!(all[2..].iter().all(|digit| *digit == 0), "{number}");
    }
    for seed in 0..50_u8 {
        let scalar = Scalar::from_bytes_mod_order_wide(&[seed.wrapping_mul(37); 64]);
        let all = digits(&scalar);
        assert!(all.iter().all(|digit| (-31..=32).contains(digit)), "{seed}");
        let sum = all.iter().rev().fold(Scalar::ZERO, |sum, digit| {
            let size = Scalar::from(digit.unsigned_abs());
            let shifted = sum * Scalar::from(64_u8);
            if *digit < 0 {
                shifted - size
            } else {
                shifted + size
            }
        });
        assert_eq!(sum, scalar, "{seed}");
    }
}
