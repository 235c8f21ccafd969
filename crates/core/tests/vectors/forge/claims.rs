//! Each claim of each kind: missing, `null`, and of another type.

use serde_json::{Value, json};

use super::{Maker, claims};

pub(super) fn add(maker: &mut Maker) {
    let all = claims(maker.kind);
    for (name, value) in all.as_object().unwrap() {
        if name != "hint" {
            maker.claims(&format!("no {name}"), &["missing"], |claims| {
                claims.as_object_mut().unwrap().remove(name);
            });
        }
        maker.claims(&format!("{name} null"), &["types"], |claims| {
            claims[name] = Value::Null
        });
        let other = if value.is_string() {
            json!(7)
        } else {
            json!(value.to_string())
        };
        maker.claims(&format!("{name} of another type"), &["types"], |claims| {
            claims[name] = other
        });
        maker.claims(&format!("{name} in a list"), &["types"], |claims| {
            claims[name] = json!([value])
        });
        maker.claims(&format!("{name} true"), &["types"], |claims| {
            claims[name] = json!(true)
        });
    }
}
