//! The commands of the model, and what it replies.

use super::policy::Assignment;
use super::purge::PurgeCommand;

/// Who sends a command, by number. User 0 opens the account; services are numbered separately.
pub(crate) type User = u8;
/// An address, by number. User 3's own is number 3.
pub(crate) type Address = u8;
/// A domain, by number.
pub(crate) type Domain = u8;
/// How many domains addresses have.
pub(crate) const DOMAINS: Domain = 2;

/// The domain of an address.
#[must_use]
pub(crate) const fn domain_of(address: Address) -> Domain {
    address % DOMAINS
}

/// An invite, by the order of creation; a number that no invite has yet is an unknown one.
pub(crate) type InviteNumber = usize;
/// The token of an opened link, by the order of opening.
pub(crate) type TokenNumber = usize;
/// A project, by the order of creation; a number that no project has yet is an unknown one.
pub(crate) type ProjectNumber = usize;

/// An access review, by the order of opening; a number that no review has yet is an unknown one.
pub(crate) type ReviewNumber = usize;

/// One step: a user's command, the time since the last one, and the address in the identity token of this request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    /// Seconds since the step before.
    pub(crate) after: i64,
    /// The user.
    pub(crate) who: User,
    /// Their verified address, if they have one now.
    pub(crate) address: Option<Address>,
    /// The command.
    pub(crate) command: Command,
}

/// A grant that an invite carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Grant {
    /// In this project.
    pub(crate) project: ProjectNumber,
    /// This role or list.
    pub(crate) assignment: Assignment,
}

/// What changes of a member. An outer `None` leaves it as it is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct MemberChange {
    /// The role or list.
    pub(crate) assignment: Option<Assignment>,
    /// The membership's end in seconds from now, possibly in the past; an inner `None` lifts it.
    pub(crate) end: Option<Option<i64>>,
    /// Suspend or restore.
    pub(crate) suspended: Option<bool>,
}

/// What an invite gives.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offer {
    /// The role or list in the account.
    pub(crate) assignment: Assignment,
    /// The grants in projects.
    pub(crate) projects: Vec<Grant>,
    /// How long the membership lasts, in seconds; `None` for no end.
    pub(crate) membership: Option<i64>,
}

/// What changes of a pending invite. An outer `None` leaves it as it is.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct InviteEdit {
    /// The role or list.
    pub(crate) assignment: Option<Assignment>,
    /// The grants.
    pub(crate) projects: Option<Vec<Grant>>,
    /// The lifetime from now, in seconds; an inner `None` removes the expiry.
    pub(crate) life: Option<Option<i64>>,
    /// How long the membership lasts, in seconds; an inner `None` removes its end.
    pub(crate) membership: Option<Option<i64>>,
    /// How many users can accept it.
    pub(crate) most: Option<u64>,
    /// The domains of the addresses that can accept it; none for any.
    pub(crate) domains: Option<Vec<Domain>>,
}

/// Who can accept a link invite.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Limits {
    /// How many users; `None` for one.
    pub(crate) most: Option<u64>,
    /// The domains of their addresses; none for any.
    pub(crate) domains: Vec<Domain>,
}

/// What a service makes a member's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Enrolment {
    /// The user.
    pub(crate) user: User,
    /// Their verified address, if they have one.
    pub(crate) address: Option<Address>,
    /// The role or list.
    pub(crate) assignment: Assignment,
    /// The grants in projects. Other grants stay.
    pub(crate) projects: Vec<Grant>,
    /// The membership's end in seconds from now, possibly in the past; an inner `None` lifts it.
    pub(crate) end: Option<Option<i64>>,
}

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Command {
    /// Open the account: personal, or a team from the start.
    Open { team: bool },
    /// `PUT /v1/me` once more, by the owner of what was a personal account.
    Refresh,
    /// Change name and spend limit.
    Update {
        name: Option<u8>,
        limit: Option<u64>,
    },
    /// Convert personal to team.
    Convert { name: u8, dry: bool },
    /// Revert team to personal, or close it.
    Revert { typed: u8, dry: bool },
    /// Get a membership token, perhaps for a project.
    Token { project: Option<ProjectNumber> },
    /// Change a member's role, end or suspension.
    ChangeMember { user: User, change: MemberChange },
    /// Remove a member, or leave.
    Remove { user: User },
    /// Make a user a member without an invite, or change what a member has.
    Enrol(Enrolment),
    /// Create an invite; a link invite without an address.
    Invite {
        to: Option<Address>,
        offer: Offer,
        life: Option<i64>,
        limits: Limits,
    },
    /// Edit a pending invite.
    EditInvite {
        invite: InviteNumber,
        edit: InviteEdit,
    },
    /// Resend an invite.
    Resend {
        invite: InviteNumber,
        rotate: bool,
        life: Option<i64>,
    },
    /// Copy an invite's link.
    CopyLink { invite: InviteNumber },
    /// Revoke an invite.
    Revoke { invite: InviteNumber },
    /// Open the link with this number of an invite.
    OpenLink { invite: InviteNumber, link: u32 },
    /// Accept an invite.
    Accept { proof: Proof },
    /// Decline an invite.
    Decline { proof: Proof },
    /// A command about a project.
    Project(ProjectCommand),
    /// A command about an access review.
    Review(ReviewCommand),
    /// A command about the ownership.
    Transfer(TransferCommand),
    /// Stored data is removed.
    Purge(PurgeCommand),
    /// The operator deploys another policy, which the next command adopts.
    Deploy { policy: usize },
    /// Makes this user an invite's grantor, as no command does. Accept has to check the grantor all the same.
    Strand { invite: InviteNumber, user: User },
}

