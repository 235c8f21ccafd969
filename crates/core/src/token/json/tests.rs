use super::*;
use alloc::format;

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
