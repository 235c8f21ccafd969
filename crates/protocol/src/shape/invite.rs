//! Invites, and what they offer.

use hallpass_core::account::{self, Grant, Status, UserRef};
use hallpass_core::mail::Delivery;
use hallpass_core::{
    AccountId, Address, Domain, InviteId, MaskedAddress, Name, Note, PermissionName, RoleName,
    Timestamp,
};
use serde::{Deserialize, Serialize};

use super::OfferedProject;
use crate::problem::{AccountName, Problem};

/// What became of a row of a bulk request.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum BulkInviteResult {
    /// The invite was created, now or by the same request before.
    Created {
        /// 201.
        status: u16,
        /// The invite and its link.
        #[serde(flatten)]
        created: Box<InviteAndLink>,
    },
    /// It was not, for this reason. It stopped no other row.
    Refused {
        /// The status that a request for this invite alone would have.
        status: u16,
        /// The problem that it would have.
        problem: Box<Problem>,
    },
}

/// The results of a bulk request, in the order of its rows.
#[derive(Clone, Debug, Serialize)]
pub struct BulkInviteResults {
    /// A result for each row.
    pub items: Vec<BulkInviteResult>,
}

/// An invite, as its invitee and those who may invite see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// The inviting account.
    pub account: AccountId,
    /// The account's name.
    pub account_name: Name,
    /// The invitee's address; `None` for a link invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Address>,
    /// The masked address. Of a link invite, its first domain, such as `@example.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<MaskedAddress>,
    /// The role that the invitee will have; `custom` for a list of permissions.
    pub role: RoleName,
    /// The invitee's list of permissions, in place of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<PermissionName>>,
    /// How long the membership lasts once it is accepted, in seconds; unlimited when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_expires_in: Option<u64>,
    /// What the invitee will be granted in projects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<Grant>,
    /// How many users can accept a link invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// How many users have accepted a link invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// The domains of the addresses that can accept a link invite; any address can when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// Its status at the time of the response.
    pub status: Status,
    /// The member who created or last resent it.
    pub inviter: UserRef,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// The inviter's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What became of its last mail. Only for those who may invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

impl Invite {
    /// An invite of the account named `account_name`, at `now`.
    #[must_use]
    pub fn new(invite: account::Invite, account_name: &Name, now: Timestamp) -> Self {
        Self {
            id: invite.id,
            account: invite.id.account(),
            account_name: account_name.clone(),
            hint: invite.hint(),
            max_uses: invite.is_link().then_some(invite.max_uses),
            uses: invite.is_link().then_some(invite.uses),
            domains: invite.domains.clone(),
            status: invite.status(now),
            email: invite.address,
            role: invite.assignment.role_name(),
            permissions: invite.assignment.permissions().map(<[_]>::to_vec),
            membership_expires_in: invite.membership_expires_in,
            projects: invite.projects,
            inviter: invite.inviter,
            created_at: invite.created_at,
            expires_at: invite.expires_at,
            decided_at: invite.decided_at,
            note: invite.note,
            delivery: None,
        }
    }

    /// The invite as its invitee sees it: without how many others have accepted it, and how many still can.
    #[must_use]
    pub fn seen_by_invitee(self) -> Self {
        Self {
            max_uses: None,
            uses: None,
            ..self
        }
    }
}

/// An invite and its link.
#[derive(Clone, Debug, Serialize)]
pub struct InviteAndLink {
    /// The invite.
    pub invite: Invite,
    /// Its link.
    pub link: String,
}

/// An invite's link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkOnly {
    /// The link.
    pub link: String,
}

/// The mail of an invite as it would be sent now, with links that lead nowhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MailPreview {
    /// The sender, as RFC 5322 writes one: `"Acme, Inc." <invites@example.com>`.
    pub from: String,
    /// Where replies go, if not to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// The invitee.
    pub to: Address,
    /// The subject.
    pub subject: String,
    /// The language of the texts, as a BCP 47 tag.
    pub language: String,
    /// The HTML.
    pub html: String,
    /// The plain text.
    pub text: String,
}

/// The preview of an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Preview {
    /// What the invite offers.
    #[serde(flatten)]
    pub offer: InviteOffer,
    /// The inviter.
    pub inviter: PreviewInviter,
    /// A new invite token.
    pub token: String,
}

/// What an invite offers, as the holder of its link sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteOffer {
    /// The inviting account.
    pub account: AccountName,
    /// The role that the invitee will have; `custom` for a list of permissions.
    pub role: RoleName,
    /// The role's title.
    pub role_title: String,
    /// The invitee's list of permissions, in place of a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<PermissionName>>,
    /// What the invitee will be allowed to do: the titles of the permissions, in the order of their bits.
    #[serde(default)]
    pub permission_titles: Vec<String>,
    /// How long the membership lasts once the invite is accepted, in seconds; unlimited when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_expires_in: Option<u64>,
    /// What the invitee will be granted in projects that are active now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<OfferedProject>,
    /// The masked address of the invitee. Of a link invite, its first domain, such as `@example.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<MaskedAddress>,
    /// The domains of the addresses that can accept a link invite; any address can when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// When it expires, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The inviter's note. Only for the invitee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What the caller is to the invite, if known: `invitee`, `other` or `member`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub you: Option<String>,
}

/// The inviter in a [`Preview`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreviewInviter {
    /// The name.
    pub name: Name,
}
