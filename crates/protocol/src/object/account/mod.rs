//! The operations of an `AccountObject`.

mod accounts;
mod audit;
mod checks;
mod invites;
mod members;
mod projects;
mod reviews;
mod transfers;

pub use accounts::{
    ConvertAccount, ConvertResponse, OpenAccount, ReadAccount, RevertAccount, RevertResponse,
    UpdateAccount,
};
pub use audit::{
    AuditFilter, EventPage, ExportEvents, ExportFormat, ExportedEvents, FORMER_MEMBER, ListEvents,
    ListEventsAfter, RecordEvent,
};
pub use checks::{CheckMember, MemberStatus, ReadEpochs};
pub use invites::{
    AcceptInvite, AcceptedInvite, CreateInvite, CreateInvites, DeclineInvite, InvitePreview,
    InviteRow, InviteWithGeneration, ListInvites, PreviewInvite, PreviewMail, ReadInvite,
    ReadInviteLink, ReportMail, ResendInvite, RevokeInvite, UpdateInvite,
};
pub use members::{
    EnrolMember, FindPerson, InProject, IssueClaims, IssuedClaims, ListMembers, MemberClaims,
    MemberSort, RemoveMember, UpdateMember,
};
pub use projects::{
    CreateProject, ListProjectMembers, ListProjects, PutGrant, ReadProject, RemoveGrant,
    UpdateProject,
};
pub use reviews::{
    CloseReview, DecideReview, ListReviews, OpenReview, ReadReview, ReadReviewOutcomes,
    ReviewOutcomes,
};
pub use transfers::{
    AcceptTransfer, DeclineTransfer, FormerOwner, TransferOwnership, Transferred, WithdrawTransfer,
};
