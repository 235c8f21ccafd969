use super::*;
use crate::Power;
use crate::identity::settings::{providers as read, unknown_setting};

#[test]
fn a_mistake_has_its_path_its_value_and_the_remedy() {
    let all = [
        (
            r#"{"algorithms":["RS256","RS265"]}"#,
            r#"algorithms[1]: "RS265" is not one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA; did you mean RS256?"#,
        ),
        (
            r#"{"algorithms":["HS256"]}"#,
            r#"algorithms[0]: "HS256" is not accepted: anyone who can verify it can also forge it; have the provider sign with an asymmetric key, one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA"#,
        ),
        (
            r#"{"algorithms":"RS256"}"#,
            "algorithms: is a text; it must be a list of texts",
        ),
        (
            r#"{"kind":"users"}"#,
            r#"kind: "users" is neither "user" nor "service""#,
        ),
        (
            r#"{"audience":7}"#,
            "audience: is a number; it must be a text or a list of texts",
        ),
        (
            r#"{"audience":["web",true]}"#,
            "audience[1]: is a boolean; it must be a text",
        ),
        (
            r#"{"audience":null}"#,
            "audience: is missing; it is what the tokens' `aud` holds, usually the app's client id",
        ),
        (
            r#"{"audeince":"app"}"#,
            "audeince: is not a field; did you mean `audience`?",
        ),
        (
            r#"{"jwksURL":"https://a.example"}"#,
            "jwksURL: is not a field; did you mean `jwksUrl`?",
        ),
        (
            r#"{"claims":{"mail":"x"}}"#,
            "claims.mail: is not a field; did you mean `email`?",
        ),
        (
            r#"{"claims":{"email":["a",7]}}"#,
            "claims.email[1]: is a number; it must be a text",
        ),
        (
            r#"{"emailTrust":"sometimes"}"#,
            r#"emailTrust: "sometimes" is neither "claim" nor "always""#,
        ),
        (
            r#"{"emailVerifiedValues":["true","False"]}"#,
            r#"emailVerifiedValues[1]: "False" says that an address is not verified"#,
        ),
        (
            r#"{"emailDomains":["*.example.com"]}"#,
            r#"emailDomains[0]: "*.example.com" is not a domain; a pattern matches nothing: name each domain, or "*" alone for every domain"#,
        ),
        (
            r#"{"issuers":["https://a.example"]}"#,
            "issuers: excludes `issuer`; keep one of them",
        ),
        (
            r#"{"jwksUrl":"https://a.example"}"#,
            "jwks: excludes `jwksUrl`; keep one of them",
        ),
        (
            r#"{"jwks":null,"jwksUrl":"http://a.example/keys"}"#,
            r#"jwksUrl: "http://a.example/keys" is not an `https` URL"#,
        ),
        (
            r#"{"subjects":{"a":["team:access"]}}"#,
            r#"subjects: is only for kind "service""#,
        ),
        (
            r#"{"powers":["transfer"]}"#,
            r#"powers: is only for kind "service""#,
        ),
        (
            r#"{"name":"local"}"#,
            r#"name: "local" is the name of local identity; choose another"#,
        ),
        (
            r#"{"audienceClaim":"scope"}"#,
            r#"audienceClaim: "scope" is not one of aud, azp, client_id, cid, appid"#,
        ),
    ];
    for (change, expected) in all {
        assert_eq!(mistakes(change), [expected], "{change}");
    }
    assert_eq!(mistakes("{}"), [""; 0], "the entry itself is right");
}

