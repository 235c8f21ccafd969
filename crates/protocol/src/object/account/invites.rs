//! Invites of an account.

use hallpass_core::account::{Grant, InviteUpdate, Link, Proof, Status};
use hallpass_core::link::MailboxName;
use hallpass_core::mail::{MailRequest, Report};
use hallpass_core::{
    AccountId, Address, Domain, InviteId, Name, Note, PolicyId, ProjectId, RoleAssignment,
};
use serde::{Deserialize, Serialize};

use super::MemberClaims;
use crate::object::{IdempotencyKey, ObjectCall, ObjectClass, ObjectError, Paging, RandomBytes};
use crate::shape::{Account, Invite, InviteOffer, MailPreview, Member, Page};

/// Lists invites, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListInvites {
    /// The account.
    pub account: AccountId,
    /// Only invites with this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListInvites {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-invites";
    const IS_REPEATABLE: bool = true;
    type Response = Page<Invite>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Creates an invite: for an address, or for anyone who brings its link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateInvite {
    /// The account.
    pub account: AccountId,
    /// The invitee's address; a link invite has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The mailbox of that address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxName>,
    /// The role or list of permissions that it gives.
    #[serde(flatten)]
    pub assignment: RoleAssignment,
    /// Its lifetime in seconds; unlimited when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// How long the membership lasts once it is accepted, in seconds; unlimited when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub membership_expires_in: Option<u64>,
    /// What the invitee will be granted in projects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<Grant>,
    /// How many users can accept a link invite; one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u64>,
    /// The domains of the addresses that can accept a link invite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<Domain>,
    /// A message to the invitee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// Whether to mail it.
    #[serde(default, skip_serializing_if = "MailRequest::is_default")]
    pub mail: MailRequest,
}

/// An invite, and the generation that its link is derived from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InviteWithGeneration {
    /// The invite.
    pub invite: Invite,
    /// The generation of its link.
    pub generation: u32,
}

impl ObjectCall for CreateInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "create-invite";
    type Response = InviteWithGeneration;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Creates several invites, each as [`CreateInvite`] does, in one transaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateInvites {
    /// The account.
    pub account: AccountId,
    /// The invites. A row that is refused stops no other.
    pub rows: Vec<InviteRow>,
}

/// A row of [`CreateInvites`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InviteRow {
    /// Random bytes for this row alone.
    pub random: RandomBytes,
    /// The row's own key, so that a repeat of the request creates it once.
    pub idempotency_key: IdempotencyKey,
    /// The invite.
    pub invite: CreateInvite,
}

impl ObjectCall for CreateInvites {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "create-invites";
    // Each row has a key.
    const IS_REPEATABLE: bool = true;
    type Response = Vec<Result<InviteWithGeneration, ObjectError>>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads one invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadInvite {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
}

impl ObjectCall for ReadInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-invite";
    const IS_REPEATABLE: bool = true;
    type Response = Invite;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads one invite in order to copy its link, which requires the right to grant the invite's role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadInviteLink {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
}

impl ObjectCall for ReadInviteLink {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-invite-link";
    const IS_REPEATABLE: bool = true;
    type Response = InviteWithGeneration;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Renders the mail of an invite, with links that lead nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreviewMail {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
}

impl ObjectCall for PreviewMail {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "preview-mail";
    const IS_REPEATABLE: bool = true;
    type Response = MailPreview;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Edits a pending invite: the caller becomes its grantor, and its links stay usable.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateInvite {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
    /// What changes.
    #[serde(flatten)]
    pub update: InviteUpdate,
}

impl ObjectCall for UpdateInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "update-invite";
    type Response = Invite;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Resends an invite: the caller becomes its grantor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResendInvite {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
    /// Whether its old links stay usable.
    pub link: Link,
    /// A new lifetime in seconds; the expiry stays as it is when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u64>,
    /// Whether to mail it again.
    #[serde(default, skip_serializing_if = "MailRequest::is_default")]
    pub mail: MailRequest,
}

impl ObjectCall for ResendInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "resend-invite";
    type Response = InviteWithGeneration;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Revokes an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeInvite {
    /// The account.
    pub account: AccountId,
    /// The invite.
    pub invite: InviteId,
}

impl ObjectCall for RevokeInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "revoke-invite";
    type Response = Invite;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Previews an invite for the holder of its link or token, signed in or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreviewInvite {
    /// The invite.
    pub invite: InviteId,
    /// The generation of the link or token.
    pub generation: u32,
}

/// The response to [`PreviewInvite`]: what an open invite offers. A closed one is
/// [`ObjectError::InviteClosed`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InvitePreview {
    /// What its holder sees.
    #[serde(flatten)]
    pub offer: InviteOffer,
    /// The inviter's name.
    pub inviter: Name,
    /// The policy that defines the role.
    pub policy: PolicyId,
}

impl ObjectCall for PreviewInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "preview-invite";
    const IS_REPEATABLE: bool = true;
    type Response = InvitePreview;

    fn object_name(&self) -> String {
        self.invite.account().to_string()
    }
}

/// Accepts an invite: the caller joins the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptInvite {
    /// The invite.
    pub invite: InviteId,
    /// Where the caller has it from.
    pub proof: Proof,
}

/// The response to [`AcceptInvite`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedInvite {
    /// The account as the caller sees it.
    pub account: Account,
    /// The caller's membership.
    pub membership: Member,
    /// The claims of a membership token, for the Worker to sign.
    pub claims: MemberClaims,
    /// The other invites to the caller's address, which were revoked.
    #[serde(default)]
    pub revoked_invites: Vec<InviteId>,
    /// The projects of the invite in which nothing was granted, because they were archived.
    #[serde(default)]
    pub skipped_projects: Vec<ProjectId>,
}

impl ObjectCall for AcceptInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "accept-invite";
    type Response = AcceptedInvite;

    fn object_name(&self) -> String {
        self.invite.account().to_string()
    }
}

/// Declines an invite.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclineInvite {
    /// The invite.
    pub invite: InviteId,
    /// Where the caller has it from.
    pub proof: Proof,
}

impl ObjectCall for DeclineInvite {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "decline-invite";
    type Response = Invite;

    fn object_name(&self) -> String {
        self.invite.account().to_string()
    }
}

/// Stores what a transport reports about a mail of an invite. A report that is not about such a mail, or is known, changes
/// nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportMail {
    /// The invite.
    pub invite: InviteId,
    /// The transport's own id of the mail.
    pub transport_id: String,
    /// What happened.
    pub report: Report,
}

impl ObjectCall for ReportMail {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "report-mail";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.invite.account().to_string()
    }
}
