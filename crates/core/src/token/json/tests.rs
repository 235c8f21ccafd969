use super::*;
use alloc::format;
use proptest::prelude::*;

#[test]
fn duplicate_keys_are_refused_at_every_depth_and_in_every_spelling() {
    assert!(parse(r#"{"a":1,"b":{"a":1}}"#).is_ok());
    for twice in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"x":{"a":1,"a":1}}"#,
        r#"{"x":[{"a":1,"b":2,"a":1}]}"#,
    ] {
        assert_eq!(parse(twice), Err(NotStrict), "{twice}");
        let lax: serde_json::Value = serde_json::from_str(twice).unwrap();
        assert!(lax.is_object(), "a lax reader accepts it");
    }
}

#[test]
fn nesting_is_limited_to_eight_levels() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse(&nested(8)).is_ok());
    assert_eq!(parse(&nested(9)), Err(NotStrict));
    assert_eq!(parse(&nested(100_000)), Err(NotStrict));
}

#[test]
fn numbers_are_exact_integers() {
    for (text, value) in [("0", 0), ("-1", -1), ("9007199254740991", EXACT_INTEGER)] {
        assert_eq!(parse(text), Ok(Value::Integer(value)));
    }
    for bad in [
        "1.0",
        "1e3",
        "-0",
        "9007199254740992",
        "-9007199254740992",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "01",
        "+1",
        "NaN",
    ] {
        assert_eq!(parse(bad), Err(NotStrict), "{bad}");
    }
}

#[test]
fn a_bare_object_has_nothing_around_it() {
    assert!(Object::parse_bare(b"{}").is_ok());
    for bad in [
        &b"{}\n"[..],
        b" {}",
        b"{} ",
        b"{}{}",
        b"{},",
        b"[]",
        b"",
        b"{\"a\":\"\xff\"}",
        b"\xef\xbb\xbf{}",
    ] {
        assert_eq!(Object::parse_bare(bad), Err(NotStrict), "{bad:?}");
    }
}

