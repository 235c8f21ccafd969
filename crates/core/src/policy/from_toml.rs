//! Reading `policy.toml`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use crate::permission::{PermissionName, RoleName};

use super::check::{PolicyDraft, RoleDraft, check};
use super::error::PolicyError;
use super::model::{Permission, Policy, Scope};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct File {
    audience: String,
    owner_role: RoleName,
    project_owner_role: Option<RoleName>,
    #[serde(default)]
    permission: Vec<PermissionRow>,
    #[serde(default)]
    role: Vec<RoleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PermissionRow {
    name: PermissionName,
    title: String,
    description: Option<String>,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    retired: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleRow {
    name: RoleName,
    title: String,
    description: Option<String>,
    #[serde(default)]
    scope: Scope,
    permissions: Vec<String>,
    #[serde(default)]
    was: Vec<RoleName>,
}

impl Policy {
    /// Reads a policy file. A permission's bit is the position of its `[[permission]]` row.
    ///
    /// # Errors
    /// [`PolicyError`]: the first rule that the file breaks.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let file: File = toml::from_str(text).map_err(|error| syntax_error(text, &error))?;
        let mut permissions = Vec::with_capacity(file.permission.len());
        for (at, row) in file.permission.into_iter().enumerate() {
            permissions.push(Permission {
                name: row.name,
                bit: u8::try_from(at).map_err(|_| PolicyError::Size)?,
                title: row.title,
                description: row.description,
                scope: row.scope,
                retired: row.retired,
            });
        }
        let roles = file.role.into_iter().map(|row| RoleDraft {
            name: row.name,
            title: row.title,
            description: row.description,
            scope: row.scope,
            permissions: row.permissions,
            was: row.was,
        });
        check(PolicyDraft {
            audience: file.audience,
            owner_role: file.owner_role,
            project_owner_role: file.project_owner_role,
            permissions,
            roles: roles.collect(),
        })
    }
}

/// The error in one line, with the number of the line that it is about.
fn syntax_error(text: &str, error: &toml::de::Error) -> PolicyError {
    let message = error.message();
    let message = error.span().map_or_else(
        || message.to_string(),
        |span| {
            let before = text.get(..span.start).unwrap_or(text);
            let line = before.matches('\n').count().saturating_add(1);
            format!("line {line}: {message}")
        },
    );
    PolicyError::Syntax(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PermissionSet, PolicyId, RoleAssignment, RoleName};

    const DEFAULT: &str = include_str!("../../../../policy.toml");

    #[test]
    fn the_default_policy_is_the_matrix() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        let bits = |role: &str| -> u32 {
            let set = policy.set_of(&role.parse().unwrap());
            (0..16)
                .filter(|bit| set.contains(*bit))
                .fold(0, |mask, bit| mask | 1 << bit)
        };
        assert_eq!(bits("basic"), 0b0000_0000_0011_0011);
        assert_eq!(bits("billing"), 0b0000_0011_0000_0001);
        assert_eq!(bits("dev"), 0b0000_0000_1011_1111);
        assert_eq!(bits("admin"), 0b1111_1111_1111_1111);
        assert_eq!(policy.permissions().count(), 16);
        let in_project = |role: &str| -> Vec<String> {
            let set = RoleAssignment::Role(role.parse().unwrap()).permissions_in_project(&policy);
            let names = policy.names_of(set);
            names.iter().map(ToString::to_string).collect()
        };
        let families = [
            "pods:connect",
            "pods:manage",
            "serverless:manage",
            "serverless:invoke",
            "clusters:connect",
            "clusters:manage",
            "volumes:manage",
        ];
        assert_eq!(
            in_project("viewer"),
            ["pods:connect", "serverless:invoke", "clusters:connect"]
        );
        assert_eq!(in_project("editor"), families);
        assert_eq!(
            in_project("manager"),
            [&families[..], &["project:manage"]].concat()
        );
        assert_eq!(
            policy.names_of(policy.project_scope()),
            policy.names_of(
                policy
                    .role(&"manager".parse().unwrap())
                    .unwrap()
                    .permissions
            )
        );
        assert_eq!(
            policy.project_owner_role(),
            Some(&"manager".parse().unwrap())
        );
        let before = Policy::from_toml(include_str!(
            "../../../../tests/fixtures/policy-without-projects.toml"
        ))
        .unwrap();
        assert_eq!(policy.check_follows(&before), Ok(()));
        for (old, new) in before.permissions().zip(policy.permissions()) {
            assert_eq!((&old.name, old.bit), (&new.name, new.bit));
        }
    }

    #[test]
    fn spelling_of_the_toml_does_not_change_the_policy() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        for spelling in [
            DEFAULT.replace('\n', "\r\n"),
            format!("\u{feff}{DEFAULT}"),
            DEFAULT.replace("audience = \"hallpass\"", "audience = 'hallpass' # comment"),
            DEFAULT.replace(
                "audience = \"hallpass\"",
                "\"audience\" = \"\"\"\nhall\\\n  pass\"\"\"",
            ),
            DEFAULT.replace("name = \"basic\"", "name = \"\\u0062asic\""),
        ] {
            assert_eq!(
                Policy::from_toml(&spelling).as_ref(),
                Ok(&policy),
                "{spelling}"
            );
        }
    }

    #[test]
    fn a_syntax_error_names_its_line() {
        for bad in [
            "a = 1",
            "audience = 1",
            "audience = 1.5",
            "audience = 2026-11-22",
            "audience = {b = 'c'}",
            "audience = [['b']]",
            "audience.b = 'c'",
            "[audience]\nb = 'c'",
            "[[a.b]]\nc = 'd'",
            "audience = 'b'\naudience = 'c'",
            "audience = \"b",
            "audience = 'b' c",
            "audience = ",
            "= 'b'",
            "audience = \"\\q\"",
            "audience = 'b\u{0}'",
            "ownerRole = 'Not A Role'",
        ] {
            let Err(PolicyError::Syntax(message)) = Policy::from_toml(&format!("# c\n{bad}"))
            else {
                panic!("{bad}");
            };
            assert!(message.starts_with("line "), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
        for (row, line) in [
            ("[[permission]]\nname = \"x:y\"\ntitel = \"x\"\n", 3),
            ("[[role]]\nname = \"r\"\npermissions = [true]\n", 3),
        ] {
            let at = DEFAULT.lines().count() + line;
            let Err(PolicyError::Syntax(message)) = Policy::from_toml(&format!("{DEFAULT}{row}"))
            else {
                panic!("{row}");
            };
            assert!(message.starts_with(&format!("line {at}: ")), "{message}");
        }
    }

    #[test]
    fn a_policy_survives_its_json_and_a_forged_one_is_refused() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(Policy::from_json(&json).unwrap(), policy);
        let forged = json.replacen(
            "[\"team:access\",\"pods:connect\"",
            "[\"team:access\",\"billing:read\",\"pods:connect\"",
            1,
        );
        assert_ne!(forged, json);
        assert_eq!(Policy::from_json(&forged), Err(PolicyError::IdMismatch));
    }

    #[test]
    fn a_retired_permission_keeps_its_bit_and_is_held_by_nobody() {
        let before = Policy::from_toml(DEFAULT).unwrap();
        let file = DEFAULT
            .replacen(
                "name = \"volumes:manage\"",
                "retired = true\nname = \"volumes:manage\"",
                1,
            )
            .replace("\"volumes:manage\",", "");
        let after = Policy::from_toml(&file).unwrap();
        assert_eq!(after.bit("volumes:manage"), None);
        assert_eq!(after.bit("audit:read"), before.bit("audit:read"));
        assert!(!after.holds(PermissionSet::EMPTY.with(7), "volumes:manage"));
        assert_ne!(before.id(), after.id());
    }

    #[test]
    fn a_renamed_role_is_found_by_its_old_name() {
        let file = DEFAULT.replace("name = \"dev\"", "name = \"developer\"\nwas = [\"dev\"]");
        let policy = Policy::from_toml(&file).unwrap();
        let old: RoleName = "dev".parse().unwrap();
        assert_eq!(policy.role(&old).unwrap().name.as_str(), "developer");
    }

    #[test]
    fn an_id_is_sixteen_characters_of_base64url() {
        for good in ["AZaz09-_AZaz09-_", "----------------", "0123456789abcdef"] {
            let id: PolicyId = good.parse().unwrap();
            assert_eq!(id.as_str(), good);
        }
        for bad in [
            "",
            "AZaz09-_AZaz09-",
            "AZaz09-_AZaz09-_A",
            "AZaz09-_AZaz09-.",
            "AZaz09+/AZaz09+/",
            "AZaz09-_AZaz09 _",
            "AZaz09-_AZaz09é",
        ] {
            assert!(bad.parse::<PolicyId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_maximum_sizes_fit_and_one_more_does_not() {
        assert_eq!(Policy::from_toml(DEFAULT).unwrap().audience(), "hallpass");
        let audience = |length: usize| {
            let line = format!("audience = \"{}\" # ", "a".repeat(length));
            Policy::from_toml(&DEFAULT.replacen("audience = ", &line, 1))
        };
        assert_eq!(audience(255).unwrap().audience(), "a".repeat(255));
        let permissions = |more: usize| {
            let rows =
                (0..more).map(|at| format!("[[permission]]\nname = \"x:y{at}\"\ntitle = \"x\"\n"));
            Policy::from_toml(&format!("{DEFAULT}\n{}", rows.collect::<String>()))
        };
        assert_eq!(permissions(128 - 16).unwrap().permissions().count(), 128);
        let roles = |more: usize| {
            let rows = (0..more)
                .map(|at| format!("[[role]]\nname = \"r{at}\"\ntitle = \"x\"\npermissions = []\n"));
            Policy::from_toml(&format!("{DEFAULT}\n{}", rows.collect::<String>()))
        };
        assert_eq!(roles(32 - 7).unwrap().roles().len(), 32);
        for too_much in [
            audience(256),
            audience(257),
            permissions(129 - 16),
            roles(33 - 7),
        ] {
            assert_eq!(too_much, Err(PolicyError::Size));
        }
    }

    #[test]
    fn a_role_with_a_retired_or_unknown_permission_is_refused() {
        let retired = DEFAULT.replacen(
            "name = \"volumes:manage\"",
            "retired = true\nname = \"volumes:manage\"",
            1,
        );
        let unknown = DEFAULT.replacen("[\"team:access\"", "[\"pods:fly\", \"team:access\"", 1);
        for (file, name) in [(retired, "volumes:manage"), (unknown, "pods:fly")] {
            let expected = Err(PolicyError::UnknownPermission(name.into()));
            assert_eq!(Policy::from_toml(&file), expected);
        }
    }

    #[test]
    fn each_rule_has_its_error() {
        let cases: [(String, PolicyError); 8] = [
            (
                DEFAULT.replacen("audience = \"", "audience = \"\"\nx = \"", 1),
                PolicyError::Syntax(String::new()),
            ),
            (
                DEFAULT.replacen("audience = ", "audience = \"\" # ", 1),
                PolicyError::Size,
            ),
            (
                DEFAULT
                    .replacen(
                        "name = \"audit:read\"",
                        "retired = true\nname = \"audit:read\"",
                        1,
                    )
                    .replace(", \"audit:read\"", ""),
                PolicyError::RequiredMissing("audit:read"),
            ),
            (
                DEFAULT.replacen("name = \"pods:manage\"", "name = \"pods:connect\"", 1),
                PolicyError::PermissionTwice("pods:connect".parse().unwrap()),
            ),
            (
                DEFAULT.replacen("name = \"basic\"", "name = \"dev\"", 1),
                PolicyError::RoleTwice("dev".parse().unwrap()),
            ),
            (
                DEFAULT.replacen("name = \"basic\"", "name = \"custom\"", 1),
                PolicyError::ReservedRole,
            ),
            (
                DEFAULT.replacen("ownerRole = \"admin\"", "ownerRole = \"boss\"", 1),
                PolicyError::OwnerRoleMissing("boss".parse().unwrap()),
            ),
            (
                DEFAULT.replacen("ownerRole = \"admin\"", "ownerRole = \"dev\"", 1),
                PolicyError::OwnerRoleLacks("members:invite"),
            ),
        ];
        for (file, expected) in cases {
            match (Policy::from_toml(&file), expected) {
                (Err(PolicyError::Syntax(_)), PolicyError::Syntax(_)) => {}
                (found, expected) => assert_eq!(found, Err(expected), "{file}"),
            }
        }
        let long = format!(
            "{DEFAULT}\n{}",
            "[[permission]]\nname = \"x:y\"\ntitle = \"x\"\n".repeat(200)
        );
        assert_eq!(Policy::from_toml(&long), Err(PolicyError::Size));
    }
}
