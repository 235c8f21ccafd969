//! A policy file of the model's table: the permissions of the checkout's own `policy.toml`, the roles of the model.

use std::fmt::Write as _;

use crate::model::policy::{OWNER, Policy};

/// The text, with the `n`th permission of `rows` as bit `n`.
pub(crate) fn policy(rows: &str, policy: &Policy) -> String {
    let names: Vec<&str> = rows
        .split("[[role]]")
        .next()
        .into_iter()
        .flat_map(|permissions| permissions.split("[[permission]]").skip(1))
        .filter_map(|row| row.split("name = \"").nth(1)?.split('"').next())
        .collect();
    let mut text = format!("audience = \"hallpass\"\nownerRole = \"{OWNER}\"\n");
    for name in &names {
        let _infallible = write!(
            text,
            "\n[[permission]]\nname = \"{name}\"\ntitle = \"{name}\"\n"
        );
    }
    for (role, bits) in policy.roles {
        let held = names
            .iter()
            .enumerate()
            .filter(|(bit, _)| bits >> bit & 1 == 1);
        let held: Vec<String> = held.map(|(_, name)| format!("\"{name}\"")).collect();
        let held = held.join(", ");
        let _infallible = write!(
            text,
            "\n[[role]]\nname = \"{role}\"\ntitle = \"{role}\"\npermissions = [{held}]\n"
        );
    }
    text
}