#[test]
fn a_member_of_another_type_is_not_an_absent_one() {
    let read = |text: &str| Object::parse(text).unwrap();
    assert_eq!(read("{}").take_optional_text("a"), Ok(None));
    assert_eq!(
        read(r#"{"a":null}"#).take_optional_text("a"),
        Err(NotStrict)
    );
    assert_eq!(read(r#"{"a":"1"}"#).take_integer("a"), Err(NotStrict));
    assert_eq!(read(r#"{"a":-1}"#).take_integer("a"), Err(NotStrict));
    assert_eq!(read(r#"{"a":["x"]}"#).take_text("a"), Err(NotStrict));
}

#[test]
fn foreign_json_may_have_fractions_and_large_numbers_but_no_duplicate_keys() {
    let read = |text: &str| parse_foreign(text, whole_seconds);
    assert_eq!(read("1.9"), Ok(Value::Integer(1)));
    assert_eq!(read("1e3"), Ok(Value::Integer(1000)));
    assert_eq!(read("1e300"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(read("18446744073709551615"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(parse_foreign("1.9", no_number), Ok(Value::Null));
    assert_eq!(read(r#"{"a":[{"b":1,"b":1.5}]}"#), Err(NotStrict));
    assert!(read(&format!("{}1{}", "[".repeat(32), "]".repeat(32))).is_ok());
    assert_eq!(
        read(&format!("{}1{}", "[".repeat(33), "]".repeat(33))),
        Err(NotStrict)
    );
}

/// Checks a text against `serde_json`'s own value: what is accepted reads the same there, and what is refused is no
/// JSON there or has something that the subset excludes.
fn agrees_with_serde_json(text: &str) -> Result<(), TestCaseError> {
    let lax = serde_json::from_str::<serde_json::Value>(text);
    match parse(text) {
        Ok(value) => prop_assert_eq!(serde_json::to_value(&value).unwrap(), lax.unwrap()),
        Err(NotStrict) => prop_assert!(
            lax.map_or(true, |lax| has_number_outside_subset(&lax)
                || lost_a_key(&lax, text)),
            "{}",
            text
        ),
    }
    if let Ok(value) = parse(text) {
        prop_assert_eq!(parse_foreign(text, no_number), Ok(value));
    }
    Ok(())
}

/// Whether a duplicate key is gone: fewer quotation marks are left.
fn lost_a_key(value: &serde_json::Value, text: &str) -> bool {
    format!("{value}").matches('"').count() < text.matches('"').count()
}

fn has_number_outside_subset(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number
            .as_i64()
            .is_none_or(|integer| !(-EXACT_INTEGER..=EXACT_INTEGER).contains(&integer)),
        serde_json::Value::Array(items) => items.iter().any(has_number_outside_subset),
        serde_json::Value::Object(members) => members.values().any(has_number_outside_subset),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => {
            false
        }
    }
}

#[test]
fn corner_cases_are_read_as_serde_json_reads_them() {
    for text in [
        "",
        " ",
        "nul",
        "nullx",
        "null null",
        "truefalse",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{}",
        "{,}",
        "[",
        "{\"a\"",
        "{\"a\":}",
        "{\"a\" : 1 , \"b\" : [ ] }",
        "{1:2}",
        "{null:1}",
        "\"",
        "\"\\\"",
        "\"\u{1}\"",
        "\"\u{7f}\"",
        "\"\t\"",
        r#""\u0000""#,
        r#""\u00""#,
        r#""\u+0ff""#,
        r#""\uD83D\uDE00""#,
        r#""\uD83D""#,
        r#""\uDE00""#,
        r#""\uD83D\u0041""#,
        r#""\uD83D\uD83D""#,
        r#""\uDBFF\uDFFF""#,
        r#""\uD800x""#,
        r#""\x""#,
        r#""\/\b\f\n\r\t""#,
        "\u{a0}1",
        "\u{feff}1",
        "-",
        "-0",
        "-0.0",
        "-01",
        "00",
        "1.",
        ".1",
        "1e",
        "1e+",
        "1E-2",
        "1e5",
        "0e0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775807",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "-18446744073709551616",
        "123456789012345678901234567890",
    ] {
        agrees_with_serde_json(text).unwrap();
    }
}

#[test]
fn fractions_are_cut_to_their_whole_part() {
    for (text, whole) in [
        ("1.9", 1),
        ("-1.9", -1),
        ("0.5", 0),
        ("-0", 0),
        ("1e3", 1000),
        ("1.25e1", 12),
        ("125e-1", 12),
        ("12.5E+2", 1250),
        ("1e-999999999999", 0),
        ("0e999999999999", 0),
        ("-1e300", i64::MIN),
        ("0.000000000000000000000000000001e30", 1),
        ("9223372036854775807.9", i64::MAX),
        ("-9223372036854775809", i64::MIN),
    ] {
        let read = parse_foreign(text, whole_seconds);
        assert_eq!(read, Ok(Value::Integer(whole)), "{text}");
    }
    // Beyond the range of a double.
    assert_eq!(parse_foreign("1e400", whole_seconds), Err(NotStrict));
}

proptest! {
    #[test]
    fn any_text_is_read_as_serde_json_reads_it(
        text in proptest::collection::vec(
            prop::sample::select(&[
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"a\":", "\"b\":", "\"", "\\", "\\u00e9", "\\ud83d",
                "\\ude00", "true", "false", "null", "0", "1", "-", ".", "e", "5", "é", " ", "\n", "9007199254740991",
            ][..]),
            0..12,
        )
    ) {
        agrees_with_serde_json(&text.concat())?;
    }

    #[test]
    fn json_with_one_character_changed_is_read_as_serde_json_reads_it(
        at in 0_usize..60,
        by in prop::sample::select(&["", "\"", "\\", "0", "-", ".", "e", ",", "}", "]", "\u{0}", "ü"][..]),
    ) {
        let text = r#"{"a":[1,-20,{"b":null}],"c":"x\u00e9\n","d":true,"e":""} "#;
        let (before, after) = text.split_at(at.min(text.len()));
        let mut rest = after.chars();
        rest.next();
        agrees_with_serde_json(&[before, by, rest.as_str()].concat())?;
    }
}
