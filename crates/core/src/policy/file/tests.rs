use super::*;

fn parse(text: &str) -> Result<Table, String> {
    Table::parse(text)
}

#[test]
fn what_a_policy_needs_is_read() {
    let text = "a = \"x\\u00e9\" # c\nb = ['l', \"m\",\n  'n',]\n[[t]]\nc = true\n[[t]]\n\"c\" = false\nd = '''\nlong'''\n";
    let mut table = parse(text).unwrap();
    assert_eq!(table.text("a").unwrap(), "xé");
    assert_eq!(table.optional_texts("b").unwrap().unwrap(), ["l", "m", "n"]);
    let mut tables = table.tables("t").unwrap();
    assert_eq!(tables.len(), 2);
    assert!(tables[0].truth("c").unwrap());
    assert!(!tables[1].truth("c").unwrap());
    assert_eq!(tables[1].text("d").unwrap(), "long");
    assert!(table.finish().is_ok());
}

/// What a general reader makes of a text, where a policy may have it.
fn general(text: &str) -> Option<Table> {
    fn value(value: toml::Value) -> Option<Value> {
        match value {
            toml::Value::String(text) => Some(Value::Text(text)),
            toml::Value::Boolean(truth) => Some(Value::Truth(truth)),
            toml::Value::Array(items) if items.first().is_some_and(toml::Value::is_table) => {
                let tables = items.into_iter().map(|item| {
                    let toml::Value::Table(entries) = item else {
                        return None;
                    };
                    table(entries)
                });
                tables.collect::<Option<_>>().map(Value::Tables)
            }
            toml::Value::Array(items) => {
                let texts = items.into_iter().map(|item| item.as_str().map(Into::into));
                texts.collect::<Option<_>>().map(Value::Texts)
            }
            toml::Value::Integer(_)
            | toml::Value::Float(_)
            | toml::Value::Datetime(_)
            | toml::Value::Table(_) => None,
        }
    }
    fn table(entries: toml::Table) -> Option<Table> {
        let entries = entries
            .into_iter()
            .map(|(key, entry)| Some((key, value(entry)?)));
        entries.collect::<Option<_>>().map(Table)
    }
    table(text.parse().ok()?)
}

fn sorted(mut table: Table) -> Table {
    table.0.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (_, value) in &mut table.0 {
        if let Value::Tables(tables) = value {
            *tables = core::mem::take(tables).into_iter().map(sorted).collect();
        }
    }
    table
}

#[test]
fn a_policy_is_what_a_general_reader_finds() {
    let policy = include_str!("../../../../../policy.toml");
    let windows = policy.replace('\n', "\r\n");
    for text in [
        policy,
        windows.as_str(),
        "",
        "\u{feff}a = ''",
        "a = \"\"\"\nb\\\n   c\"\"\"\"\"",
    ] {
        let own = sorted(parse(text).unwrap());
        assert_eq!(Some(own), general(text).map(sorted), "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 20_000, failure_persistence: None, ..Default::default() })]

    /// Whatever is read here is read so by a general reader; and what that finds, within a policy's bounds, is.
    #[test]
    fn both_readers_find_the_same(pieces in proptest::collection::vec(proptest::sample::select(&[
        "a", "b-1", "\"k\"", "'k'", " = ", "=", "\n", "\r\n", "\r", " ", "\t", "# c", "\u{7f}", "\u{85}",
        "[[t]]", "[[ a ]]", "[t]", ".", "true", "false", "1", "[", "]", ",", "[ 'x', \"y\" ]", "'v'", "\"v\"",
        "\"\"\"", "'''", "\"", "'", "\\", "\\n", "\\u00e9", "\\uD800", "\\U0001F600", "é", "{}",
        "a = 'v'\n", "b = [\n'x', # c\n]\n", "a = \"\"\"", "\\\n  ",
    ][..]), 0..12)) {
        let text = pieces.concat();
        if let Ok(own) = parse(&text) {
            proptest::prop_assert_eq!(Some(sorted(own)), general(&text).map(sorted), "{:?}", text);
        }
    }
}

#[test]
fn everything_else_is_refused_with_its_line() {
    for bad in [
        "a = 1",
        "a = 1.5",
        "a = 2026-11-22",
        "a = {b = 'c'}",
        "a = [['b']]",
        "a = ['b', true]",
        "a.b = 'c'",
        "[a]\nb = 'c'",
        "[[a.b]]\nc = 'd'",
        "a = 'b'\na = 'c'",
        "a = 'b'\n[[a]]",
        "a = \"b",
        "a = 'b' c",
        "a = ",
        "= 'b'",
        "a = \"\\q\"",
        "a = 'b\u{0}'",
    ] {
        let text = format!("ok = 'x'\n{bad}");
        let error = parse(&text).err().unwrap_or_else(|| panic!("{bad}"));
        assert!(error.starts_with("line "), "{error}");
    }
    assert!(parse("a = 'b'").unwrap().finish().is_err());
    assert!(parse("a = 'b'").unwrap().truth("a").is_err());
    assert!(parse("").unwrap().text("a").is_err());
}
