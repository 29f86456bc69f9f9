//! Who may do what. THE permission table: pages, functions and the store ask it; nothing else decides.
//!
//! A role says which *actions* exist for a person ([`Viewer::may`]); the [`Scope`] says which *records* (the store puts it
//! into every `WHERE`). Out of scope looks the same as not there.

use serde::{Deserialize, Serialize};

use crate::{code::words, country::Country, error::Refusal};

words! {
    /// What a person is to the programme.
    Role {
        /// Manages accounts and reads everything, changes no programme data.
        Administrator = "administrator", "Administrator";
        /// UNODC programme staff: records grants, rounds, items, activities and milestones.
        Staff = "staff", "Programme staff";
        /// Logistics officer of a receiving agency: confirms, line by line, what reached it.
        Officer = "officer", "Agency logistics officer";
        /// Embassy viewer: reads what its own grants became.
        Donor = "donor", "Donor viewer";
        /// The body that coordinates the teams of one country: reads them, what they hold, what they do and what came of it.
        /// Never an amount of money.
        Coordinator = "coordinator", "National coordinator";
        /// Traces the money behind significant cases: reads the cases that were handed on to its agency.
        FocalPoint = "focal-point", "Focal point for financial tracing";
    }
}

/// Which records a person may see at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    Everything,
    /// The agency with this id.
    Agency(i64),
    /// The donor with this id.
    Donor(i64),
    /// What concerns this country.
    Country(Country),
}

/// The person who asks. Made from a live session on every request, never cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    pub person: i64,
    pub session: i64,
    pub name: String,
    pub login: String,
    pub role: Role,
    pub scope: Scope,
    /// The name of the agency or donor that the scope points at, or the code of the country, for the account menu.
    pub scope_name: Option<String>,
}

/// Everything that can be done, as far as permissions tell actions apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    SeeOverview,
    /// A donor's briefing, and the pack with the files behind it.
    ReadBriefing,
    SeeGrants,
    ManageGrants,
    /// Posting and approving money events, rates, budgets and locks.
    ManageMoney,
    SeeRates,
    SeeRounds,
    ManageRounds,
    ConfirmReceipt,
    SeeReceipts,
    /// Agreeing that a receipt is corrected later than half an hour after it was signed, or refusing it.
    AnswerCorrections,
    SeeDiscrepancies,
    /// Naming an owner, setting a due date, settling.
    SettleDiscrepancies,
    RemarkOnDiscrepancies,
    /// The content of acts, and their files.
    SeeActs,
    /// Terms of rounds, clauses, issuing acts, links for people without an account, confirming scans.
    ManageActs,
    /// Signing where an act names one, and uploading what was signed on paper.
    SignActs,
    SeeItems,
    /// Recording that an item was checked where it stands.
    VerifyItems,
    /// Planned inspections, and what they found.
    SeeVisits,
    ManageVisits,
    /// What must be done about something that was found.
    SeeFindings,
    ManageFindings,
    /// Recording what the odometer of a vehicle shows.
    ReadOdometers,
    /// The papers of a thing and what was done to it.
    SeeUpkeep,
    /// Recording them.
    KeepUp,
    /// Proposed and confirmed changes of custody.
    SeeMovements,
    /// Proposing a reassignment between units, and answering what waits for one's side.
    MoveItems,
    /// Offering an item back to UNODC.
    ReturnItems,
    /// Reporting what was lost or stolen, and what was found again.
    ReportLosses,
    WriteOffItems,
    PassTitle,
    /// Recording that a new head of a unit accepted its inventory.
    ChangeHeads,
    SeeUnits,
    /// What each unit holds, without what it is worth.
    SeeInventory,
    SeeAgencies,
    SeeComponents,
    /// Published figures, about whatever one reads.
    SeeTotals,
    ManageMilestones,
    SeeActivities,
    ManageActivities,
    /// What was seized, added up.
    SeeResults,
    /// Case by case.
    SeeCases,
    ManageCases,
    SeeDocuments,
    ManageDocuments,
    /// Who signed, witnessed, spoke or came, in which post.
    SeeOfficials,
    ManageOfficials,
    ManagePeople,
    SeeChanges,
    /// What waits, noun by noun, with who looks after it.
    SeeTasks,
    /// Naming who looks after what waits, putting it off, reminding an agency.
    ShareTasks,
    SeeQuestions,
    /// Asking about a figure.
    AskQuestions,
    AnswerQuestions,
    /// What staff announced of planned handovers, and a calendar of it.
    SeePlanned,
    /// Being told what waits for one's role.
    SeeNotices,
    /// Mail that waits, was sent or could not be sent.
    SeeOutbox,
    /// The state of the portal itself: database, chain, mail, settings, who is signed in.
    SeeSystem,
    /// Having the audit chain verified.
    VerifyChain,
    /// Own password, own sessions, own display settings.
    ManageOwnAccount,
}

