//! What is particular to a kind of token: its own claims, times and values.

use hallpass_core::base64url::encode;
use serde_json::{Value, json};

use super::{AUDIENCE, ISSUER, Maker, NOW, claims, header, of, signed};

pub(super) fn invites(maker: &mut Maker) {
    let mut link = claims("invite");
    link.as_object_mut().unwrap().remove("hint");
    link["gen"] = json!(16_777_215);
    link["name"] = json!("Équipe 東京 “🚀”\\");
    maker.valid("a link invite, of the last generation", &link);
    let mut last = claims("invite");
    last["exp"] = json!(NOW + 1);
    maker.valid("in its last second", &last);
    let mut ended = claims("invite");
    ended["exp"] = json!(NOW);
    let token = of(&header("invite"), &ended);
    maker.push("at its end", Err("token_expired"), &["expiry"], token);
    let mut old = claims("invite");
    old["iat"] = json!(NOW - 90_000);
    old["exp"] = json!(NOW - 3600);
    let token = of(&header("invite"), &old);
    maker.push("past its end", Err("token_expired"), &["expiry"], token);
    maker.claims("hint null", &["types"], |claims| {
        claims["hint"] = Value::Null
    });
    invite_values(maker);
}

fn invite_values(maker: &mut Maker) {
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["permissions"] = json!([])
    });
    maker.claims("an audience", &["closed"], |claims| {
        claims["aud"] = json!(AUDIENCE)
    });
    maker.claims("of another issuer", &["issuer"], |claims| {
        claims["iss"] = json!("https://attacker.example")
    });
    maker.claims("of the issuer with a slash", &["issuer"], |claims| {
        claims["iss"] = json!(format!("{ISSUER}/"))
    });
    maker.claims(
        "for an account that is not the invite's",
        &["account"],
        |claims| {
            claims["acc"] = json!(format!("acc_{}", encode(&[8; 16])));
        },
    );
    maker.claims("of a generation past three bytes", &["values"], |claims| {
        claims["gen"] = json!(16_777_216)
    });
    maker.claims("of a generation below zero", &["types"], |claims| {
        claims["gen"] = json!(-1)
    });
    maker.claims(
        "a member's id as invite",
        &["values", "account"],
        |claims| claims["jti"] = json!(format!("usr_{}", encode(&[5; 16]))),
    );
    maker.claims(
        "an invite's id in another spelling",
        &["values"],
        |claims| {
            claims["jti"] = json!(format!(
                "inv_{}{}B",
                encode(&[7; 16]),
                &encode(&[0; 16])[..21]
            ));
        },
    );
    maker.claims("a policy's id too short", &["values"], |claims| {
        claims["pol"] = json!("zJ0q")
    });
    maker.claims("a role that is no word", &["values"], |claims| {
        claims["role"] = json!("Super Admin")
    });
    maker.claims("exp below zero", &["types", "expiry"], |claims| {
        claims["exp"] = json!(-1)
    });
    maker.claims("exp past 2^53", &["numbers"], |claims| {
        claims["exp"] = json!(1_u64 << 53)
    });
    maker.claims("exp wrapped round 64 bits", &["numbers"], |claims| {
        claims["exp"] = json!(u64::MAX)
    });
}

pub(super) fn memberships(maker: &mut Maker) {
    let mut personal = claims("membership");
    personal["kind"] = json!("personal");
    personal["role"] = json!("admin");
    personal["perm"] = json!("_z8");
    maker.valid("a personal account", &personal);
    let mut nothing = claims("membership");
    nothing["perm"] = json!("");
    nothing["role"] = json!("vanished");
    maker.valid("without permissions", &nothing);
    let mut full = claims("membership");
    full["perm"] = json!(encode(&[0xff; 16]));
    full["epoch"] = json!((1_u64 << 53) - 1);
    full["exp"] = json!(NOW + 1);
    maker.valid("all 128 bits, the last epoch, the last second", &full);
    let known = claims("membership");
    let mut future = known.clone();
    future["new"] = json!({"a": [1, {"b": null}]});
    let token = of(&header("membership"), &future);
    maker.push(
        "with a claim from a later release, which is ignored",
        Ok(known.clone()),
        &[],
        token,
    );
    let eight = format!(
        "{{\"x\":{}{},{}",
        "[".repeat(7),
        "]".repeat(7),
        known.to_string().trim_start_matches('{')
    );
    let token = signed(
        header("membership").to_string().as_bytes(),
        eight.as_bytes(),
        "test-1",
    );
    maker.push("eight levels deep", Ok(known.clone()), &[], token);
    let mut second = header("membership");
    second["kid"] = json!("test-2");
    let token = signed(
        second.to_string().as_bytes(),
        known.to_string().as_bytes(),
        "test-2",
    );
    maker.push("signed by the set's other key", Ok(known), &[], token);

    membership_values(maker);
    membership_lives(maker);
    project_memberships(maker);
}

