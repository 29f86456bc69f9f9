//! One row of the audit chain: who did what to which record, when.

use crate::code::words;

words! {
    /// What was done. The words stand in the audit table for ever; add, never rename.
    Deed {
        Created = "created", "created";
        Edited = "edited", "edited";
        Changed = "changed", "recorded a change of";
        Corrected = "corrected", "corrected";
        Removed = "removed", "removed";
        Merged = "merged", "merged";
        Scheduled = "scheduled", "scheduled";
        Dispatched = "dispatched", "dispatched";
        Published = "published", "recorded what was published of";
        Released = "released", "released a";
        Cancelled = "cancelled", "cancelled";
        Confirmed = "confirmed", "confirmed";
        Imported = "imported", "imported a packing list into";
        Issued = "issued", "issued";
        Signed = "signed", "gave";
        Opened = "opened", "opened";
        CodeRefused = "code refused", "entered a wrong code for";
        Uploaded = "uploaded", "uploaded";
        Met = "met", "met";
        Posted = "posted", "posted";
        Approved = "approved", "approved";
        Rejected = "rejected", "rejected";
        Superseded = "superseded", "superseded";
        Locked = "locked", "locked";
        ReopeningAsked = "reopening asked", "asked to reopen";
        Reopened = "reopened", "reopened";
        Withdrawn = "withdrawn", "withdrew";
        Assigned = "assigned", "assigned";
        PutOff = "put off", "put off";
        BroughtBack = "brought back", "brought back";
        Reminded = "reminded", "reminded an agency of";
        Remarked = "remarked", "remarked on";
        Settled = "settled", "settled";
        Proposed = "proposed", "proposed";
        Ended = "ended", "ended";
        Moved = "moved", "moved";
        Passed = "passed", "passed";
        Accepted = "accepted", "accepted";
        Invited = "invited", "invited";
        Disabled = "disabled", "disabled";
        Enabled = "enabled", "enabled";
        SignedIn = "signed in", "signed in";
        PasswordSet = "password set", "set a password";
        SessionsEnded = "sessions ended", "ended the sessions of";
    }
}

words! {
    /// The kind of record that was changed.
    Entity {
        Programme = "programme", "programme";
        Source = "source", "source";
        Donor = "donor", "donor";
        Agency = "agency", "agency";
        Component = "component", "component";
        Phase = "phase", "phase";
        Milestone = "milestone", "milestone";
        Unit = "unit", "unit";
        UnitGroup = "unit group", "group of units";
        UnitEquipment = "unit equipment", "equipment known of a unit";
        Grant = "grant", "grant";
        Quote = "quote", "published figure";
        Instalment = "instalment", "instalment";
        MoneyEvent = "money event", "money event";
        Rate = "rate", "exchange rate";
        BudgetLine = "budget line", "budget line";
        Period = "period", "period";
        Round = "round", "round";
        Line = "line", "line";
        Item = "item", "item";
        Category = "category", "category";
        Receipt = "receipt", "receipt";
        Correction = "correction", "correction of the receipt";
        Discrepancy = "discrepancy", "discrepancy";
        Terms = "terms", "terms of round";
        Act = "act", "act";
        Signature = "signature", "signature";
        SigningLink = "signing link", "one-time link";
        Scan = "scan", "scan of a signed act";
        Mandate = "mandate", "mandate";
        ActClauses = "act clauses", "clauses of acts";
        ActWord = "act word", "word of acts";
        Verification = "verification", "verification";
        Visit = "visit", "visit";
        Finding = "finding", "finding";
        Movement = "movement", "movement";
        Custody = "custody", "custody";
        Title = "title", "title";
        UnitHead = "unit head", "head of unit";
        /// Activities were called courses when the first of them were written down, and the chain is never rewritten.
        Activity = "course", "activity";
        /// Of an earlier portal: now it is a case with a stage.
        Seizure = "seizure", "seizure";
        Case = "case", "case";
        Stage = "stage", "stage of a case";
        StagePhoto = "stage photo", "photo of a stage";
        Document = "document", "document";
        Official = "official", "official";
        Appearance = "appearance", "signing or attendance";
        Question = "question", "question";
        Announcement = "announcement", "announcement of a handover";
        State = "grant state", "state of a grant for its donors";
        Person = "person", "person";
        Task = "task", "task";
    }
}