#[test]
fn every_mistake_of_every_entry_is_named() {
    let all = providers(&[
        entry(r#"{"name":"a","kind":null,"algorithms":[],"emailDomains":["x y"]}"#),
        "7".into(),
        entry(r#"{"name":"c","issuer":"https://c.example/{a}{b}","audience":"","subject":{}}"#),
    ]);
    let paths: Vec<String> = all
        .err()
        .unwrap()
        .iter()
        .map(|mistake| {
            mistake
                .split(':')
                .next()
                .unwrap()
                .replace("IDENTITY_PROVIDERS", "")
        })
        .collect();
    assert_eq!(
        paths,
        [
            "[0].kind",
            "[0].algorithms",
            "[0].emailDomains[0]",
            "[1]",
            "[2].subject",
            "[2].issuer",
            "[2].audience",
        ]
    );
}

#[test]
fn text_that_is_no_list_of_providers_says_what_it_is() {
    for (text, expected) in [
        ("none", "IDENTITY_PROVIDERS: is not JSON (line 1, column 2)"),
        ("{}", "IDENTITY_PROVIDERS: is an object; it must be a list"),
        (
            r#"[{"name":"a","name":"b"}]"#,
            "IDENTITY_PROVIDERS: has a key twice",
        ),
    ] {
        let mistakes = read(text).err().unwrap();
        assert!(
            mistakes[0].to_string().starts_with(expected),
            "{mistakes:?}"
        );
    }
    assert!(read("[]").unwrap().is_empty());
}

#[test]
fn user_writable_metadata_is_no_source_of_an_address() {
    for path in [
        r#"["user_metadata","email"]"#,
        r#"["unsafe_metadata","email"]"#,
        r#"["unsafeMetadata","email"]"#,
        r#"["userMetadata","email"]"#,
        r#"["user","unsafe-metadata","email"]"#,
        r#""user_metadata""#,
        r#""user_metadata.email""#,
        r#""https://app.example/user_metadata/email""#,
        r#"["raw_user_meta_data","email"]"#,
        r#""custom:email""#,
        r#"["custom_data","email"]"#,
    ] {
        for field in ["email", "emailVerified"] {
            let found = mistakes(&alloc::format!(r#"{{"claims":{{"{field}":{path}}}}}"#));
            assert_eq!(found.len(), 1, "{field} {path}: {found:?}");
            let expected = alloc::format!("claims.{field}: ");
            assert!(found[0].starts_with(&expected), "{found:?}");
            assert!(found[0].contains("write themselves"), "{found:?}");
        }
        for field in ["name", "picture"] {
            let found = mistakes(&alloc::format!(r#"{{"claims":{{"{field}":{path}}}}}"#));
            assert_eq!(found, [""; 0], "{field} {path}");
        }
    }
    for path in [
        r#"["app_metadata","email"]"#,
        r#"["public_metadata","email"]"#,
        r#""https://app.example/email""#,
        r#""metadata""#,
    ] {
        let found = mistakes(&alloc::format!(r#"{{"claims":{{"email":{path}}}}}"#));
        assert_eq!(found, [""; 0], "{path}");
    }
}

#[test]
fn a_tenant_verifies_addresses_of_its_own_domains_only() {
    let template = r#"{"issuer":"https://login.example/{tenantid}/v2.0","emailTrust":"always""#;
    let found = mistakes(&alloc::format!("{template}}}"));
    assert!(
        found[0].starts_with("emailDomains: must name the domains of each tenant"),
        "{found:?}"
    );
    for domains in [
        r#"["*"]"#,
        r#"["a.example"]"#,
        r#"{"t1":["*"]}"#,
        r#"{"*":["a.example"]}"#,
        "{}",
    ] {
        let found = mistakes(&alloc::format!(r#"{template},"emailDomains":{domains}}}"#));
        assert_eq!(found.len(), 1, "{domains}: {found:?}");
    }
    let provider = provider(&alloc::format!(
        r#"{template},"emailDomains":{{"t1":["a.example"],"t2":["B.example"]}}}}"#
    ));
    let verified = |tenant: &str, domain: &str| {
        let text = alloc::format!(
            r#"{{"iss":"https://login.example/{tenant}/v2.0","sub":"1","email":"kim@{domain}"}}"#
        );
        identity(&provider, &text).verified.is_ok()
    };
    assert!(verified("t1", "a.example") && verified("t2", "b.example"));
    assert!(!verified("t1", "b.example") && !verified("t3", "a.example"));
}

#[test]
fn one_issuer_is_two_providers_only_for_users_and_services() {
    let second = |change: &str| {
        let other = entry(change);
        providers(&[entry(r#"{"emailDomains":["*"]}"#), other])
            .err()
            .unwrap_or_default()
    };
    let services = r#""name":"machines","kind":"service","subjects":{"importer":["team:access"]}"#;
    assert!(
        second(&alloc::format!(
            r#"{{{services},"audience":["api","other"]}}"#
        ))
        .is_empty()
    );
    let found = second(&alloc::format!(
        r#"{{{services},"audience":["api","app"]}}"#
    ));
    assert!(
        found[0].starts_with(
            r#"IDENTITY_PROVIDERS[1].audience: "app" is an audience of IDENTITY_PROVIDERS[0]"#
        ),
        "{found:?}"
    );
    let found = second(r#"{"name":"ios","audience":"ios","emailDomains":["*"]}"#);
    assert!(
        found[0].contains(r#"`"audience": ["web", "ios"]`"#),
        "{found:?}"
    );
    let found = second(r#"{"issuer":"https://other.example","emailDomains":["*"]}"#);
    assert!(
        found[0].starts_with("IDENTITY_PROVIDERS[1].name: is the name of"),
        "{found:?}"
    );
    let found = second(r#"{"name":"two","issuer":"https://other.example"}"#);
    assert!(
        found[0].starts_with("IDENTITY_PROVIDERS[1].emailDomains: is missing"),
        "{found:?}"
    );
}

#[test]
fn powers_are_of_services_and_known() {
    let with = |powers: &str| {
        providers(&[entry(&alloc::format!(
            r#"{{"name":"machines","kind":"service","subjects":{{"mover":[]}},"powers":{powers}}}"#
        ))])
    };
    let powers = |powers: &str| {
        let all = with(powers).ok().unwrap();
        match &all[0].identifies {
            Identifies::Services(services) => services.powers.clone(),
            Identifies::Users(_) => panic!("a provider of users"),
        }
    };
    assert_eq!(powers(r#"["transfer"]"#), [Power::Transfer]);
    assert_eq!(powers("null"), [], "none unless they are named");
    for (wrong, problem) in [
        (
            r#"["transfers"]"#,
            r#"powers[0]: "transfers" is not one of transfer, erase; did you mean transfer?"#,
        ),
        (
            r#"["members:manage"]"#,
            r#"powers[0]: "members:manage" is not one of transfer, erase"#,
        ),
        (
            r#""transfer""#,
            "powers: is a text; it must be a list of texts",
        ),
        ("[]", "powers: is empty; leave it out or name at least one"),
    ] {
        let found = with(wrong).err().unwrap_or_default();
        let expected = alloc::format!("IDENTITY_PROVIDERS[0].{problem}");
        assert_eq!(found, [expected], "{wrong}");
    }
}

#[test]
fn a_setting_that_is_almost_one_is_named() {
    for (name, meant) in [
        ("ALLOWED_ORIGIN", "ALLOWED_ORIGINS"),
        ("IDENTITY_PROVIDER", "IDENTITY_PROVIDERS"),
        ("ALOWED_ORIGINS", "ALLOWED_ORIGINS"),
        ("edge_origin", "EDGE_ORIGIN"),
        ("BUDGET_INVITE", "BUDGET_INVITES"),
        ("JOINURL", "JOIN_URL"),
        ("gate", "GATE"),
    ] {
        let mistake = unknown_setting(name).unwrap();
        assert_eq!(
            mistake.to_string(),
            alloc::format!("{name}: is not a setting; did you mean {meant}?")
        );
    }
    for name in [
        "SENTRY_DSN",
        "EDGE_ORIGIN",
        "DATABASE_URL",
        "X",
        "ENVIRONMENT",
        "DATE",
    ] {
        assert_eq!(unknown_setting(name), None, "{name}");
    }
}
