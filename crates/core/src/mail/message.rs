//! One mail of an invite: its stored state, and how that changes.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::delivery::{Delivery, DeliveryState};
use super::failure::DeliveryFailure;
use super::locale::Locale;
use crate::id::{IdError, as_text};
use crate::{InviteId, Timestamp, UserId, limits};

/// The length of an invite's id in characters.
const INVITE_ID_CHARACTERS: usize = 48;

/// Whether a request asks for a mail, and in which language.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MailRequest {
    /// Whether to send one. By default one is sent where the edge can, to an invite's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<bool>,
    /// Its language; that of the templates by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

impl MailRequest {
    /// Whether it leaves everything to the edge.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The id of a mail: the invite's, and the number of the mail among the invite's. It names the mail to the transport, too:
/// as the idempotency key, in `Message-ID`, and in what the transport reports later. It holds nothing secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId {
    /// The invite.
    pub invite: InviteId,
    /// 1 for the first mail of an invite.
    pub number: u32,
}

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.invite, self.number)
    }
}

impl FromStr for MailId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (invite, number) = text.split_at_checked(INVITE_ID_CHARACTERS).ok_or(IdError)?;
        let digits = number.strip_prefix('.').ok_or(IdError)?;
        let is_number =
            digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|_| is_number);
        Ok(Self {
            invite: invite.parse()?,
            number: number.ok_or(IdError)?,
        })
    }
}

as_text!(MailId);

/// A mail of an invite. Its text is made when it is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// The member who asked for it, whose budget it uses.
    pub inviter: UserId,
    /// Its language.
    pub locale: Option<Locale>,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// What became of it.
    pub delivery: Delivery,
    /// How many attempts failed.
    pub attempts: u32,
    /// When to try next; `None` when there is nothing left to try.
    pub due: Option<Timestamp>,
}

/// The outcome of one attempt to send a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt {
    /// The transport accepted it.
    Sent,
    /// It could not be sent now, and may be later.
    Deferred,
    /// It will never be sent.
    Failed(DeliveryFailure),
}

/// What a transport reports about a mail that it accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Report {
    /// The receiving server returned it.
    Bounced,
    /// The recipient reported it as unwanted.
    Complained,
    /// The transport could not send it after all.
    Failed,
}

impl Mail {
    /// A mail that is asked for now, and due at once.
    #[must_use]
    pub const fn queued(
        id: MailId,
        inviter: UserId,
        locale: Option<Locale>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            inviter,
            locale,
            queued_at: now,
            delivery: Delivery {
                state: DeliveryState::Queued,
                at: now,
                reason: None,
            },
            attempts: 0,
            due: Some(now),
        }
    }

    /// Whether it counts in the budgets of its inviter and team: whether they had any left.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        !matches!(
            self.delivery.reason,
            Some(DeliveryFailure::InviterBudget | DeliveryFailure::TeamBudget)
        )
    }

    /// The mail after an attempt. `divisor` shortens the waiting times of tests; it is 1 elsewhere.
    ///
    /// Attempts go on for a day, ever less often. A mail that was decided meanwhile stays as it is.
    #[must_use]
    pub fn after_attempt(self, attempt: Attempt, now: Timestamp, divisor: i64) -> Self {
        if self.delivery.state != DeliveryState::Queued {
            return self;
        }
        match attempt {
            Attempt::Sent => self.ended(DeliveryState::Sent, None, now),
            Attempt::Failed(reason) => self.ended(DeliveryState::Failed, Some(reason), now),
            Attempt::Deferred => {
                let due = later(now, retry_seconds(self.attempts), divisor);
                if due > later(self.queued_at, limits::MAIL_SECONDS, divisor) {
                    let reason = DeliveryFailure::TransportUnreachable;
                    return self.ended(DeliveryState::Failed, Some(reason), now);
                }
                Self {
                    attempts: self.attempts.saturating_add(1),
                    due: Some(due),
                    ..self
                }
            }
        }
    }

    /// The mail after a report of its transport; `None` when the report changes nothing, as a repeated one does.
    #[must_use]
    pub fn after_report(self, report: Report, now: Timestamp) -> Option<Self> {
        let (state, reason) = match report {
            Report::Bounced => (DeliveryState::Bounced, DeliveryFailure::Bounced),
            Report::Complained => (DeliveryState::Bounced, DeliveryFailure::Complained),
            Report::Failed => (DeliveryState::Failed, DeliveryFailure::TransportRejected),
        };
        match self.delivery.state {
            // A report can overtake the transport's own response, or follow one that was lost.
            DeliveryState::Queued | DeliveryState::Sent => {
                Some(self.ended(state, Some(reason), now))
            }
            DeliveryState::Failed | DeliveryState::Bounced => None,
        }
    }

    fn ended(self, state: DeliveryState, reason: Option<DeliveryFailure>, now: Timestamp) -> Self {
        Self {
            delivery: Delivery {
                state,
                at: now,
                reason,
            },
            due: None,
            ..self
        }
    }
}

