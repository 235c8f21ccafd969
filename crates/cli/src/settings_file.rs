//! `IDENTITY_PROVIDERS` in the files that wrangler reads.

use std::borrow::Cow;

use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

const NAME: &str = "IDENTITY_PROVIDERS";

/// The value of `IDENTITY_PROVIDERS` in a file: `wrangler.toml`, `wrangler.json`, `wrangler.jsonc`, lines such as those of
/// `.dev.vars` and `.env`, or a JSON list that is the value itself. `undefined` if the file does not set it.
///
/// # Errors
/// When the file cannot be parsed.
#[wasm_bindgen(js_name = findIdentityProviders)]
pub fn find_identity_providers(file: &str, text: &str) -> Result<Option<String>, String> {
    // A byte order mark is no part of the text.
    let text = text.trim_start_matches('\u{feff}');
    if file.ends_with(".toml") {
        let table: toml::Table = text.parse().map_err(|error| format!("{error}"))?;
        let value = table.get("vars").and_then(|vars| vars.get(NAME));
        let value = value.map(|value| serde_json::to_value(value).map_err(|e| e.to_string()));
        return Ok(value.transpose()?.as_ref().map(as_text));
    }
    if text.trim_start().starts_with(['[', '{', '/']) {
        let value: Value =
            serde_json::from_str(&without_comments(text)).map_err(|error| error.to_string())?;
        if value.is_array() {
            return Ok(Some(value.to_string()));
        }
        let found = value.get("vars").and_then(|vars| vars.get(NAME));
        return Ok(found.or_else(|| value.get(NAME)).map(as_text));
    }
    Ok(line_value(text))
}

fn as_text(value: &Value) -> String {
    let text = value.as_str();
    text.map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// The value in a line `NAME=value`, in quotation marks or without.
fn line_value(text: &str) -> Option<String> {
    let value = text.lines().rev().find_map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let rest = line.strip_prefix(NAME)?.trim_start();
        rest.strip_prefix('=').map(str::trim)
    })?;
    let unquoted = ['\'', '"', '`'].into_iter().find_map(|quote| {
        let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
        Some(if quote == '"' {
            Cow::Owned(inner.replace("\\\"", "\""))
        } else {
            Cow::Borrowed(inner)
        })
    });
    Some(unquoted.unwrap_or(Cow::Borrowed(value)).into_owned())
}

/// JSON without comments and commas before a closing bracket, as `wrangler.jsonc` may have.
fn without_comments(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match (c, rest.peek()) {
            ('"', _) => {
                result.push('"');
                while let Some(c) = rest.next() {
                    result.push(c);
                    match c {
                        '\\' => result.extend(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            ('/', Some('/')) => while rest.next_if(|c| *c != '\n').is_some() {},
            ('/', Some('*')) => {
                let mut before = ' ';
                rest.next();
                for c in rest.by_ref() {
                    if before == '*' && c == '/' {
                        break;
                    }
                    before = c;
                }
            }
            (']' | '}', _) => {
                let end = result.trim_end().trim_end_matches(',').len();
                result.truncate(end);
                result.push(c);
            }
            _ => result.push(c),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::find_identity_providers;

    #[test]
    fn the_setting_is_found_in_each_kind_of_file() {
        let value = r#"[{"name":"main","note":"a // b, ]"}]"#;
        let escaped = value.replace('"', "\\\"");
        for (file, text) in [
            (
                "wrangler.toml",
                format!("[vars]\nIDENTITY_PROVIDERS = '{value}'\n"),
            ),
            (
                "wrangler.toml",
                "[[vars.IDENTITY_PROVIDERS]]\nname = \"main\"\nnote = \"a // b, ]\"\n".into(),
            ),
            (
                ".dev.vars",
                format!("A=1\nIDENTITY_PROVIDERS={value}\nB=2\n"),
            ),
            (".dev.vars", format!("IDENTITY_PROVIDERS = '{value}'\r\n")),
            (".env", format!("export IDENTITY_PROVIDERS=\"{escaped}\"")),
            (
                "wrangler.jsonc",
                format!(
                    "// the edge\n{{ \"vars\": {{ /* who */ \"IDENTITY_PROVIDERS\": {value}, }}, }}"
                ),
            ),
            (
                "wrangler.json",
                format!("\u{feff}{{\"vars\":{{\"IDENTITY_PROVIDERS\":\"{escaped}\"}}}}"),
            ),
            ("providers.json", value.into()),
        ] {
            assert_eq!(
                find_identity_providers(file, &text),
                Ok(Some(value.into())),
                "{file}: {text}"
            );
        }
        assert_eq!(find_identity_providers(".dev.vars", "A=1"), Ok(None));
        assert_eq!(find_identity_providers("wrangler.toml", "[vars]"), Ok(None));
        assert!(find_identity_providers("wrangler.toml", "[vars").is_err());
    }
}
