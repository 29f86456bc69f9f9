//! Notices: what people are told without asking, in the portal and by e-mail.
//!
//! A notice names a round, or an act with its version, and a date at most. Identifiers, plates and values stay behind the
//! sign-in: mail is read by strangers.

use crate::{
    access::Role,
    code::words,
    error::{Checks, Refusal},
};

words! {
    Kind {
        ToReceive = "to receive", "Something was sent to my agency";
        Waiting = "waiting", "What was sent waits for 7 and for 14 days";
        Correction = "correction", "A receipt is to be corrected, or UNODC answered";
        DiscrepancyDue = "discrepancy due", "A discrepancy that I look after is due";
        ActSigned = "act signed", "An act was signed";
        DocumentSuperseded = "document superseded", "A document was replaced by a newer one";
        Question = "question", "A donor asks about a figure";
        Answer = "answer", "A question of mine was answered";
        HandoverPlanned = "handover planned", "A handover of what we paid for is planned, or no more";
        LossReported = "loss reported", "Something that we paid for was reported lost";
    }
}

impl Kind {
    /// Whether people of this role are ever told.
    pub fn concerns(self, role: Role) -> bool {
        match self {
            Kind::ToReceive | Kind::Waiting => role == Role::Officer,
            Kind::Correction | Kind::DiscrepancyDue | Kind::DocumentSuperseded => {
                matches!(role, Role::Staff | Role::Officer)
            }
            Kind::ActSigned => matches!(role, Role::Staff | Role::Officer | Role::Donor),
            Kind::Question => role == Role::Staff,
            Kind::Answer | Kind::HandoverPlanned | Kind::LossReported => role == Role::Donor,
        }
    }
}

/// After how many days without a count the agency is reminded; at each of them once.
pub const REMINDED_AFTER: [i64; 2] = [7, 14];

/// The reminder that is due after so many days of waiting.
pub fn reminder(days: i64) -> Option<i64> {
    REMINDED_AFTER.into_iter().rev().find(|after| days >= *after)
}

/// Where a person wants a kind of notice. Both, until something else was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preference {
    pub kind: Kind,
    pub in_portal: bool,
    pub by_email: bool,
}

/// What a person chooses on the account page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPreferences {
    /// Without an address nothing is mailed.
    pub email: Option<String>,
    pub kinds: Vec<Preference>,
}

impl NewPreferences {
    /// `in_portal` and `by_email` are the words of the kinds that are ticked.
    ///
    /// # Errors
    /// The address is not one.
    pub fn parse(role: Role, email: &str, in_portal: &[String], by_email: &[String]) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let email = match email.trim() {
            "" => None,
            typed => checks.take("email", parse_email(typed)),
        };
        let ticked = |words: &[String], kind: Kind| words.iter().any(|word| word == kind.word());
        let kinds = Kind::ALL.iter().copied().filter(|kind| kind.concerns(role)).map(|kind| Preference {
            kind,
            in_portal: ticked(in_portal, kind),
            by_email: ticked(by_email, kind),
        });
        checks.finish(NewPreferences { email, kinds: kinds.collect() })
    }
}

/// An address that mail can be sent to: one `@`, a domain with a point, nothing that could end a header.
///
/// # Errors
/// A sentence with an example.
pub fn parse_email(typed: &str) -> Result<String, String> {
    let bad = || "Enter an address such as dana@un.org".to_owned();
    let (name, domain) = typed.split_once('@').ok_or_else(bad)?;
    let plain = |text: &str, more: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
            && !text.starts_with('.')
            && !text.ends_with('.')
            && !text.contains("..")
    };
    let labels = domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
    let good = plain(name, ".-_+'=") && plain(domain, ".-") && domain.contains('.') && labels;
    if good && name.len() <= 64 && typed.len() <= 254 { Ok(typed.to_owned()) } else { Err(bad()) }
}

/// An attempt to send may last this long; then another sender takes the mail over. In seconds.
pub const ATTEMPT_SECONDS: i64 = 5 * 60;

/// After a failed attempt (the first is 1): seconds until the next one, or nothing when it is given up. Together about
/// two days, which outlasts a weekend's outage of a mail server only just.
pub fn retry_after(attempts: i64) -> Option<i64> {
    const MINUTES: [i64; 8] = [1, 5, 15, 60, 180, 480, 720, 1440];
    let minutes = MINUTES.get(usize::try_from(attempts - 1).ok()?)?;
    Some(minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Action;

    #[test]
    fn reminders_come_at_7_and_at_14_days() {
        assert_eq!([0, 6, 7, 13, 14, 400].map(reminder), [None, None, Some(7), Some(7), Some(14), Some(14)]);
    }

    #[test]
    fn mail_is_tried_less_and_less_often_and_then_given_up() {
        let waits: Vec<i64> = (1..).map_while(retry_after).collect();
        assert_eq!(waits.len(), 8);
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((retry_after(0), retry_after(9)), (None, None));
    }

    #[test]
    fn addresses_cannot_carry_anything_else() {
        for good in ["dana@un.org", "dana.petrova+portal@unodc.example", "o'neil@a-b.example"] {
            assert_eq!(parse_email(good).as_deref(), Ok(good));
        }
        for bad in [
            "dana",
            "dana@un",
            "@un.org",
            "dana@",
            "dana@un.org, evil@x.example",
            "dana@un.org\r\nBcc: evil@x.example",
            "Dana <dana@un.org>",
            "da na@un.org",
            ".dana@un.org",
            "dana@un..org",
            "dana@-un.org",
            "дана@un.org",
        ] {
            assert!(parse_email(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn people_choose_among_the_kinds_of_their_role() {
        let ticked = ["discrepancy due".to_owned(), "to receive".to_owned()];
        let chosen = NewPreferences::parse(Role::Staff, "", &ticked, &[]).expect("accepted");
        assert_eq!(chosen.kinds.len(), 5);
        assert!(chosen.kinds.iter().all(|p| p.in_portal == (p.kind == Kind::DiscrepancyDue) && !p.by_email));
    }

    #[test]
    fn who_may_read_notices_is_told_something_and_nobody_else_is() {
        for role in Role::ALL {
            let told = Kind::ALL.iter().any(|kind| kind.concerns(*role));
            assert_eq!(told, role.may(Action::SeeNotices), "{role}");
        }
    }
}
