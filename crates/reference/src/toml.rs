//! Writes a policy of the model as a policy file: the permissions of the checkout's own `policy.toml`, the roles of the model.

use std::fmt::Write as _;

use crate::model::policy::{OWNER, Policy, Role};

/// The names of the permissions by their bits. `rows` is the text of the checkout's policy file.
pub(crate) fn permission_names(rows: &str) -> Vec<&str> {
    let permissions = rows.split("[[role]]").next().unwrap_or("");
    permissions
        .split("[[permission]]")
        .skip(1)
        .filter_map(|row| row.split("name = \"").nth(1)?.split('"').next())
        .collect()
}

/// The text of a policy file.
pub(crate) fn policy(rows: &str, policy: &Policy) -> String {
    let names = permission_names(rows);
    let mut text = format!("audience = \"hallpass\"\nownerRole = \"{OWNER}\"\n");
    if let Some(role) = policy.project_owner_role {
        let _infallible = writeln!(text, "projectOwnerRole = \"{role}\"");
    }
    let listed = (0..)
        .zip(&names)
        .filter(|(bit, _)| has(policy.listed, *bit));
    for (bit, name) in listed {
        let _infallible = write!(
            text,
            "\n[[permission]]\nname = \"{name}\"\ntitle = \"{name}\"\n{}{}",
            line(has(policy.project_scope, bit), "scope = \"project\"\n"),
            line(has(policy.retired, bit), "retired = true\n"),
        );
    }
    for role in policy.roles {
        write_role(&mut text, &names, policy, role, "");
    }
    for role in policy.project_roles {
        write_role(&mut text, &names, policy, role, "scope = \"project\"\n");
    }
    text
}

fn write_role(text: &mut String, names: &[&str], policy: &Policy, role: &Role, scope: &str) {
    let (name, bits) = role;
    let held = (0..)
        .zip(names)
        .filter(|(bit, _)| has(bits & policy.live(), *bit));
    let held: Vec<String> = held.map(|(_, name)| format!("\"{name}\"")).collect();
    let held = held.join(", ");
    let _infallible = write!(
        text,
        "\n[[role]]\nname = \"{name}\"\ntitle = \"{name}\"\n{scope}permissions = [{held}]\n"
    );
}

const fn has(bits: u32, bit: u32) -> bool {
    bits >> bit & 1 == 1
}

const fn line(is_written: bool, text: &str) -> &str {
    if is_written { text } else { "" }
}