/// A command about a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ProjectCommand {
    /// Create a project, perhaps with the platform's own id for it.
    Create { name: u8, external: Option<u8> },
    /// Rename, archive or restore a project.
    Change {
        project: ProjectNumber,
        name: Option<u8>,
        archived: Option<bool>,
    },
    /// Give a member a role or list in a project.
    PutGrant {
        project: ProjectNumber,
        user: User,
        assignment: Assignment,
    },
    /// Take a member's grant in a project away.
    RemoveGrant { project: ProjectNumber, user: User },
}

/// A command about an access review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ReviewCommand {
    /// Open a review.
    Open,
    /// Record what was decided about a member.
    Decide {
        review: ReviewNumber,
        user: User,
        decision: Decision,
    },
    /// Close a review.
    Close { review: ReviewNumber },
}

/// A command about the ownership.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TransferCommand {
    /// Offer it to a member.
    Offer { user: User, typed: u8 },
    /// Accept it.
    Accept,
    /// Decline it.
    Decline,
    /// Withdraw the offer.
    Withdraw,
}

/// What was decided about a member in an access review.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// They keep their access.
    Keep,
    /// Their access is changed.
    Changed,
    /// They are removed.
    Removed,
}

/// What accept and decline identify the invite with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Proof {
    /// The token of an opened link.
    Token(TokenNumber),
    /// The id, from the inbox.
    Inbox(InviteNumber),
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

/// A reply.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reply {
    /// The account as it is now.
    Account,
    /// The account is closed.
    Closed,
    /// What a convert or revert would do.
    Plan {
        members: u32,
        invites: u32,
        projects: u32,
        reviews: u32,
        transfers: u32,
    },
    /// A token at this epoch.
    Token { epoch: u64 },
    /// The member as it is now.
    Member(User),
    /// The user is no member any more.
    Removed(User),
    /// The invite as it is now.
    Invite(InviteNumber),
    /// The join page, with a token for this link that ends then.
    Opened { link: u32, ends: i64 },
    /// A closed link.
    LinkClosed,
    /// A member by this invite, without its grants in these projects.
    Accepted {
        invite: InviteNumber,
        skipped: Vec<ProjectNumber>,
    },
    /// The project as it is now.
    Project(ProjectNumber),
    /// The member's grant as it is now, or that it is gone.
    Grant { project: ProjectNumber, user: User },
    /// The access review as it is now.
    Review(ReviewNumber),
    /// The user is erased from the account.
    Erased,
    /// The same, but they stay its owner: others are in it.
    OwnsTeam,
    /// Nothing: it was no command.
    Nothing,
    /// A denial.
    Denied(Denial),
}

/// A denial: its code and the data that it carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Denial {
    /// The code.
    pub(crate) code: &'static str,
    /// With `invite_closed`, for those who may know.
    pub(crate) why: Option<Why>,
    /// With `already_invited`.
    pub(crate) invite: Option<InviteNumber>,
}

impl Denial {
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

impl Command {
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
            Self::Token { project: None } => "token",
            Self::Token { project: Some(_) } => "token for a project",
            Self::ChangeMember { .. } => "change member",
            Self::Remove { .. } => "remove",
            Self::Enrol(_) => "enrol",
            Self::Invite { to: Some(_), .. } => "invite",
            Self::Invite { to: None, .. } => "invite by link",
            Self::EditInvite { .. } => "edit invite",
            Self::Resend { .. } => "resend",
            Self::CopyLink { .. } => "copy link",
            Self::Revoke { .. } => "revoke",
            Self::OpenLink { .. } => "open link",
            Self::Accept {
                proof: Proof::Token(_),
            } => "accept by token",
            Self::Accept {
                proof: Proof::Inbox(_),
            } => "accept by id",
            Self::Decline {
                proof: Proof::Token(_),
            } => "decline by token",
            Self::Decline {
                proof: Proof::Inbox(_),
            } => "decline by id",
            Self::Project(command) => command.name(),
            Self::Review(ReviewCommand::Open) => "open review",
            Self::Review(ReviewCommand::Decide { .. }) => "decide in review",
            Self::Review(ReviewCommand::Close { .. }) => "close review",
            Self::Transfer(TransferCommand::Offer { .. }) => "offer ownership",
            Self::Transfer(TransferCommand::Accept) => "accept ownership",
            Self::Transfer(TransferCommand::Decline) => "decline ownership",
            Self::Transfer(TransferCommand::Withdraw) => "withdraw ownership",
            Self::Purge(command) => command.name(),
            Self::Deploy { .. } => "deploy",
            Self::Strand { .. } => "strand",
        }
    }
}
