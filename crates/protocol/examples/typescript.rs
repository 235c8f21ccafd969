//! Writes what TypeScript takes from the protocol: codes, permissions, limits and the paths of routes.
//!
//! `cargo xtask generate` puts it into the package; a check compares the two.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use hallpass_core::identity::settings::SETTINGS;
use hallpass_core::{Code, limits, required};
use hallpass_protocol::route::Route;

fn main() {
    println!(
        "/** Names and limits that core and protocol define. Written by `cargo xtask generate`. */"
    );
    codes();
    permissions();
    settings();
    bounds();
    paths();
}

fn codes() {
    println!("\n/** Every code of a refusal. */\nexport const CODES = [");
    for code in Code::ALL {
        println!("  '{code}',");
    }
    println!(
        "] as const;\n\n/** The code of a refusal. */\nexport type Code = (typeof CODES)[number];"
    );
}

fn permissions() {
    println!("\n/** The permissions that every policy has. */\nexport const REQUIRED = {{");
    names(&required::ALL);
    println!("}} as const;");
    println!("\n/** The permissions that a policy with projects has besides. */");
    println!("export const PROJECT_PERMISSIONS = {{");
    names(&required::OF_PROJECTS);
    println!("}} as const;");
}

fn settings() {
    println!("\n/** The names of the edge's settings. */\nexport const SETTINGS = [");
    for name in SETTINGS {
        println!("  '{name}',");
    }
    println!("] as const;");
}

fn names(permissions: &[&str]) {
    for name in permissions {
        println!("  {}: '{name}',", camel_case(name));
    }
}

/// `team:access` as `teamAccess`.
fn camel_case(name: &str) -> String {
    let mut words = name.split(':');
    let mut text: String = words.next().unwrap_or_default().into();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

fn bounds() {
    println!("\n/** Limits that a form may check before it sends. */\nexport const LIMITS = {{");
    println!("  nameCharacters: {},", limits::NAME_CHARACTERS);
    println!("  noteCharacters: {},", limits::NOTE_CHARACTERS);
    println!("  addressCharacters: {},", limits::ADDRESS_BYTES);
    println!("  expiresInSeconds: {},", limits::EXPIRES_IN_SECONDS);
    println!("  maxUses: {},", limits::MAX_USES);
    println!("  domainsPerInvite: {},", limits::DOMAINS_PER_INVITE);
    println!("}} as const;");
    println!(
        "\n/** The number of invites of one inviter that an inbox shows, the newest of them. */"
    );
    println!(
        "export const INBOX_SHOWN_PER_INVITER = {};",
        limits::INBOX_SHOWN_PER_INVITER
    );
    println!("\n/** The longest language tag of a mail. */");
    println!(
        "export const LOCALE_CHARACTERS = {};",
        limits::LOCALE_CHARACTERS
    );
    println!("\n/** How long an invite that expired unused is kept, in seconds. */");
    println!(
        "export const EXPIRED_INVITE_SECONDS = {};",
        limits::EXPIRED_INVITE_SECONDS
    );
    println!("\n/** How long an offer of ownership is open, in seconds. */");
    println!(
        "export const TRANSFER_SECONDS = {};",
        limits::TRANSFER_SECONDS
    );
}

/// The paths under `/v1`, as template literal types: a path that the Worker does not answer does not compile.
fn paths() {
    println!("\n/** A path of the API. */\nexport type Path =");
    for route in Route::ALL
        .iter()
        .filter(|route| route.pattern().starts_with("/v1/"))
    {
        println!("  | `{}`", as_template(route.pattern()));
    }
    println!("  | '/.well-known/jwks.json';");
}

/// `/v1/accounts/{acc}` as `/v1/accounts/${string}`.
fn as_template(pattern: &str) -> String {
    let part = |part: &str| {
        if part.starts_with('{') {
            "${string}".into()
        } else {
            part.to_string()
        }
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}
