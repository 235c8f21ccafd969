use super::*;

#[test]
fn a_rejection_names_what_the_token_and_the_setting_say() {
    let main = provider("{}");
    assert_eq!(rejection(&main, &token(HEADER, CLAIMS)), None);
    let wrong: [(&str, &str, Check, &str); 12] = [
        (
            HEADER,
            r#"{"iss":"https://issuer.example/","aud":"app"}"#,
            Check::Issuer,
            "the token's `iss` is https://issuer.example/, and `issuer` of the providers is https://issuer.example: they differ by the final `/` alone; set `issuer` to exactly the token's",
        ),
        (
            HEADER,
            r#"{"iss":"https://other.example"}"#,
            Check::Issuer,
            "the token's `iss` is https://other.example, and `issuer` of the providers is https://issuer.example",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","aud":["web","x"]}"#,
            Check::Audience,
            "the token's `aud` is web, x, and `audience` of the issuer's provider is app",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","azp":"app"}"#,
            Check::Audience,
            "the token has no `aud`, and `audience` of the issuer's provider is app: the token's `azp` is that; set `audienceClaim` to `azp`",
        ),
        (
            r#"{"alg":"HS256","kid":"k"}"#,
            CLAIMS,
            Check::Algorithm,
            "the token is signed with HS256, and `algorithms` of the provider has EdDSA",
        ),
        (
            r#"{"alg":"RS256","kid":"k"}"#,
            CLAIMS,
            Check::Algorithm,
            "the token is signed with RS256, and `algorithms` of the provider has EdDSA",
        ),
        (
            r#"{"alg":"none"}"#,
            CLAIMS,
            Check::Algorithm,
            "the token is signed with none, and `algorithms` of the provider has EdDSA",
        ),
        (
            r#"{"alg":"EdDSA","typ":"logout+jwt"}"#,
            CLAIMS,
            Check::Type,
            "the token's `typ` is logout+jwt: ID tokens and access tokens have JWT, at+jwt or none",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","aud":"app","exp":1799999900}"#,
            Check::Expiry,
            "the token expired 100 s ago",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","aud":"app","exp":1800000600,"nbf":1800000100}"#,
            Check::Expiry,
            "the token's `nbf` is 100 s in the future: a clock is wrong",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","aud":"app","exp":"soon"}"#,
            Check::Expiry,
            "the token's `exp` is missing or not a number",
        ),
        (
            HEADER,
            r#"{"iss":"https://issuer.example","aud":"app","exp":1800000600}"#,
            Check::Subject,
            "the token's `sub` is missing, or not a text of 1 to 255 bytes",
        ),
    ];
    for (header, claims, check, message) in wrong {
        let found = rejection(&main, &token(header, claims));
        assert_eq!(found, Some((check, message.into())), "{header} {claims}");
    }
    assert_eq!(
        rejection(&main, "opaque").map(|(check, _)| check),
        Some(Check::Form)
    );
}

#[test]
fn a_rejection_shows_no_address_name_or_token() {
    let main = provider("{}");
    let long = "x".repeat(68);
    for text in [
        "kim@example.com",
        "Kim Lee",
        &long,
        "https://kim@issuer.example",
        &alloc::format!("https://{long}"),
    ] {
        for claims in [
            alloc::format!(r#"{{"iss":"{text}"}}"#),
            alloc::format!(r#"{{"iss":"https://issuer.example","aud":"{text}"}}"#),
        ] {
            let (_, message) = rejection(&main, &token(HEADER, &claims)).unwrap();
            assert!(!message.contains(text), "{message}");
        }
        let header = alloc::format!(r#"{{"alg":"{text}","typ":"{text}"}}"#);
        let (_, message) = rejection(&main, &token(&header, CLAIMS)).unwrap();
        assert!(!message.contains(text), "{message}");
    }
}

#[test]
fn access_tokens_have_a_type_of_their_own() {
    let main = provider("{}");
    for (header, is_accepted) in [
        (r#"{"alg":"EdDSA","typ":"at+jwt"}"#, true),
        (r#"{"alg":"EdDSA","typ":"application/at+jwt"}"#, true),
        (r#"{"alg":"EdDSA","typ":"at+JWT"}"#, true),
        (r#"{"alg":"EdDSA","typ":"jwt"}"#, true),
        (r#"{"alg":"Ed25519"}"#, true),
        (r#"{"alg":"EdDSA","typ":"dpop+jwt"}"#, false),
        (r#"{"alg":"EdDSA","typ":""}"#, false),
    ] {
        assert_eq!(
            rejection(&main, &token(header, CLAIMS)).is_none(),
            is_accepted,
            "{header}"
        );
    }
}

#[test]
fn a_token_of_sixteen_kibibytes_is_read() {
    let fill = |length: usize| {
        let claims = CLAIMS.replace(
            "\"sub\"",
            &alloc::format!("\"fill\":\"{}\",\"sub\"", "x".repeat(length)),
        );
        token(HEADER, &claims)
    };
    let shortest = fill(0).len();
    let mut length = (TOKEN_BYTES - shortest) / 4 * 3;
    while fill(length + 1).len() <= TOKEN_BYTES {
        length += 1;
    }
    assert!(TOKEN_BYTES - fill(length).len() < 2);
    assert_eq!(rejection(&provider("{}"), &fill(length)), None);
    let (check, _) = rejection(&provider("{}"), &fill(length + 2)).unwrap();
    assert_eq!(check, Check::Form);
}

#[test]
fn a_report_goes_on_after_a_failure() {
    let main = provider("{}");
    let claims = r#"{"iss":"https://issuer.example","aud":"app","sub":"1","exp":1799990000,"email":"kim@example.com"}"#;
    let checks = report(
        &[AsProvider(&main)],
        &token(HEADER, claims),
        &SignatureCheck::Invalid,
        now(),
    );
    let outcomes: Vec<(&str, Outcome)> = checks
        .iter()
        .map(|check| (check.check, check.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("form", Outcome::Passed),
            ("issuer", Outcome::Passed),
            ("audience", Outcome::Passed),
            ("type", Outcome::Passed),
            ("algorithm", Outcome::Passed),
            ("key", Outcome::Passed),
            ("signature", Outcome::Failed),
            ("expiry", Outcome::Failed),
            ("subject", Outcome::Passed),
            ("address", Outcome::Passed),
            ("verification", Outcome::Warning),
        ]
    );
}

proptest::proptest! {
    /// Whatever a stranger, a provider's server or an operator writes is answered, not panicked at.
    #[test]
    fn any_text_is_judged(text in ".{0,200}", header in ".{0,60}", claims in ".{0,120}") {
        let main = provider("{}");
        for written in [&text, &token(&header, &claims), &token(HEADER, &claims), &token(&header, CLAIMS)] {
            let _rejection = rejection(&main, written);
            let _checks = report(&[AsProvider(&main)], written, &SignatureCheck::Valid, now());
        }
        let _keys = key_set(&text);
        let _url = discovered_key_url(&text, "https://issuer.example");
        let _providers = super::super::settings::providers(&text);
        let _issuer = Issuer::parse(&text);
        let _suggestion = super::super::settings::suggestion(&text, &super::super::settings::SETTINGS);
    }
}
