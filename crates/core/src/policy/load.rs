//! Reading `policy.toml`.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use super::check::{RoleDraft, checked};
use super::file::Table;
use super::{Permission, Policy, PolicyError};

impl Policy {
    /// Reads a policy file. Bits are the order of its `[[permission]]` rows.
    ///
    /// # Errors
    /// [`PolicyError`]: the first rule that the file breaks.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let mut file = Table::parse(text).map_err(PolicyError::Syntax)?;
        let audience = file.text("audience").map_err(PolicyError::Syntax)?;
        let owner_role = named(&mut file, "ownerRole")?;
        let rows = file.tables("permission").map_err(PolicyError::Syntax)?;
        let roles = file.tables("role").map_err(PolicyError::Syntax)?;
        file.finish().map_err(PolicyError::Syntax)?;
        let mut permissions = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            let bit = u8::try_from(at).map_err(|_| PolicyError::Size)?;
            permissions.push(permission(row, bit)?);
        }
        let drafts: Result<Vec<_>, _> = roles.into_iter().map(role).collect();
        checked(audience, owner_role, permissions, drafts?)
    }
}

/// A name in its own spelling.
fn named<T: FromStr>(table: &mut Table, key: &str) -> Result<T, PolicyError> {
    let text = table.text(key).map_err(PolicyError::Syntax)?;
    spelled(&text, key)
}

fn spelled<T: FromStr>(text: &str, key: &str) -> Result<T, PolicyError> {
    let wrong = |_| PolicyError::Syntax(format!("`{text}` cannot be a `{key}`"));
    text.parse().map_err(wrong)
}

fn permission(mut row: Table, bit: u8) -> Result<Permission, PolicyError> {
    let permission = Permission {
        name: named(&mut row, "name")?,
        bit,
        title: row.text("title").map_err(PolicyError::Syntax)?,
        description: row
            .optional_text("description")
            .map_err(PolicyError::Syntax)?,
        retired: row.truth("retired").map_err(PolicyError::Syntax)?,
    };
    row.finish().map_err(PolicyError::Syntax)?;
    Ok(permission)
}

fn role(mut row: Table) -> Result<RoleDraft, PolicyError> {
    let texts = |row: &mut Table, key| row.optional_texts(key).map_err(PolicyError::Syntax);
    let missing = || PolicyError::Syntax(String::from("`permissions` is missing"));
    let was = texts(&mut row, "was")?.unwrap_or_default();
    let was: Result<Vec<_>, _> = was.iter().map(|name| spelled(name, "was")).collect();
    let draft = RoleDraft {
        name: named(&mut row, "name")?,
        title: row.text("title").map_err(PolicyError::Syntax)?,
        description: row
            .optional_text("description")
            .map_err(PolicyError::Syntax)?,
        permissions: texts(&mut row, "permissions")?.ok_or_else(missing)?,
        was: was?,
    };
    row.finish().map_err(PolicyError::Syntax)?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PermissionSet, PolicyId, RoleName};

    const DEFAULT: &str = include_str!("../../../../policy.toml");

    #[test]
    fn the_default_policy_is_the_matrix() {
        let policy = Policy::from_toml(DEFAULT).unwrap();
        let bits = |role: &str| -> u32 {
            let set = policy.set_of(&role.parse().unwrap());
            (0..14)
                .filter(|bit| set.contains(*bit))
                .fold(0, |mask, bit| mask | 1 << bit)
        };
        assert_eq!(bits("basic"), 0b00_0000_0011_0011);
        assert_eq!(bits("billing"), 0b00_0011_0000_0001);
        assert_eq!(bits("dev"), 0b00_0000_1011_1111);
        assert_eq!(bits("admin"), 0b11_1111_1111_1111);
        assert_eq!(policy.permissions().count(), 14);
    }

    #[test]
    fn json_brings_the_same_policy_back_and_no_other() {
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
    fn a_retired_row_keeps_the_bits_behind_it_and_is_held_by_nobody() {
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
    fn sizes_end_where_they_are_said_to() {
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
        assert_eq!(permissions(128 - 14).unwrap().permissions().count(), 128);
        let roles = |more: usize| {
            let rows = (0..more)
                .map(|at| format!("[[role]]\nname = \"r{at}\"\ntitle = \"x\"\npermissions = []\n"));
            Policy::from_toml(&format!("{DEFAULT}\n{}", rows.collect::<String>()))
        };
        assert_eq!(roles(32 - 4).unwrap().roles().len(), 32);
        for too_much in [
            audience(256),
            audience(257),
            permissions(129 - 14),
            roles(33 - 4),
        ] {
            assert_eq!(too_much, Err(PolicyError::Size));
        }
    }

    #[test]
    fn no_role_carries_what_is_retired_or_was_never_there() {
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
    fn each_rule_has_its_refusal() {
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
