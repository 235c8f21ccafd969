//! What can be asked, and what is said.

/// A user, by number. Number 0 opens the account.
pub(crate) type User = u8;
/// An address, by number. User 3's own is number 3.
pub(crate) type Address = u8;
/// An invite, by the order of creation; a number that none has yet is an unknown one.
pub(crate) type InviteNumber = usize;
/// A token that some opened link gave, by the order of opening.
pub(crate) type TokenNumber = usize;

/// One step: who asks what, how long after the last one, and what this request's identity token says of the address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    /// Seconds since the step before.
    pub(crate) after: i64,
    /// Who.
    pub(crate) who: User,
    /// Their verified address, if they have one now.
    pub(crate) address: Option<Address>,
    /// What.
    pub(crate) ask: Ask,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ask {
    /// The account is opened: personal, or a team from the start.
    Open { team: bool },
    /// `PUT /v1/me` once more, by the owner of what was a personal account.
    Refresh,
    /// Name and spend limit.
    Update {
        name: Option<u8>,
        limit: Option<u64>,
    },
    /// Personal to team.
    Convert { name: u8, dry: bool },
    /// Team to personal, or the end of it.
    Revert { typed: u8, dry: bool },
    /// A membership token.
    Token,
    /// Another role.
    ChangeRole { user: User, role: &'static str },
    /// Remove, or leave.
    Remove { user: User },
    /// A new invite; a link invite without an address.
    Invite {
        to: Option<Address>,
        role: &'static str,
        life: Option<i64>,
    },
    /// Vouch again.
    Resend {
        invite: InviteNumber,
        rotate: bool,
        life: Option<i64>,
    },
    /// The link once more.
    CopyLink { invite: InviteNumber },
    /// Take back.
    Revoke { invite: InviteNumber },
    /// Anybody opens a link of this generation.
    OpenLink {
        invite: InviteNumber,
        generation: u32,
    },
    /// Join.
    Accept { by: By },
    /// Do not join.
    Decline { by: By },
    /// The operator deploys another policy: no command, but the next one meets it.
    Deploy { policy: usize },
    /// No command either: an invite whose grantor is this user, as no command leaves one. Accept has to ask all the same.
    Strand { invite: InviteNumber, user: User },
}

/// What accept and decline are asked with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum By {
    /// The token of an opened link.
    Token(TokenNumber),
    /// The id, from the inbox.
    Id(InviteNumber),
}

/// Why an invite is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Why {
    /// Accepted.
    Used,
    /// Declined.
    Declined,
    /// Revoked.
    Revoked,
    /// Expired.
    Expired,
}

/// What is said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reply {
    /// The account, as it is.
    Account,
    /// The account is closed for good.
    Closed,
    /// What a convert or revert would do.
    Plan { members: u32, invites: u32 },
    /// A token at this epoch.
    Token { epoch: u64 },
    /// The member, as it is.
    Member(User),
    /// No member any more.
    Removed(User),
    /// The invite, as it is.
    Invite(InviteNumber),
    /// A link leads to the join page, with a token of this generation that ends then.
    Opened { generation: u32, ends: i64 },
    /// A link that is closed.
    LinkClosed,
    /// A member by this invite.
    Accepted(InviteNumber),
    /// Nothing is said: it was no command.
    Nothing,
    /// No.
    No(No),
}

/// A denial: its code and the data that it carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct No {
    /// The code.
    pub(crate) code: &'static str,
    /// With `invite_closed`, to whom it may be told.
    pub(crate) why: Option<Why>,
    /// With `already_invited`.
    pub(crate) invite: Option<InviteNumber>,
}

impl No {
    /// A code alone.
    #[must_use]
    pub(crate) const fn code(code: &'static str) -> Self {
        Self {
            code,
            why: None,
            invite: None,
        }
    }

    /// A closed invite.
    #[must_use]
    pub(crate) const fn closed(why: Option<Why>) -> Self {
        Self {
            code: "invite_closed",
            why,
            invite: None,
        }
    }
}

impl Ask {
    /// Its name, for figures.
    #[must_use]
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Refresh => "refresh",
            Self::Update { .. } => "update",
            Self::Convert { dry: false, .. } => "convert",
            Self::Convert { dry: true, .. } => "convert?dryRun",
            Self::Revert { dry: false, .. } => "revert",
            Self::Revert { dry: true, .. } => "revert?dryRun",
            Self::Token => "token",
            Self::ChangeRole { .. } => "role",
            Self::Remove { .. } => "remove",
            Self::Invite { to: Some(_), .. } => "invite",
            Self::Invite { to: None, .. } => "invite by link",
            Self::Resend { .. } => "resend",
            Self::CopyLink { .. } => "copy link",
            Self::Revoke { .. } => "revoke",
            Self::OpenLink { .. } => "open link",
            Self::Accept { by: By::Token(_) } => "accept by token",
            Self::Accept { by: By::Id(_) } => "accept by id",
            Self::Decline { by: By::Token(_) } => "decline by token",
            Self::Decline { by: By::Id(_) } => "decline by id",
            Self::Deploy { .. } => "deploy",
            Self::Strand { .. } => "strand",
        }
    }
}
