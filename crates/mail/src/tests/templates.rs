use super::*;

fn mistakes(file: &str) -> Vec<String> {
    let mistakes = Templates::new(file).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_replaces_single_texts_and_adds_languages() {
    let file = r#"
default = "fr"

[de]
subject = "Komm zu {{ team }}"

[fr]
subject = "Rejoignez {{ team }}"
text = """
{{ link }}
{{ stop_link }}
"""
html = '''{% extends "layout.html" %}
{% block heading %}Rejoignez {{ team }}{% endblock %}'''
"#;
    let templates = Templates::new(file).unwrap();
    let mail = |locale: &str| {
        render(
            &templates,
            &sender(),
            &Outgoing {
                locale: Some(locale.into()),
                ..outgoing()
            },
        )
        .unwrap()
    };
    assert_eq!(mail("de-CH").subject, "Komm zu Blue Harbor");
    assert!(mail("de-CH").text.contains("Dem Team beitreten"));
    assert_eq!(
        mail("en-GB").subject,
        "Robin Vega invited you to Blue Harbor"
    );
    assert_eq!(mail("it").subject, "Rejoignez Blue Harbor");
    assert!(
        mail("FR").html.contains("Rejoignez Blue Harbor")
            && mail("fr").html.contains(&LINK.replace('/', "&#x2f;"))
    );
    assert_eq!(templates.language(None).as_str(), "fr");
}

#[test]
fn a_mistake_names_the_file_and_the_line() {
    let both = "{{ link }} {{ stop_link }}";
    let cases = [
        (
            "[en]\nsubject = \"{{ team \"".to_owned(),
            "mail.toml: line 2: `en.subject` syntax error",
        ),
        (
            format!("[en]\n\ntext = \"\"\"\n{both}\n\n{{% if note %}}\n\"\"\""),
            "mail.toml: line 6: `en.text` syntax error",
        ),
        (
            format!("[en]\ntext = \"\"\"{both}\n{{{{ tema }}}}\"\"\""),
            "mail.toml: line 3: `en.text` undefined value",
        ),
        (
            format!("[en]\ntext = '''\n{both}\n{{{{ note.upper.x }}}}'''"),
            "mail.toml: line 4: `en.text` undefined value",
        ),
        (
            format!("[en]\nhtml = \"{both} {{{{ note|safe }}}}\""),
            "mail.toml: line 2: `en.html` shows a name or a note without escaping it: leave out `safe` and `autoescape`",
        ),
        (
            "[en]\ntext = \"{{ link }}\"".to_owned(),
            "mail.toml: line 2: `en.text` does not show how to stop invites to the address: write `{{ stop_link }}`",
        ),
        (
            "[en]\nhtml = \"{{ stop_link }}\"".to_owned(),
            "mail.toml: line 2: `en.html` does not show the invite's link: write `{{ link }}`",
        ),
        (
            format!("[en]\ntext = \"{both} {{% for i in range(100000) %}}x{{% endfor %}}\""),
            "mail.toml: line 2: `en.text` ",
        ),
        (
            "[en]\nsubjet = \"x\"".to_owned(),
            "mail.toml: line 2: `en.subjet` is not a text of a mail; did you mean `subject`?",
        ),
        (
            "[fr]\nsubject = \"x\"".to_owned(),
            "mail.toml: line 1: `fr.text` is missing; a language that is not shipped has all three texts",
        ),
        (
            "default = \"fr\"".to_owned(),
            "mail.toml: line 1: `default` \"fr\" is not a language that has texts: name `en`, `de` or one of this file",
        ),
        (
            "[en]\nsubject = 7".to_owned(),
            "mail.toml: line 2: `en.subject` is not a text",
        ),
        (
            "[en]\nsubject = \" \"".to_owned(),
            "mail.toml: line 2: `en.subject` is empty; leave it out to keep the shipped one",
        ),
        (
            "en = 7".to_owned(),
            "mail.toml: line 1: `en` is not a table: write `[…]` with `subject`, `text` and `html`",
        ),
        (
            "[english_texts]".to_owned(),
            "mail.toml: line 1: `english_texts` is neither `default` nor a language such as `en` or `pt-BR`",
        ),
        ("\n[en\n".to_owned(), "mail.toml: line 2: is not TOML: "),
    ];
    for (file, expected) in cases {
        let found = mistakes(&file);
        assert!(
            found.iter().any(|mistake| mistake.starts_with(expected)),
            "{file}\nexpected {expected}\nfound {found:#?}"
        );
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let found = mistakes("[en]\nsubject = \"{{ a }}\"\ntext = \"x\"\nhtml = \"{% if %}\"\n");
    assert_eq!(
        found.len(),
        1,
        "what does not compile is named first: {found:?}"
    );
    let found = mistakes("[en]\nsubject = \"{{ a }}\"\ntext = \"x\"\nhtml = \"y\"\n");
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn a_subject_with_several_lines_becomes_one() {
    let templates =
        Templates::new("[en]\nsubject = '''\n  {{ inviter }}\n  and {{ team }}\n'''").unwrap();
    let mail = render(&templates, &sender(), &outgoing()).unwrap();
    assert_eq!(mail.subject, "Robin Vega and Blue Harbor");
}

#[test]
fn the_example_of_the_guide_is_valid() {
    let guide = include_str!("../../../../docs/guide/mail.md");
    let (_, rest) = guide.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("\n```").unwrap();
    let templates = Templates::new(example).unwrap();
    assert_eq!(templates.language(None).as_str(), "de");
    let french = Outgoing {
        locale: Some("fr".into()),
        ..outgoing()
    };
    let mail = render(&templates, &sender(), &french).unwrap();
    assert!(
        mail.html.contains("Rejoindre Blue Harbor") && mail.text.contains("> See you on Monday")
    );
}
