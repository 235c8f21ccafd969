//! A user's own account, which crosses two objects: the user's reserves its id, and the account's opens it.

use hallpass_core::AccountId;
use hallpass_core::account::{Caller, Kind, Person};
use hallpass_protocol::object::account::OpenAccount;
use hallpass_protocol::object::user::ReplaceOwnAccount;

use super::client::{CallError, ObjectClient};
use crate::random;

/// Opens another personal account for a user whose own account, `former`, has another owner now.
///
/// Each step is safe to repeat, so a caller who repeats it completes one that was interrupted: the account that was theirs, a
/// repeated request, or their next sign-in.
///
/// # Errors
/// [`CallError`], after which it is unknown which step was done.
pub(crate) async fn replace_own_account(
    client: &ObjectClient<'_>,
    former: AccountId,
    person: &Person,
) -> Result<(), CallError> {
    let replace = ReplaceOwnAccount {
        user: person.user.clone(),
        former,
        fresh: AccountId::from_bytes(random::bytes()?),
    };
    let open = OpenAccount {
        account: client.call(replace).await?,
        kind: Kind::Personal,
        name: person.name.clone(),
        on_behalf: None,
    };
    let client = client.in_the_name_of(Caller::User(person.clone()));
    client.call(open).await.map(drop)
}
