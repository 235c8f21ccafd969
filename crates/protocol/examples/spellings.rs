//! Says what core makes of addresses and names with its own Unicode tables: reads bodies of a local sign-in, one a
//! line, and writes one line of JSON for each.
//!
//! `tests/http/unicode.test.ts` compares it with what the built Worker makes of them with its runtime's tables.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::io::{BufRead as _, stdin};

use hallpass_core::unicode::Tables;
use hallpass_protocol::request::sign_in;
use serde_json::json;

fn main() -> std::io::Result<()> {
    for body in stdin().lock().lines() {
        let said = match sign_in(body?.as_bytes(), &Tables) {
            Ok(who) => json!({"email": who.email, "name": who.name}),
            Err(errors) => json!({"errors": errors}),
        };
        println!("{said}");
    }
    Ok(())
}
