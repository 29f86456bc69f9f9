//! Pages and actions among what a search finds, by what the person may do.

use domain::{
    Action::{self, *},
    Role,
};
use leptos::prelude::*;

use crate::kit::*;

/// What it says, where it leads, what a role needs for it, and other words by which it is found.
pub struct Command {
    pub words: &'static str,
    pub href: &'static str,
    pub needs: Action,
    also: &'static str,
}

const fn to(words: &'static str, href: &'static str, needs: Action, also: &'static str) -> Command {
    Command { words, href, needs, also }
}

/// What one can do.
pub const ACTIONS: &[Command] = &[
    to("New round", "/rounds/new", ManageRounds, "prepare handover draft"),
    to("Record a finding", "/findings/new", ManageFindings, "new follow-up"),
    to("Plan a visit", "/visits/new", ManageVisits, "new inspection spot check sample"),
    to("Past round, as published", "/rounds/known/new", ManageRounds, "record handover"),
    to(
        "Record money",
        "/grants",
        ManageMoney,
        "post expenditure receipt pledge commitment refund event ledger: choose the grant",
    ),
    to("Approve money and rates", "/ledger/waiting", ManageMoney, "waits decide reject"),
    to("Enter a rate", "/rates/new", ManageMoney, "new exchange yen"),
    to("Import rates", "/rates/import", ManageMoney, "exchange file"),
    to("Lock a period", "/periods/new", ManageMoney, "close month year"),
    to("Answer corrections of receipts", "/corrections", AnswerCorrections, "agree refuse"),
    to("What is put off", "/to-do?shown=later", SeeTasks, "later snoozed tasks"),
    to("What I look after", "/to-do?whose=mine", SeeTasks, "my tasks assigned"),
    to("New grant", "/grants/new", ManageGrants, "agreement exchange of notes"),
    to("New donor", "/donors/new", ManageGrants, "embassy government"),
    to("New component", "/components/new", ManageGrants, "programme"),
    to("New unit", "/units/new", ManageGrants, "team office"),
    to("New agency", "/agencies/new", ManageGrants, "service committee"),
    to("Record an activity", "/activities/new", ManageActivities, "new training workshop course study visit forum"),
    to("Record a result", "/results/new", ManageCases, "new case seizure"),
    to("Record a document", "/documents/new", ManageDocuments, "new decree note paper upload"),
    to("Record an official", "/officials/new", ManageOfficials, "new signatory guest"),
    to("Wording of acts", "/acts/clauses", ManageActs, "clauses text"),
    to("Count what arrived", "/", ConfirmReceipt, "receive confirm receipt"),
    to("Take a briefing or the pack along", "/briefing", ReadBriefing, "pdf zip download report"),
    to("Invite a person", "/people/new", ManagePeople, "new account user"),
    to("Verify the chain", "/system", VerifyChain, "audit check"),
    to("Change my password", "/account", ManageOwnAccount, "sign out sessions notices mail theme"),
];

/// The pages of the navigation.
pub const PAGES: &[Command] = &[
    to("Overview", "/", SeeOverview, "first page start home"),
    to("To do", "/to-do", SeeTasks, "tasks waits"),
    to("Grants", "/grants", SeeGrants, "money donors agreements"),
    to("Rates", "/rates", SeeRates, "exchange"),
    to("Locked periods", "/periods", SeeChanges, "closing"),
    to("Rounds", "/rounds", SeeRounds, "handovers"),
    to("Items", "/items", SeeItems, "things equipment vehicles cars"),
    to("Findings", "/findings", SeeFindings, "follow-up to be done severity"),
    to("Visits", "/visits", SeeVisits, "inspections spot checks planned"),
    to("Checks", "/checks", SeeItems, "verifications due overdue seen calendar"),
    to("Units", "/units", SeeUnits, "teams offices"),
    to("Receipts", "/receipts", SeeReceipts, "confirmed counted"),
    to("Discrepancies", "/discrepancies", SeeDiscrepancies, "short damaged refused"),
    to("Movements", "/custody", SeeMovements, "custody returns write-offs reassignments"),
    to("Acts", "/acts", SeeActs, "handover acceptance signatures"),
    to("Components", "/components", SeeComponents, "phases milestones"),
    to("Activities", "/activities", SeeActivities, "trainings courses workshops"),
    to("Agencies", "/agencies", SeeAgencies, "services"),
    to("Documents", "/documents", SeeDocuments, "decrees notes papers"),
    to("Officials", "/officials", SeeOfficials, "people signatories"),
    to("Results", "/results", SeeResults, "cases seizures"),
    to("People", "/people", ManagePeople, "accounts users"),
    to("Changes", "/changes", SeeChanges, "audit history"),
    to("Outbox", "/outbox", SeeOutbox, "mail"),
    to("System", "/system", SeeSystem, "version database backup settings"),
    to("About the figures", "/about-the-figures", SeeOverview, "help glossary words meaning ceiling booked quoted"),
    to("Your account", "/account", ManageOwnAccount, "password notices sessions"),
];

/// Those that the role has and that have every word that was typed, at the beginning of one of theirs.
pub fn found<'a>(of: &'a [Command], role: Role, typed: &str) -> Vec<&'a Command> {
    let typed = typed.to_lowercase();
    let fits = |command: &&Command| {
        let text = format!("{} {}", command.words, command.also).to_lowercase();
        role.may(command.needs)
            && typed.split_whitespace().all(|word| text.split_whitespace().any(|own| own.starts_with(word)))
    };
    of.iter().filter(fits).collect()
}

/// They under their heading; nothing where there are none.
pub fn section(title: &'static str, commands: &[&Command]) -> Option<AnyView> {
    let one = |command: &&Command| view! { <li><a href=command.href>{command.words}</a></li> }.into_any();
    let entries: Vec<AnyView> = commands.iter().map(one).collect();
    (!entries.is_empty())
        .then(|| view! { <Section title><ul class="stack-tight hits">{entries}</ul></Section> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_leads_to_a_page_that_its_role_has() {
        for command in ACTIONS.iter().chain(PAGES) {
            let path = command.href.split('?').next().unwrap_or_default();
            let rule = crate::pages::routes().find(|(route, ..)| *route == path).map(|(_, rule, _)| rule);
            let rule = rule.unwrap_or_else(|| panic!("{path} is no page"));
            for role in Role::ALL.iter().filter(|role| role.may(command.needs)) {
                assert!(rule.admits(Some(*role)), "{}: {role}", command.words);
            }
        }
    }

    #[test]
    fn an_action_is_found_by_what_one_would_say() {
        let words = |role, typed| found(ACTIONS, role, typed).iter().map(|command| command.words).collect::<Vec<_>>();
        assert_eq!(words(Role::Staff, "rec mon"), ["Record money"]);
        assert_eq!(words(Role::Staff, "new rou"), ["New round"]);
        assert_eq!(words(Role::Officer, "new"), Vec::<&str>::new());
        assert_eq!(words(Role::Donor, "pdf"), ["Take a briefing or the pack along"]);
        assert!(words(Role::Staff, "").len() > 10);
    }
}
