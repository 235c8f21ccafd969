//! The verifier as native code, for `cargo xtask bench tokens`: the limit of what WebAssembly could reach.
//!
//! Arguments: a JWK set, issuer, audience. Each line of standard input is `token` or `signature`, the time in seconds and
//! tokens, separated by spaces. For each it prints the nanoseconds that all of them took and how many are valid.
#![expect(
    clippy::unwrap_used,
    reason = "a failure ends the program with its reason, and nothing is measured"
)]

use std::env;
use std::io::{self, BufRead as _, Write as _};
use std::time::Instant;

use ed25519_dalek::{Signature, VerifyingKey};
use hallpass_core::base64url;
use hallpass_core::key::VerifyingKeys;
use hallpass_core::token::membership;

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [jwks, issuer, audience] = words.as_slice() else {
        return Err(io::Error::other(
            "say the keys, the issuer and the audience",
        ));
    };
    let keys = VerifyingKeys::from_jwks(jwks).unwrap();
    let bytes = keys.find(keys.key_ids().next().unwrap()).unwrap();
    let bare = VerifyingKey::from_bytes(bytes.as_bytes()).unwrap();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split(' ');
        let (what, now) = (words.next().unwrap(), words.next().unwrap());
        let now: i64 = now.parse().unwrap();
        let tokens: Vec<&str> = words.collect();
        let from = Instant::now();
        let genuine = tokens.iter().filter(|token| match what {
            "token" => membership::verify(token, &keys, issuer, audience, now).is_ok(),
            _ => signature(token, &bare).is_some(),
        });
        let genuine = genuine.count();
        writeln!(io::stdout(), "{} {genuine}", from.elapsed().as_nanos())?;
    }
    Ok(())
}

/// Nothing of what a token says.
fn signature(token: &str, key: &VerifyingKey) -> Option<()> {
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = base64url::decode_array::<64>(signature).ok()?;
    key.verify_strict(signed.as_bytes(), &Signature::from_bytes(&signature))
        .ok()
}
