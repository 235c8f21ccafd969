//! What each claim must be.

#[derive(Clone, Copy)]
pub(super) enum Type {
    Text,
    Account,
    Project,
    Invite,
    User,
    Policy,
    Role,
    AccountKind,
    Permissions,
    Hash,
    Generation,
    Integer,
    Review,
    Users,
    Counts,
}

pub(super) type Spec = (&'static str, Type, bool);

pub(super) const INVITE: &[Spec] = &[
    ("iss", Type::Text, true),
    ("jti", Type::Invite, true),
    ("acc", Type::Account, true),
    ("gen", Type::Generation, true),
    ("name", Type::Text, true),
    ("role", Type::Role, true),
    ("inv", Type::Text, true),
    ("hint", Type::Text, false),
    ("iat", Type::Integer, true),
    ("exp", Type::Integer, true),
    ("pol", Type::Policy, true),
];

pub(super) const MEMBERSHIP: &[Spec] = &[
    ("iss", Type::Text, true),
    ("aud", Type::Text, true),
    ("sub", Type::User, true),
    ("acc", Type::Account, true),
    ("kind", Type::AccountKind, true),
    ("role", Type::Role, true),
    ("perm", Type::Permissions, true),
    ("prj", Type::Project, false),
    ("prjPerm", Type::Permissions, false),
    ("epoch", Type::Integer, true),
    ("pol", Type::Policy, true),
    ("iat", Type::Integer, true),
    ("exp", Type::Integer, true),
    ("jti", Type::Text, true),
];

pub(super) const AUDIT_HEAD: &[Spec] = &[
    ("acc", Type::Account, true),
    ("count", Type::Integer, true),
    ("hash", Type::Hash, true),
    ("iat", Type::Integer, true),
];

pub(super) const AUDIT_CUT: &[Spec] = &[
    ("acc", Type::Account, true),
    ("at", Type::Integer, true),
    ("count", Type::Integer, true),
    ("hash", Type::Hash, true),
    ("iat", Type::Integer, true),
];

pub(super) const REVIEW: &[Spec] = &[
    ("acc", Type::Account, true),
    ("rev", Type::Review, true),
    ("seq", Type::Integer, true),
    ("opened", Type::Integer, true),
    ("closed", Type::Integer, true),
    ("kept", Type::Users, true),
    ("changed", Type::Users, true),
    ("removed", Type::Users, true),
    ("gone", Type::Users, true),
    ("undecided", Type::Users, true),
    ("counts", Type::Counts, true),
    ("iat", Type::Integer, true),
];

pub(super) fn well_formed(wanted: Type, text: &str) -> bool {
    let bytes = |prefix: &str, length: usize| {
        text.strip_prefix(prefix).is_some_and(|tail| {
            tail.len() == length
                && tail
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        })
    };
    match wanted {
        Type::Text | Type::Integer | Type::Generation | Type::Users | Type::Counts => true,
        Type::Review => bytes("rev_", 22) && text.ends_with(['A', 'Q', 'g', 'w']),
        Type::Account => bytes("acc_", 22) && text.ends_with(['A', 'Q', 'g', 'w']),
        Type::Project => bytes("prj_", 22) && text.ends_with(['A', 'Q', 'g', 'w']),
        Type::Invite => bytes("inv_", 44) && text.ends_with(['A', 'Q', 'g', 'w']),
        Type::User => bytes("usr_", 22),
        Type::Policy => bytes("", 16),
        Type::Role => text.bytes().all(|b| b.is_ascii_lowercase()),
        Type::AccountKind => text == "team" || text == "personal",
        Type::Permissions => hallpass_core::base64url::decode(text)
            .is_ok_and(|set| set.len() <= 16 && set.last() != Some(&0)),
        Type::Hash => hallpass_core::base64url::decode(text).is_ok_and(|hash| hash.len() == 32),
    }
}
