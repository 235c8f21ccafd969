//! What a restore from a backup means for an account.
//!
//! Since the backup the account may have gone on: tokens were minted, and rows of it delivered, that the backup knows nothing
//! of. They must not outlive the restore.

use alloc::string::ToString as _;

use super::system_event::SystemEvents;
use super::{Announcement, Change, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{Timestamp, limits};

/// Continues an account after it was restored from a backup that was made at `backed_up_at`. The random bytes are for the
/// event's id.
///
/// Its epoch and its sequence move up further than they can have advanced since the backup: every earlier token is stale, and
/// the account's rows in other objects, which are announced again, are newer than any earlier one.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back.
pub fn resume_restored<S: Store>(
    store: &mut S,
    backed_up_at: Timestamp,
    now: Timestamp,
    random: &[u8; 32],
) -> Result<(), S::Error> {
    let Some((mut account, put)) = store.presence()?.into_stored() else {
        return Ok(());
    };
    account.epoch = account.epoch.saturating_add(limits::RESTORE_STEP);
    account.floor_epoch = account.epoch;
    account.sequence = account.sequence.saturating_add(limits::RESTORE_STEP);
    let resource = Resource::new(ResourceType::Account, &account.id);
    let backup_at = Detail::Text(backed_up_at.to_string());
    let details = Details::from([("backupAt".into(), backup_at)]);
    let mut events = SystemEvents::new(&mut account, store.last_event_at()?, now, random);
    let event = events.append(Action::AccountRestore, resource, details);
    store.apply(alloc::vec![
        event,
        put(account),
        Change::Announce(Announcement::EveryMember),
        Change::Announce(Announcement::EveryPending),
    ])
}