/// The claims of a token that is for a project.
fn project_claims() -> Value {
    let mut claims = claims("membership");
    claims["prj"] = json!(format!("prj_{}", encode(&[13; 16])));
    claims["prjPerm"] = json!("Pw");
    claims
}

fn project_memberships(maker: &mut Maker) {
    maker.valid("for a project", &project_claims());
    let mut list = project_claims();
    list["role"] = json!("custom");
    list["perm"] = json!("AQ");
    maker.valid("for a project, of a member with a list", &list);
    let mut nothing = project_claims();
    nothing["prjPerm"] = json!("");
    maker.valid("for a project, without permissions there", &nothing);
    let mut full = project_claims();
    full["prjPerm"] = json!(encode(&[0xff; 16]));
    maker.valid("for a project, all 128 bits", &full);
    let mut refuse = |name: &str, carries: &[&str], change: &dyn Fn(&mut Value)| {
        maker.claims(name, carries, |claims| {
            *claims = project_claims();
            change(claims);
        });
    };
    for (name, other) in [("prj", "prjPerm"), ("prjPerm", "prj")] {
        refuse(&format!("{name} without {other}"), &["pair"], &|claims| {
            claims.as_object_mut().unwrap().remove(other);
        });
        let wrong = [
            ("null", Value::Null),
            ("a number", json!(7)),
            ("true", json!(true)),
            ("in a list", json!([project_claims()[name]])),
        ];
        for (form, value) in wrong {
            refuse(&format!("{name} {form}"), &["types"], &|claims| {
                claims[name] = value.clone();
            });
        }
    }
    let wrong_values = [
        (
            "an account as project",
            "prj",
            format!("acc_{}", encode(&[13; 16])),
        ),
        ("a project's id that is empty", "prj", String::new()),
        (
            "a project's id without its prefix",
            "prj",
            encode(&[13; 16]),
        ),
        (
            "a project's id cut short",
            "prj",
            format!("prj_{}", encode(&[13; 15])),
        ),
        (
            "a project's id in another spelling",
            "prj",
            format!("prj_{}x", &encode(&[13; 16])[..21]),
        ),
        (
            "a project's id with a space",
            "prj",
            format!("prj_{} ", encode(&[13; 16])),
        ),
        (
            "project permissions with a zero byte at the end",
            "prjPerm",
            "PwA".into(),
        ),
        (
            "project permissions in another spelling",
            "prjPerm",
            "Px".into(),
        ),
        ("project permissions padded", "prjPerm", "Pw==".into()),
        (
            "more than 128 project permissions",
            "prjPerm",
            encode(&[1; 17]),
        ),
    ];
    for (name, claim, value) in wrong_values {
        refuse(name, &["values"], &|claims| claims[claim] = json!(value));
    }
}

fn membership_lives(maker: &mut Maker) {
    let mut longest = claims("membership");
    longest["exp"] = json!(NOW + 295);
    maker.valid("lives 300 s", &longest);
    let mut ahead = claims("membership");
    ahead["iat"] = json!(NOW + 60);
    ahead["exp"] = json!(NOW + 360);
    maker.valid("issued 60 s ahead, lives 300 s", &ahead);
    maker.claims("lives 301 s", &["life"], |claims| {
        claims["exp"] = json!(NOW + 296)
    });
    maker.claims("lives a day", &["life"], |claims| {
        claims["exp"] = json!(NOW - 5 + 86_400)
    });
    maker.claims(
        "issued an hour ago, ends in a second",
        &["life"],
        |claims| {
            claims["iat"] = json!(NOW - 3600);
            claims["exp"] = json!(NOW + 1);
        },
    );
    maker.claims("lived 301 s, past its end", &["expiry", "life"], |claims| {
        claims["iat"] = json!(NOW - 302);
        claims["exp"] = json!(NOW - 1);
    });
}

