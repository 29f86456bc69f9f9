//! What was recorded of milestones in error.

use domain::{Viewer, phase::Progress};
use store::{
    Tx,
    components::{self, NewMilestone},
};

use super::{NOW, marks::Marks, reference::Side};

/// How far the milestone came, a number that was withdrawn, and another milestone that was.
pub async fn milestones(tx: &mut Tx, marks: &mut Marks, dana: &Viewer, side: &Side, id: i64, milestone: NewMilestone) {
    let said = |evidence| Progress { number: 6, counted_on: "2019-09".parse().expect("month"), evidence };
    let stands = said(marks.some("Progress", &side.both()));
    components::record_progress(tx, dana, NOW, id, 1, &stands).await.expect("progress");
    let wrong = said(marks.some("ProgressGone", &[]));
    let wrong = components::record_progress(tx, dana, NOW, id, 2, &wrong).await.expect("progress");
    let reason = marks.put("ProgressReason", &[]);
    components::withdraw_progress(tx, dana, NOW, id, 3, wrong, &reason).await.expect("withdrawn");
    let gone =
        NewMilestone { title: marks.put("MilestoneGone", &[]), evidence: marks.some("EvidenceGone", &[]), ..milestone };
    let gone = components::add_milestone(tx, dana, NOW, &gone).await.expect("milestone");
    let reason = marks.put("MilestoneReason", &[]);
    components::withdraw_milestone(tx, dana, NOW, gone, 1, &reason).await.expect("withdrawn");
}
