use super::*;
use crate::identity::settings::providers;

const PROVIDERS: &str = r#"[
    {"name":"main","kind":"user","issuer":"https://id.example.com","audience":["web","console"],"algorithms":["RS256"],
     "emailDomains":["*"]},
    {"name":"entra","kind":"user","issuer":"https://login.example/{tenantid}/v2.0","audience":"console","algorithms":["RS256"],
     "jwksUrl":"https://login.example/keys","emailDomains":["*"]},
    {"name":"machines","kind":"service","issuer":"https://machines.example.com","audience":"console","algorithms":["RS256"],
     "subjects":{"importer":["pods:manage"]}}
]"#;

fn parse(text: &str) -> Result<ConsoleSignIn, Vec<String>> {
    let providers = providers(PROVIDERS).unwrap();
    ConsoleSignIn::parse(text, Some(&providers))
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

fn main(fields: &str) -> Result<ConsoleSignIn, Vec<String>> {
    parse(&format!(
        r#"{{"issuer":"https://id.example.com","clientId":"console"{fields}}}"#
    ))
}

#[test]
fn a_provider_of_users_and_a_client_of_its_audience_are_accepted() {
    let sign_in = main("").unwrap();
    assert_eq!(sign_in.issuer, "https://id.example.com");
    assert_eq!(sign_in.client_id, "console");
    assert_eq!(sign_in.scopes, ["openid", "email", "profile"]);
    assert_eq!(
        sign_in.configuration_url,
        "https://id.example.com/.well-known/openid-configuration"
    );
    let tenant = parse(r#"{"issuer":"https://login.example/t1/v2.0","clientId":"console"}"#);
    assert_eq!(tenant.unwrap().issuer, "https://login.example/t1/v2.0");
}

#[test]
fn scopes_are_a_list_or_one_text() {
    let expected = ["openid", "email", "offline_access"];
    for scopes in [
        r#"["openid","email","offline_access"]"#,
        r#""openid email offline_access""#,
        r#"["openid email","offline_access","email"]"#,
    ] {
        let sign_in = main(&format!(r#","scopes":{scopes}"#)).unwrap();
        assert_eq!(sign_in.scopes, expected, "{scopes}");
    }
}

#[test]
fn a_mistake_has_its_path_its_value_and_the_remedy() {
    let all = [
        (
            r#"{"issuer":"https://other.example.com","clientId":"console"}"#,
            r#"CONSOLE.issuer: "https://other.example.com" is not the issuer of a provider of users in IDENTITY_PROVIDERS, to the letter; it has "https://id.example.com", "https://login.example/{tenantid}/v2.0""#,
        ),
        (
            r#"{"issuer":"https://id.example.com/","clientId":"console"}"#,
            r#"CONSOLE.issuer: "https://id.example.com/" is not the issuer of a provider of users in IDENTITY_PROVIDERS, to the letter; it has "https://id.example.com", "https://login.example/{tenantid}/v2.0""#,
        ),
        (
            r#"{"issuer":"https://machines.example.com","clientId":"console"}"#,
            r#"CONSOLE.issuer: "https://machines.example.com" is the issuer of "machines", which has services; name the provider of your users"#,
        ),
        (
            r#"{"issuer":"https://login.example/{tenantid}/v2.0","clientId":"console"}"#,
            r#"CONSOLE.issuer: "https://login.example/{tenantid}/v2.0" has a placeholder; name one tenant, whose people sign in to the console"#,
        ),
        (
            r#"{"issuer":"https://id.example.com","clientId":"mobile"}"#,
            r#"CONSOLE.clientId: "mobile" is not an `audience` of the provider "main", so its tokens would be refused; add it to `audience` in IDENTITY_PROVIDERS"#,
        ),
        (
            r#"{"issuer":"https://id.example.com","clientID":"console"}"#,
            "CONSOLE.clientID: is not a field; did you mean `clientId`?",
        ),
        (
            r#"{"issuer":"https://id.example.com","clientId":"console","scopes":["email"]}"#,
            r#"CONSOLE.scopes: has no "openid", without which there is no ID token; add it"#,
        ),
        (
            r#"{"issuer":"https://id.example.com","clientId":"console","scopes":["openid","e\"mail"]}"#,
            r#"CONSOLE.scopes[1]: "e\"mail" is not a scope such as "email""#,
        ),
        (
            r#"["https://id.example.com"]"#,
            "CONSOLE: is a list; it must be an object",
        ),
        (
            "console",
            r#"CONSOLE: is not JSON (line 1, column 1); it must be an object, {"issuer": "https://…", "clientId": "…"}"#,
        ),
    ];
    for (text, expected) in all {
        let mistakes = parse(text).unwrap_err();
        assert!(
            mistakes.iter().any(|mistake| mistake == expected),
            "{text}: {mistakes:#?}"
        );
    }
}

#[test]
fn all_mistakes_are_found_at_once() {
    let mistakes = parse(r#"{"issuer":"http://id.example.com","scopes":7}"#).unwrap_err();
    let paths: Vec<&str> = mistakes
        .iter()
        .filter_map(|mistake| mistake.split(": ").next())
        .collect();
    assert_eq!(
        paths,
        [
            "CONSOLE.clientId",
            "CONSOLE.scopes",
            "CONSOLE.issuer",
            "CONSOLE.issuer"
        ]
    );
}

#[test]
fn providers_with_mistakes_cause_no_others() {
    let text = r#"{"issuer":"https://id.example.com","clientId":"console"}"#;
    assert!(ConsoleSignIn::parse(text, None).is_ok());
    let mistakes = ConsoleSignIn::parse(text, Some(&[])).unwrap_err();
    assert_eq!(
        mistakes.first().unwrap().problem,
        r#""https://id.example.com" is not in IDENTITY_PROVIDERS; add the provider there, with "kind": "user" and the client id as its `audience`"#
    );
}

fn origins(issuer: &str, token_endpoint: &str) -> Result<Vec<String>, DocumentError> {
    let sign_in = ConsoleSignIn {
        issuer: issuer.into(),
        client_id: "console".into(),
        scopes: Vec::new(),
        configuration_url: settings::configuration_url(issuer).unwrap(),
    };
    let configuration = format!(r#"{{"issuer":"{issuer}","token_endpoint":"{token_endpoint}"}}"#);
    sign_in_origins(&configuration, &sign_in)
}

#[test]
fn origins_are_the_issuers_and_the_token_endpoints() {
    assert_eq!(
        origins(
            "https://id.example.com/realms/a",
            "https://id.example.com/realms/a/token"
        ),
        Ok(["https://id.example.com".into()].into())
    );
    assert_eq!(
        origins(
            "https://id.example.com",
            "https://tokens.example.com:8443/oauth/token"
        ),
        Ok([
            "https://id.example.com".into(),
            "https://tokens.example.com:8443".into()
        ]
        .into())
    );
    assert_eq!(
        origins("http://127.0.0.1:4000", "http://127.0.0.1:4000/token"),
        Ok(["http://127.0.0.1:4000".into()].into())
    );
}

#[test]
fn an_endpoint_that_would_open_the_content_security_policy_is_refused() {
    for endpoint in [
        "",
        "/token",
        "http://id.example.com/token",
        "https://*/token",
        "https://*.example.com/token",
        "https://id.example.com;script-src/token",
        "https://id.example.com,x/token",
        "https://user:password@id.example.com/token",
        "data:text/plain,token",
    ] {
        let found = origins("https://id.example.com", endpoint);
        assert_eq!(found, Err(DocumentError::NoTokenEndpoint), "{endpoint}");
    }
}

#[test]
fn the_configuration_of_another_issuer_is_refused() {
    let sign_in = main("").unwrap();
    let other =
        r#"{"issuer":"https://evil.example","token_endpoint":"https://evil.example/token"}"#;
    assert_eq!(
        sign_in_origins(other, &sign_in),
        Err(DocumentError::OtherIssuer("https://evil.example".into()))
    );
}

/// The JSON below each heading of a page.
fn settings_of(page: &str) -> Vec<(&str, &str)> {
    let sections = page.split("\n## ").skip(1);
    sections
        .filter_map(|section| {
            let (title, text) = section.split_once("\n\n```json\n")?;
            let (json, _) = text.split_once("```")?;
            (!title.contains('\n')).then_some((title, json))
        })
        .collect()
}

#[test]
fn the_settings_of_the_guide_match_those_of_the_same_provider() {
    let providers_page = settings_of(include_str!("../../../../../docs/IDENTITY.md"));
    let guide = settings_of(include_str!("../../../../../docs/guide/console-sign-in.md"));
    assert!(guide.len() >= 5);
    for (title, text) in guide {
        let (_, setting) = providers_page
            .iter()
            .find(|(other, _)| *other == title)
            .unwrap();
        let providers = providers(setting).unwrap();
        let sign_in = ConsoleSignIn::parse(text, Some(&providers));
        assert!(sign_in.is_ok(), "{title}: {sign_in:?}");
    }
}
