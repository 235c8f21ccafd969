use super::*;
use crate::UserId;

#[test]
fn a_claim_is_a_name_or_a_path() {
    let provider = provider(
        r#"{"claims":{"email":"https://app.example/mail.address","emailVerified":["a","b"],"name":["user_metadata","full_name"]}}"#,
    );
    let kim = identity(
        &provider,
        r#"{"sub":"1","https://app.example/mail.address":"Kim@Example.com","a":{"b":true},"user_metadata":{"full_name":"Kim Lee"}}"#,
    );
    assert_eq!(kim.email, "kim@example.com");
    assert_eq!(kim.verified.unwrap().as_str(), "kim@example.com");
    assert_eq!(kim.name.as_str(), "Kim Lee");
    let nested = identity(
        &provider,
        r#"{"sub":"1","https://app.example/mail":{"address":"kim@example.com"}}"#,
    );
    assert_eq!(nested.email, "", "a dot in a name is no path");
}

#[test]
fn an_address_is_verified_by_true_or_by_what_the_provider_is_set_to_send() {
    let verified = |change: &str, value: &str| {
        let text =
            alloc::format!(r#"{{"sub":"1","email":"kim@example.com","email_verified":{value}}}"#);
        identity(&provider(change), &text).verified.is_ok()
    };
    for (change, value, expected) in [
        ("{}", "true", true),
        ("{}", r#""true""#, false),
        ("{}", "1", false),
        ("{}", "null", false),
        (r#"{"emailVerifiedValues":["true"]}"#, r#""true""#, true),
        (r#"{"emailVerifiedValues":["true"]}"#, "true", true),
        (r#"{"emailVerifiedValues":["true"]}"#, r#""True""#, false),
        (r#"{"emailVerifiedValues":["true"]}"#, "false", false),
        (r#"{"emailVerifiedValues":"1"}"#, r#""1""#, true),
        (r#"{"emailVerifiedValues":"1"}"#, "1", false),
        (r#"{"emailTrust":"always"}"#, "false", true),
    ] {
        assert_eq!(verified(change, value), expected, "{change} {value}");
    }
}

#[test]
fn a_template_matches_one_segment() {
    let issuer = Issuer::parse("https://login.example/{tenantid}/v2.0").unwrap();
    let tenant = |text| issuer.tenant(text);
    assert_eq!(
        tenant("https://login.example/9188040d-6c67/v2.0"),
        Some("9188040d-6c67")
    );
    for other in [
        "https://login.example//v2.0",
        "https://login.example/a/b/v2.0",
        "https://login.example/../v2.0",
        "https://login.example/a/v2.0/",
        "https://login.example/a?/v2.0",
        "https://login.example/{tenantid}/v2.0",
        "https://evil.example/a/v2.0",
    ] {
        assert_eq!(tenant(other), None, "{other}");
    }
    for bad in [
        "https://{tenant}",
        "https://{tenant}/v2.0",
        "https://{tenant}.login.example",
        "https://login.example/x{tenant}",
        "https://login.example/{}",
        "https://login.example/{a b}",
        "https://login.example/{a}/{b}",
        "https://login.example/a}",
    ] {
        assert!(Issuer::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn users_of_different_issuers_are_different_users() {
    let of = |provider: &Provider, issuer: &str| {
        identity(
            provider,
            &alloc::format!(r#"{{"iss":"{issuer}","sub":"1"}}"#),
        )
        .user
    };
    let plain = UserId::derive("main", "1");
    let one = provider(r#"{"issuer":null,"issuers":["https://a.example"]}"#);
    assert_eq!(of(&one, "https://a.example"), plain);
    let google = provider(r#"{"issuer":null,"issuers":["https://a.example","a.example"]}"#);
    assert_eq!(
        of(&google, "https://a.example"),
        plain,
        "one issuer with two spellings"
    );
    assert_eq!(of(&google, "a.example"), plain);
    let two = provider(r#"{"issuer":null,"issuers":["https://a.example","https://b.example"]}"#);
    assert_ne!(of(&two, "https://a.example"), of(&two, "https://b.example"));
    let tenants = provider(r#"{"issuer":"https://a.example/{tenant}"}"#);
    assert_ne!(
        of(&tenants, "https://a.example/x"),
        of(&tenants, "https://a.example/y")
    );
    let registered = UserId::derive("main", "a.example/x 1");
    assert_eq!(of(&tenants, "https://a.example/x"), registered);
    assert_eq!(tenants.may_verify("a.example/x 1", "c.example"), Some(true));
    assert_eq!(tenants.may_verify("1", "c.example"), None);
}

#[test]
fn a_missing_address_is_told_what_to_configure() {
    let main = provider("{}");
    let unverified = |claims: &str| identity(&main, claims).verified.unwrap_err().to_string();
    assert!(unverified(r#"{"sub":"1"}"#).contains("`claims.email`"));
    let upn = unverified(r#"{"sub":"1","preferred_username":"kim@example.com"}"#);
    assert!(
        upn.contains("`preferred_username`") && !upn.contains('@'),
        "{upn}"
    );
    let text = unverified(r#"{"sub":"1","email":"kim@example.com","email_verified":"true"}"#);
    assert!(text.contains("`emailVerifiedValues`"), "{text}");
    let absent = unverified(r#"{"sub":"1","email":"kim@example.com"}"#);
    assert!(absent.contains("`claims.emailVerified`"), "{absent}");
}
