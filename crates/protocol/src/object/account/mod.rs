//! The operations of an `AccountObject`.

mod accounts;
mod audit;
mod checks;
mod erasures;
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
    AuditFilter, EventPage, ExportEvents, ExportFormat, ExportedEvents, ListEvents,
    ListEventsAfter, RecordEvent,
};
pub use checks::{CheckMember, MemberStatus, ReadEpochs};
pub use erasures::{EraseInvites, EraseMember, ExportMember, ExportPosition, ExportedMember};
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
