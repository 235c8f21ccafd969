//! Writes the route table for the tests: each route's name and path, its methods, and what each asks of the caller.
//!
//! `cargo xtask generate` puts it beside the tests; a check compares the two.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use hallpass_protocol::route::Route;
use serde_json::{Value, json};

fn main() {
    let lines: Vec<String> = Route::ALL.iter().map(|&route| line(route)).collect();
    println!("[\n  {}\n]", lines.join(",\n  "));
}

/// One route on one line, so that adding one adds a line.
fn line(route: Route) -> String {
    let methods: Vec<Value> = route
        .methods()
        .iter()
        .map(|(method, _, access)| {
            let (asks, permission) = access.declared();
            match permission {
                None => json!({"method": method.as_str(), "asks": asks}),
                Some(permission) => {
                    json!({"method": method.as_str(), "asks": asks, "permission": permission})
                }
            }
        })
        .collect();
    json!({"name": route.name(), "path": route.pattern(), "methods": methods}).to_string()
}
