//! Transfer of ownership: the owner offers it to a member, who accepts or declines.
//!
//! The account keeps its latest offer with what became of it, so that a repeated request gets the same response.

mod decide;
mod end;
mod latest_offer;
mod make_owner;
mod offer;

use super::command_context::{CommandContext, CommandResult};
use super::{Announcement, Store, TransferState};
use crate::UserId;
use crate::audit::{Resource, ResourceType};

pub(super) use end::TransferEnd;
pub use latest_offer::OpenTransfer;

impl<S: Store> CommandContext<'_, S> {
    /// The offer that can be accepted now.
    pub(in crate::account) fn open_transfer(&self) -> CommandResult<Option<OpenTransfer>, S> {
        self.load(|store| {
            self.account
                .open_transfer(self.context.now, |user| store.member(user))
        })
    }

    /// Announces the offer to the owner, if it is to this member: it shows when their membership ends.
    pub(in crate::account) fn announce_transfer_of(&mut self, user: &UserId) {
        let transfer = self.account.transfer.as_ref();
        if transfer
            .is_some_and(|transfer| transfer.to == *user && transfer.state == TransferState::Open)
        {
            self.announce(Announcement::Member(self.account.owner.clone()));
        }
    }

    /// Announces the offer to those who see it: the owner, and the member whom it is for.
    fn announce_transfer_to(&mut self, user: &UserId) {
        self.announce(Announcement::Member(self.account.owner.clone()));
        self.announce(Announcement::Member(user.clone()));
    }

    const fn decide_transfer(&mut self, state: TransferState) {
        if let Some(transfer) = &mut self.account.transfer {
            transfer.state = state;
        }
    }
}

/// The member that an event about an offer is about.
fn about(user: &UserId) -> Resource {
    Resource::new(ResourceType::Member, user)
}