use Role::{Administrator, Coordinator, Donor, FocalPoint, Officer, Staff};

/// Action → the roles that have it.
pub const PERMISSIONS: &[(Action, &[Role])] = &[
    (Action::SeeOverview, &[Administrator, Staff, Officer, Donor, Coordinator, FocalPoint]),
    (Action::ReadBriefing, &[Donor]),
    (Action::SeeGrants, &[Administrator, Staff, Donor]),
    (Action::ManageGrants, &[Staff]),
    (Action::ManageMoney, &[Staff]),
    (Action::SeeRates, &[Administrator, Staff, Donor]),
    (Action::SeeRounds, &[Administrator, Staff, Officer, Donor]),
    (Action::ManageRounds, &[Staff]),
    // Not staff: whoever dispatches cannot confirm, and nobody confirms on an agency's behalf.
    (Action::ConfirmReceipt, &[Officer]),
    (Action::SeeReceipts, &[Administrator, Staff, Officer, Donor]),
    (Action::AnswerCorrections, &[Staff]),
    (Action::SeeDiscrepancies, &[Administrator, Staff, Officer, Donor]),
    (Action::SettleDiscrepancies, &[Staff]),
    (Action::RemarkOnDiscrepancies, &[Staff, Officer]),
    // Not donors: an act names people, posts and serial numbers. They learn that there is one.
    (Action::SeeActs, &[Administrator, Staff, Officer]),
    (Action::ManageActs, &[Staff]),
    (Action::SignActs, &[Staff, Officer]),
    (Action::SeeItems, &[Administrator, Staff, Officer, Donor]),
    (Action::VerifyItems, &[Staff]),
    // Donors those that their embassy joins. Not officers: a visit says beforehand what is looked at.
    (Action::SeeVisits, &[Administrator, Staff, Donor]),
    (Action::ManageVisits, &[Staff]),
    (Action::SeeFindings, &[Administrator, Staff]),
    (Action::ManageFindings, &[Staff]),
    (Action::ReadOdometers, &[Staff, Officer]),
    (Action::SeeUpkeep, &[Administrator, Staff, Officer]),
    (Action::KeepUp, &[Staff, Officer]),
    (Action::SeeMovements, &[Administrator, Staff, Officer]),
    (Action::MoveItems, &[Staff, Officer]),
    // Not staff: what a unit has is given back, and reported, by its own agency.
    (Action::ReturnItems, &[Officer]),
    (Action::ReportLosses, &[Staff, Officer]),
    (Action::WriteOffItems, &[Staff]),
    (Action::PassTitle, &[Staff]),
    (Action::ChangeHeads, &[Staff, Officer]),
    (Action::SeeUnits, &[Administrator, Staff, Officer, Donor, Coordinator]),
    (Action::SeeInventory, &[Administrator, Staff, Officer, Donor, Coordinator]),
    (Action::SeeAgencies, &[Administrator, Staff, Officer, Donor, Coordinator, FocalPoint]),
    (Action::SeeComponents, &[Administrator, Staff, Officer, Donor]),
    (Action::SeeTotals, &[Administrator, Staff, Officer, Donor, Coordinator]),
    (Action::ManageMilestones, &[Staff]),
    (Action::SeeActivities, &[Administrator, Staff, Officer, Donor, Coordinator]),
    (Action::ManageActivities, &[Staff]),
    (Action::SeeResults, &[Administrator, Staff, Officer, Donor, Coordinator, FocalPoint]),
    // Not donors: they read sums, never a single case. Officers read the stages in which their agency acted, a coordinator those in
    // which its country did, a focal point the cases that its agency was handed.
    (Action::SeeCases, &[Administrator, Staff, Officer, Coordinator, FocalPoint]),
    (Action::ManageCases, &[Staff]),
    // Which of them says each document itself.
    (Action::SeeDocuments, &[Administrator, Staff, Officer, Donor]),
    (Action::ManageDocuments, &[Staff]),
    // Not officers: they do not read who signed for money, and who came to a handover.
    (Action::SeeOfficials, &[Administrator, Staff, Donor]),
    (Action::ManageOfficials, &[Staff]),
    (Action::ManagePeople, &[Administrator]),
    (Action::SeeChanges, &[Administrator, Staff]),
    (Action::SeeTasks, &[Staff]),
    (Action::ShareTasks, &[Staff]),
    (Action::SeeQuestions, &[Administrator, Staff, Donor]),
    (Action::AskQuestions, &[Donor]),
    (Action::AnswerQuestions, &[Staff]),
    (Action::SeePlanned, &[Administrator, Staff, Donor]),
    (Action::SeeNotices, &[Staff, Officer, Donor]),
    (Action::SeeOutbox, &[Administrator]),
    (Action::SeeSystem, &[Administrator]),
    (Action::VerifyChain, &[Administrator]),
    (Action::ManageOwnAccount, &[Administrator, Staff, Officer, Donor, Coordinator, FocalPoint]),
];