/// Seconds until the next attempt: half a minute, doubled each time up to an hour.
const fn retry_seconds(attempts: u32) -> i64 {
    let doubled = if attempts < 7 { 30 << attempts } else { 3_600 };
    if doubled < 3_600 { doubled } else { 3_600 }
}

fn later(from: Timestamp, seconds: i64, divisor: i64) -> Timestamp {
    let milliseconds = seconds.saturating_mul(1000) / divisor.max(1);
    Timestamp::from_milliseconds(from.milliseconds().saturating_add(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(1_795_000_000_000).plus_seconds(seconds)
    }

    fn mail() -> Mail {
        let invite = InviteId::new(AccountId::from_bytes([1; 16]), [2; 16]);
        let id = MailId { invite, number: 1 };
        Mail::queued(id, UserId::derive("main", "owner"), None, at(0))
    }

    #[test]
    fn a_mail_has_an_id_that_parses_back() {
        let id = mail().id;
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "inv_", &id.invite.to_string()] {
            assert_eq!(text.parse::<MailId>(), Err(IdError), "{text}");
        }
        for number in [".", ".0", ".01", ".+1", ".4294967296", "1", ".1 "] {
            let text = alloc::format!("{}{number}", id.invite);
            assert_eq!(text.parse::<MailId>(), Err(IdError), "{text}");
        }
    }

    #[test]
    fn a_mail_that_is_deferred_is_tried_for_a_day() {
        let mut mail = mail();
        let mut waits = Vec::new();
        let mut now = at(0);
        while let Some(due) = mail.due {
            waits.push((due.milliseconds() - now.milliseconds()) / 1000);
            now = due;
            mail = mail.after_attempt(Attempt::Deferred, now, 1);
        }
        assert_eq!(
            waits.get(..9).unwrap(),
            [0, 30, 60, 120, 240, 480, 960, 1920, 3600]
        );
        assert!((22..=31).contains(&waits.len()), "{waits:?}");
        assert_eq!(mail.delivery.state, DeliveryState::Failed);
        assert_eq!(
            mail.delivery.reason,
            Some(DeliveryFailure::TransportUnreachable)
        );
        assert!(now > at(80_000) && now <= at(86_400), "{now:?}");
    }

    #[test]
    fn a_test_can_shorten_the_waiting_times() {
        let mail = mail().after_attempt(Attempt::Deferred, at(0), 100);
        assert_eq!(
            mail.due,
            Some(Timestamp::from_milliseconds(at(0).milliseconds() + 300))
        );
        let late = mail.after_attempt(Attempt::Deferred, at(864), 100);
        assert_eq!(late.delivery.state, DeliveryState::Failed);
    }

    #[test]
    fn what_is_decided_about_a_mail_is_final() {
        let sent = mail().after_attempt(Attempt::Sent, at(1), 1);
        assert_eq!((sent.delivery.state, sent.due), (DeliveryState::Sent, None));
        let failure = Attempt::Failed(DeliveryFailure::AddressRejected);
        assert_eq!(sent.clone().after_attempt(failure, at(2), 1), sent);
        let failed = mail().after_attempt(failure, at(1), 1);
        assert_eq!(
            failed.clone().after_attempt(Attempt::Sent, at(2), 1),
            failed
        );
        assert_eq!(failed.after_report(Report::Bounced, at(2)), None);
    }

    #[test]
    fn a_report_counts_once() {
        let sent = mail().after_attempt(Attempt::Sent, at(1), 1);
        for (report, state, reason) in [
            (
                Report::Bounced,
                DeliveryState::Bounced,
                DeliveryFailure::Bounced,
            ),
            (
                Report::Complained,
                DeliveryState::Bounced,
                DeliveryFailure::Complained,
            ),
            (
                Report::Failed,
                DeliveryState::Failed,
                DeliveryFailure::TransportRejected,
            ),
        ] {
            let after = sent.clone().after_report(report, at(5)).unwrap();
            let expected = Delivery {
                state,
                at: at(5),
                reason: Some(reason),
            };
            assert_eq!(after.delivery, expected);
            assert_eq!(after.after_report(report, at(6)), None);
        }
        let overtaking = mail().after_report(Report::Bounced, at(1)).unwrap();
        assert_eq!(
            overtaking.clone().after_attempt(Attempt::Sent, at(2), 1),
            overtaking
        );
    }
}
