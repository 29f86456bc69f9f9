//! The access table of the HTTP edge: every page and every function with what it needs.
//!
//! The router is built from [`crate::pages::routes`], so a page without a rule cannot exist; a server function that is
//! missing in [`FUNCTIONS`] answers "not found" to everybody, and the access test finds it.

use domain::{Action, Role};

/// What a page or function needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Open to anybody who reaches the portal.
    Public,
    /// Signed in, with a role that has this action. Records are scoped by the store on top of this.
    Needs(Action),
}

impl Rule {
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Rule::Public, _) => true,
            (Rule::Needs(action), Some(role)) => role.may(action),
            (Rule::Needs(_), None) => false,
        }
    }
}

use Action::{
    ChangeHeads, ConfirmReceipt, ManageActs, ManageCourses, ManageGrants, ManageMilestones, ManageMoney,
    ManageOwnAccount, ManagePeople, ManageRounds, MoveItems, PassTitle, RemarkOnDiscrepancies, ReportLosses,
    ReturnItems, SeeNotices, SettleDiscrepancies, SignActs, VerifyItems, WriteOffItems,
};

/// Every server function: its path and what it needs.
pub const FUNCTIONS: &[(&str, Rule)] = &[
    ("/api/sign_in", Rule::Public),
    ("/api/set_password", Rule::Public),
    ("/api/choose_theme", Rule::Public),
    ("/api/sign_out", Rule::Needs(ManageOwnAccount)),
    ("/api/sign_out_everywhere", Rule::Needs(ManageOwnAccount)),
    ("/api/read_notices", Rule::Needs(SeeNotices)),
    ("/api/choose_notices", Rule::Needs(SeeNotices)),
    ("/api/create_grant", Rule::Needs(ManageGrants)),
    ("/api/update_grant", Rule::Needs(ManageGrants)),
    ("/api/create_donor", Rule::Needs(ManageGrants)),
    ("/api/allocate_grant", Rule::Needs(ManageGrants)),
    ("/api/withdraw_allocation", Rule::Needs(ManageGrants)),
    ("/api/record_quote", Rule::Needs(ManageGrants)),
    ("/api/lock_period", Rule::Needs(ManageMoney)),
    ("/api/ask_reopening", Rule::Needs(ManageMoney)),
    ("/api/approve_reopening", Rule::Needs(ManageMoney)),
    ("/api/reject_reopening", Rule::Needs(ManageMoney)),
    ("/api/create_budget_line", Rule::Needs(ManageMoney)),
    ("/api/revise_budget_line", Rule::Needs(ManageMoney)),
    ("/api/enter_rate", Rule::Needs(ManageMoney)),
    ("/api/supersede_rate", Rule::Needs(ManageMoney)),
    ("/api/approve_rates", Rule::Needs(ManageMoney)),
    ("/api/reject_rate", Rule::Needs(ManageMoney)),
    ("/api/check_rates", Rule::Needs(ManageMoney)),
    ("/api/import_rates", Rule::Needs(ManageMoney)),
    ("/api/check_money_event", Rule::Needs(ManageMoney)),
    ("/api/post_money_event", Rule::Needs(ManageMoney)),
    ("/api/approve_money_event", Rule::Needs(ManageMoney)),
    ("/api/reject_money_event", Rule::Needs(ManageMoney)),
    ("/api/reverse_money_event", Rule::Needs(ManageMoney)),
    ("/api/create_round", Rule::Needs(ManageRounds)),
    ("/api/update_round", Rule::Needs(ManageRounds)),
    ("/api/add_line", Rule::Needs(ManageRounds)),
    ("/api/replace_line", Rule::Needs(ManageRounds)),
    ("/api/remove_line", Rule::Needs(ManageRounds)),
    ("/api/stage_packing", Rule::Needs(ManageRounds)),
    ("/api/map_packing", Rule::Needs(ManageRounds)),
    ("/api/mend_packing_row", Rule::Needs(ManageRounds)),
    ("/api/drop_packing_row", Rule::Needs(ManageRounds)),
    ("/api/discard_packing", Rule::Needs(ManageRounds)),
    ("/api/import_packing", Rule::Needs(ManageRounds)),
    ("/api/schedule_round", Rule::Needs(ManageRounds)),
    ("/api/dispatch_round", Rule::Needs(ManageRounds)),
    ("/api/cancel_round", Rule::Needs(ManageRounds)),
    ("/api/save_terms", Rule::Needs(ManageActs)),
    ("/api/issue_act", Rule::Needs(ManageActs)),
    ("/api/withdraw_mandate", Rule::Needs(SignActs)),
    ("/api/sign_act", Rule::Needs(SignActs)),
    ("/api/make_signing_link", Rule::Needs(ManageActs)),
    ("/api/withdraw_signing_link", Rule::Needs(ManageActs)),
    ("/api/open_signing_link", Rule::Public),
    ("/api/sign_by_link", Rule::Public),
    ("/api/confirm_scan", Rule::Needs(ManageActs)),
    ("/api/reject_scan", Rule::Needs(ManageActs)),
    ("/api/translate_act", Rule::Needs(ManageActs)),
    ("/api/save_clauses", Rule::Needs(ManageActs)),
    ("/api/change_shares", Rule::Needs(ManageMoney)),
    ("/api/record_receipt", Rule::Needs(ConfirmReceipt)),
    ("/api/save_receipt_draft", Rule::Needs(ConfirmReceipt)),
    ("/api/take_over_receipt_draft", Rule::Needs(ConfirmReceipt)),
    ("/api/discard_receipt_draft", Rule::Needs(ConfirmReceipt)),
    ("/api/pair_receipt_lines", Rule::Needs(ConfirmReceipt)),
    ("/api/remove_receipt_photo", Rule::Needs(ConfirmReceipt)),
    ("/api/assign_discrepancy", Rule::Needs(SettleDiscrepancies)),
    ("/api/remark_on_discrepancy", Rule::Needs(RemarkOnDiscrepancies)),
    ("/api/settle_discrepancy", Rule::Needs(SettleDiscrepancies)),
    ("/api/record_verification", Rule::Needs(VerifyItems)),
    ("/api/propose_reassignment", Rule::Needs(MoveItems)),
    ("/api/propose_return", Rule::Needs(ReturnItems)),
    ("/api/propose_write_off", Rule::Needs(WriteOffItems)),
    ("/api/answer_movement", Rule::Needs(MoveItems)),
    ("/api/report_loss", Rule::Needs(ReportLosses)),
    ("/api/report_find", Rule::Needs(ReportLosses)),
    ("/api/answer_missing", Rule::Needs(ReportLosses)),
    ("/api/pass_title", Rule::Needs(PassTitle)),
    ("/api/change_head", Rule::Needs(ChangeHeads)),
    ("/api/meet_milestone", Rule::Needs(ManageMilestones)),
    ("/api/create_course", Rule::Needs(ManageCourses)),
    ("/api/update_course", Rule::Needs(ManageCourses)),
    ("/api/create_agency", Rule::Needs(ManageGrants)),
    ("/api/rename_agency", Rule::Needs(ManageGrants)),
    ("/api/create_unit", Rule::Needs(ManageGrants)),
    ("/api/create_component", Rule::Needs(ManageGrants)),
    ("/api/create_phase", Rule::Needs(ManageGrants)),
    ("/api/create_milestone", Rule::Needs(ManageMilestones)),
    ("/api/invite_person", Rule::Needs(ManagePeople)),
    ("/api/renew_invitation", Rule::Needs(ManagePeople)),
    ("/api/disable_person", Rule::Needs(ManagePeople)),
    ("/api/enable_person", Rule::Needs(ManagePeople)),
    ("/api/end_sessions", Rule::Needs(ManagePeople)),
];

/// Every route that takes a file. Otherwise it is like a function: same guards, same answers.
pub const UPLOADS: &[(&str, Rule)] = &[
    ("/api/upload_packing_list", Rule::Needs(ManageRounds)),
    ("/api/add_receipt_photos", Rule::Needs(ConfirmReceipt)),
    ("/api/upload_scan", Rule::Needs(SignActs)),
    ("/api/hand_over", Rule::Needs(SignActs)),
];

pub fn function(path: &str) -> Option<Rule> {
    FUNCTIONS.iter().chain(UPLOADS).find(|(p, _)| *p == path).map(|(_, rule)| *rule)
}
