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
