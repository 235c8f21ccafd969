//! What Hallpass has about a user.

use hallpass_core::mail::MailPreference;
use hallpass_core::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Account, AuditEvent, Invite, MeUser, Member};

/// Everything about a user, without their accounts. Those are sent one after the other, as `accounts`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataExport {
    /// When it was made.
    pub exported_at: Timestamp,
    /// The user, as the identity token has them.
    pub user: MeUser,
    /// Whether mails about invites are welcome.
    pub mails: MailPreference,
    /// The pending invites to their verified address.
    pub invites: Vec<Invite>,
    /// The accounts that they left, which have their name beside what they did.
    pub former_accounts: Vec<AccountId>,
}

/// What an account has about one of its members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountExport {
    /// The account as they see it.
    pub account: Account,
    /// Their membership.
    pub membership: Member,
    /// The invites that they created or last resent, and those to their address.
    pub invites: Vec<Invite>,
    /// The events by them and about them. Empty for a member who may not read the audit log.
    pub events: Vec<AuditEvent>,
}
