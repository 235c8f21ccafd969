use super::*;

fn keys(list: &[&str]) -> KeySet {
    key_set(&alloc::format!(r#"{{"keys":[{}]}}"#, list.join(","))).unwrap_or_default()
}

const OTHER: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw","kid":"k"}"#;

#[test]
fn the_key_of_a_token_is_the_only_one_that_can_be_meant() {
    let unnamed = KEY.replace(",\"kid\":\"k\"", "");
    let enc = OTHER.replace("\"kid\"", "\"use\":\"enc\",\"kid\"");
    let unknown = r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AA","kid":"pq"},7,{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA","kid":"k"}"#;
    let extra = KEY.replace("\"kid\"", "\"x5c\":[\"AA\"],\"alg\":\"EdDSA\",\"kid\"");
    let named = Some("k");
    type Case<'a> = (&'a [&'a str], Option<&'a str>, Result<bool, NoKey>);
    let found: [Case<'_>; 12] = [
        (&[KEY], named, Ok(true)),
        (&[KEY], None, Ok(false)),
        (&[KEY], Some("other"), Err(NoKey::Unknown)),
        (&[KEY, &enc], named, Ok(true)),
        (&[KEY, &enc], None, Ok(false)),
        (&[KEY, KEY], named, Ok(true)),
        (&[KEY, &extra], named, Ok(true)),
        (&[KEY, OTHER], named, Err(NoKey::Ambiguous)),
        (&[KEY, OTHER], None, Err(NoKey::Ambiguous)),
        (&[&unnamed], named, Ok(false)),
        (&[&unnamed, OTHER], named, Ok(true)),
        (&[KEY, unknown], named, Ok(true)),
    ];
    for (list, key_id, expected) in found {
        let found = keys(list).find(key_id, Algorithm::EdDsa);
        assert_eq!(
            found.map(|key| key.is_named),
            expected,
            "{list:?} {key_id:?}"
        );
    }
}

#[test]
fn documents_that_are_no_key_sets_say_what_they_are() {
    for (text, expected) in [
        ("<html>", DocumentError::NotJson),
        ("{}", DocumentError::NoKeys),
        (
            r#"{"a":"-----BEGIN CERTIFICATE-----\nMII"}"#,
            DocumentError::Certificates,
        ),
        (r#"{"keys":[]}"#, DocumentError::NoUsableKey),
    ] {
        assert_eq!(key_set(text).err(), Some(expected), "{text}");
    }
    let url = discovered_key_url(
        r#"{"issuer":"https://a.example/","jwks_uri":"https://a.example/keys"}"#,
        "https://a.example",
    );
    assert_eq!(
        url,
        Err(DocumentError::OtherIssuer("https://a.example/".into()))
    );
    let firebase = r#"{"jwks":null,"jwksUrl":"https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"}"#;
    let found = mistakes(firebase);
    assert!(
        found[0].contains("/service_accounts/v1/jwk/securetoken%40system"),
        "{found:?}"
    );
    assert!(
        !found[0].contains('@'),
        "no address goes into a log: {found:?}"
    );
}
