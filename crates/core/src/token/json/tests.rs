mod another;

use super::*;
use alloc::format;
use proptest::prelude::*;

#[test]
fn a_key_comes_once_at_every_depth_and_in_every_spelling() {
    assert!(parse(r#"{"a":1,"b":{"a":1}}"#).is_ok());
    for twice in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"x":{"a":1,"a":1}}"#,
        r#"{"x":[{"a":1,"b":2,"a":1}]}"#,
    ] {
        assert_eq!(parse(twice), Err(NotStrict), "{twice}");
        let lax: serde_json::Value = serde_json::from_str(twice).unwrap();
        assert!(lax.is_object(), "a lax reader takes it");
    }
}

#[test]
fn nesting_ends_at_eight() {
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
fn nothing_stands_around_a_bare_object() {
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
fn a_mistyped_member_is_not_an_absent_one() {
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
fn what_others_wrote_may_have_fractions_and_large_numbers_but_no_key_twice() {
    let read = |text: &str| parse_foreign(text, whole_seconds);
    assert_eq!(read("1.9"), Ok(Value::Integer(1)));
    assert_eq!(read("1e3"), Ok(Value::Integer(1000)));
    assert_eq!(read("1e300"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(read("18446744073709551615"), Ok(Value::Integer(i64::MAX)));
    assert_eq!(parse_foreign("1.9", no_number), Ok(Value::Null));
    assert_eq!(
        parse_own("9223372036854775807", 1),
        Ok(Value::Integer(i64::MAX))
    );
    assert_eq!(parse_own("1.5", 1), Err(NotStrict));
    assert_eq!(read(r#"{"a":[{"b":1,"b":1.5}]}"#), Err(NotStrict));
    assert!(read(&format!("{}1{}", "[".repeat(32), "]".repeat(32))).is_ok());
    assert_eq!(
        read(&format!("{}1{}", "[".repeat(33), "]".repeat(33))),
        Err(NotStrict)
    );
}

/// Two readers of every bound: this one, and one over another parser.
fn agree(text: &str) -> Result<(), TestCaseError> {
    let other = |levels, most, fraction| {
        another::read(
            text,
            another::Strict {
                levels,
                most,
                fraction,
            },
        )
    };
    prop_assert_eq!(parse(text), other(JSON_DEPTH, EXACT_INTEGER, None));
    prop_assert_eq!(parse_own(text, 3), other(3, i64::MAX, None));
    let foreign = other(FOREIGN_DEPTH, i64::MAX, Some(|_| Value::Null));
    prop_assert_eq!(parse_foreign(text, no_number), foreign);
    Ok(())
}

#[test]
fn another_reader_takes_every_corner_for_the_same() {
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
        agree(text).unwrap();
    }
}

#[test]
fn of_a_fraction_its_whole_part_counts() {
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
        ("1e999999999999", i64::MAX),
    ] {
        let read = parse_foreign(text, whole_seconds);
        assert_eq!(read, Ok(Value::Integer(whole)), "{text}");
    }
}

proptest! {
    #[test]
    fn another_reader_takes_any_text_for_the_same(
        text in proptest::collection::vec(
            prop::sample::select(&[
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"a\":", "\"b\":", "\"", "\\", "\\u00e9", "\\ud83d",
                "\\ude00", "true", "false", "null", "0", "1", "-", ".", "e", "5", "é", " ", "\n", "9007199254740991",
            ][..]),
            0..12,
        )
    ) {
        agree(&text.concat())?;
    }

    #[test]
    fn another_reader_takes_json_with_one_byte_changed_for_the_same(
        at in 0_usize..60,
        by in prop::sample::select(&["", "\"", "\\", "0", "-", ".", "e", ",", "}", "]", "\u{0}", "ü"][..]),
    ) {
        let text = r#"{"a":[1,-20,{"b":null}],"c":"x\u00e9\n","d":true,"e":""} "#;
        let (before, after) = text.split_at(at.min(text.len()));
        let mut rest = after.chars();
        rest.next();
        agree(&[before, by, rest.as_str()].concat())?;
    }
}