fn membership_values(maker: &mut Maker) {
    let mut ended = claims("membership");
    ended["exp"] = json!(NOW);
    let token = of(&header("membership"), &ended);
    maker.push("at its end", Err("token_expired"), &["expiry"], token);
    let mut old = claims("membership");
    old["iat"] = json!(NOW - 600);
    old["exp"] = json!(NOW - 540);
    let token = of(&header("membership"), &old);
    maker.push("past its end", Err("token_expired"), &["expiry"], token);
    maker.claims(
        "past its end and for another audience",
        &["expiry", "audience"],
        |claims| {
            claims["exp"] = json!(NOW - 1);
            claims["aud"] = json!("another");
        },
    );
    maker.claims("of another issuer", &["issuer"], |claims| {
        claims["iss"] = json!("https://attacker.example")
    });
    maker.claims("for another audience", &["audience"], |claims| {
        claims["aud"] = json!("another")
    });
    maker.claims("for a longer audience", &["audience"], |claims| {
        claims["aud"] = json!(format!("{AUDIENCE}-2"))
    });
    maker.claims("for two audiences", &["types"], |claims| {
        claims["aud"] = json!([AUDIENCE, "another"])
    });
    maker.claims(
        "permissions with a zero byte at the end",
        &["values"],
        |claims| claims["perm"] = json!("vwEA"),
    );
    maker.claims("permissions in another spelling", &["values"], |claims| {
        claims["perm"] = json!("vwF")
    });
    maker.claims("more than 128 permissions", &["values"], |claims| {
        claims["perm"] = json!(encode(&[1; 17]))
    });
    maker.claims("of a kind that there is not", &["values"], |claims| {
        claims["kind"] = json!("Team")
    });
    maker.claims("an account as subject", &["values"], |claims| {
        claims["sub"] = json!(format!("acc_{}", encode(&[5; 16])))
    });
    maker.claims(
        "an account's id in another spelling",
        &["values"],
        |claims| {
            claims["acc"] = json!(format!("acc_{}x", &encode(&[7; 16])[..21]));
        },
    );
    maker.claims("an epoch below zero", &["types"], |claims| {
        claims["epoch"] = json!(-1)
    });
    maker.claims("an epoch past 2^53", &["numbers"], |claims| {
        claims["epoch"] = json!(1_u64 << 53)
    });
    maker.claims("exp below zero", &["types", "expiry"], |claims| {
        claims["exp"] = json!(-1)
    });
    maker.claims("exp past 2^53", &["numbers", "life"], |claims| {
        claims["exp"] = json!(1_u64 << 53)
    });
    maker.claims(
        "exp wrapped round 64 bits",
        &["numbers", "life"],
        |claims| claims["exp"] = json!(u64::MAX),
    );
}

pub(super) fn audit_heads(maker: &mut Maker) {
    let mut first = claims("audit-head");
    first["count"] = json!(0);
    maker.valid("before the first event", &first);
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["exp"] = json!(NOW + 60)
    });
    maker.claims("a hash one byte short", &["values"], |claims| {
        claims["hash"] = json!(encode(&[11; 31]))
    });
    maker.claims("a hash in hexadecimal", &["values"], |claims| {
        claims["hash"] = json!("0b".repeat(32))
    });
    maker.claims("a count below zero", &["types"], |claims| {
        claims["count"] = json!(-1)
    });
    maker.claims("a count past 2^53", &["numbers"], |claims| {
        claims["count"] = json!(1_u64 << 53)
    });
}

pub(super) fn audit_cuts(maker: &mut Maker) {
    let mut skewed = claims("audit-cut");
    skewed["iat"] = json!(NOW + 60);
    maker.valid("issued 60 s ahead", &skewed);
    let mut old = claims("audit-cut");
    old["iat"] = json!(1);
    maker.valid("of long ago", &old);
    maker.claims("issued 61 s ahead", &["future"], |claims| {
        claims["iat"] = json!(NOW + 61)
    });
    maker.claims("an unknown claim", &["closed"], |claims| {
        claims["exp"] = json!(NOW + 60)
    });
    for name in ["acc", "at", "count", "hash", "iat"] {
        maker.claims(&format!("no {name}"), &["missing"], |claims| {
            claims.as_object_mut().unwrap().remove(name);
        });
    }
    maker.claims("a hash one byte short", &["values"], |claims| {
        claims["hash"] = json!(encode(&[12; 31]))
    });
    maker.claims("a count below zero", &["types"], |claims| {
        claims["count"] = json!(-1)
    });
    maker.claims("a count past 2^53", &["numbers"], |claims| {
        claims["count"] = json!(1_u64 << 53)
    });
    maker.claims("a time that is a text", &["types"], |claims| {
        claims["at"] = json!("2026-11-22T00:00:00Z")
    });
}