impl Role {
    /// Whether an account of this role is for one agency, donor or country.
    pub fn has_scope(self) -> bool {
        !matches!(self, Administrator | Staff)
    }

    pub fn may(self, action: Action) -> bool {
        PERMISSIONS.iter().any(|(a, roles)| *a == action && roles.contains(&self))
    }
}

impl Viewer {
    /// # Errors
    /// [`Refusal::Forbidden`] when the role does not have this action.
    pub fn may(&self, action: Action) -> Result<(), Refusal> {
        if self.role.may(action) { Ok(()) } else { Err(Refusal::Forbidden) }
    }

    /// The agency whose goods this person confirms.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for everybody who is not an officer.
    pub fn agency(&self) -> Result<i64, Refusal> {
        match (self.role, self.scope) {
            (Role::Officer, Scope::Agency(agency)) => Ok(agency),
            _ => Err(Refusal::Forbidden),
        }
    }

    pub fn is_donor(&self) -> bool {
        matches!(self.scope, Scope::Donor(_))
    }

    /// Whether this person may be told what something costs. A coordinator never is, wherever an amount stands.
    pub fn reads_amounts(&self) -> bool {
        !matches!(self.scope, Scope::Country(_))
    }

    pub fn sees_everything(&self) -> bool {
        self.scope == Scope::Everything
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_stands_in_the_table_once() {
        for (i, (action, roles)) in PERMISSIONS.iter().enumerate() {
            assert!(!roles.is_empty(), "{action:?}");
            assert!(PERMISSIONS[i + 1..].iter().all(|(other, _)| other != action), "{action:?} stands twice");
        }
        assert_eq!(PERMISSIONS.len(), Action::ManageOwnAccount as usize + 1);
    }

    #[test]
    fn a_coordinator_and_a_focal_point_read_and_change_nothing_but_their_account() {
        for role in [Coordinator, FocalPoint] {
            for (action, _) in PERMISSIONS.iter().filter(|(action, _)| role.may(*action)) {
                let reads = format!("{action:?}").starts_with("See");
                assert!(reads || *action == Action::ManageOwnAccount, "{role}: {action:?}");
            }
            for money in [Action::SeeGrants, Action::SeeRates, Action::SeeItems, Action::SeeRounds, Action::SeeReceipts]
            {
                assert!(!role.may(money), "{role}: {money:?}");
            }
        }
    }

    #[test]
    fn nobody_both_dispatches_and_confirms() {
        for role in Role::ALL {
            assert!(!(role.may(Action::ManageRounds) && role.may(Action::ConfirmReceipt)), "{role}");
        }
    }
}
