//! Normalises addresses and names natively: reads the bodies of local sign-ins, one per line, and writes a line of JSON for
//! each.
//!
//! `tests/http/unicode.test.ts` compares the results with those of the built Worker.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use hallpass_protocol::request::sign_in;
use serde_json::json;
use std::io::{BufRead as _, stdin};

fn main() -> std::io::Result<()> {
    for body in stdin().lock().lines() {
        let outcome = match sign_in(body?.as_bytes()) {
            Ok(user) => json!({"email": user.email, "name": user.name}),
            Err(errors) => json!({"errors": errors}),
        };
        println!("{outcome}");
    }
    Ok(())
}
