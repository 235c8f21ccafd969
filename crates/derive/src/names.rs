//! How fields and variants are spelt, as serde's attributes say.

use syn::spanned::Spanned as _;
use syn::{Attribute, Error, Field, LitStr, Result, Type};

/// What is said of a type.
#[derive(Default)]
pub(crate) struct Container {
    pub(crate) rename_all: Option<String>,
    pub(crate) rename_all_fields: Option<String>,
}

impl Container {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut found = Self::default();
        for attribute in attributes
            .iter()
            .filter(|each| each.path().is_ident("serde"))
        {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename_all") {
                    found.rename_all = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if meta.path.is_ident("rename_all_fields") {
                    found.rename_all_fields = Some(meta.value()?.parse::<LitStr>()?.value());
                } else if !meta.path.is_ident("transparent") {
                    return Err(meta.error("not known here"));
                }
                Ok(())
            })?;
        }
        Ok(found)
    }
}

/// A field's place in the table: its name behind its marks.
pub(crate) fn field(field: &Field, case: Option<&str>) -> Result<String> {
    let ident = field
        .ident
        .as_ref()
        .ok_or_else(|| Error::new(field.span(), "has no name"))?;
    let mut name = cased(&ident.to_string(), case);
    let (mut absent, mut left_out) = (is_option(&field.ty), false);
    for attribute in field
        .attrs
        .iter()
        .filter(|each| each.path().is_ident("serde"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("default") {
                absent = true;
            } else if meta.path.is_ident("skip_serializing_if") {
                // The writer knows when a value is empty.
                meta.value()?.parse::<LitStr>()?;
                left_out = true;
            } else if meta.path.is_ident("rename") {
                name = meta.value()?.parse::<LitStr>()?.value();
            } else {
                return Err(meta.error("not known here"));
            }
            Ok(())
        })?;
    }
    let marks = match (absent, left_out) {
        (true, true) => "~?",
        (true, false) => "~",
        (false, true) => "?",
        (false, false) => "",
    };
    Ok(format!("{marks}{name}"))
}

fn is_option(kind: &Type) -> bool {
    let Type::Path(path) = kind else { return false };
    path.path
        .segments
        .last()
        .is_some_and(|segment| segment.ident == "Option")
}

/// A variant's name.
pub(crate) fn variant(name: &str, case: Option<&str>) -> String {
    let mut snake = String::new();
    for (at, letter) in name.char_indices() {
        if at > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    match case {
        Some("lowercase") => name.to_lowercase(),
        Some("camelCase") => cased(&snake, case),
        Some("snake_case") => snake,
        Some(_) | None => name.to_owned(),
    }
}

fn cased(snake: &str, case: Option<&str>) -> String {
    if case != Some("camelCase") {
        return snake.to_owned();
    }
    let mut name = String::new();
    let mut upper = false;
    for letter in snake.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            name.extend(letter.to_uppercase());
            upper = false;
        } else {
            name.push(letter);
        }
    }
    name
}
