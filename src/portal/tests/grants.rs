//! What a grant's page says of closing it.

use crate::{both_databases, support::*};

both_databases!(what_was_settled_does_not_stand_in_the_way_of_closing, async |portal: &Portal| {
    let words = async || portal.get(&staff(), "/grants/JP-2020").await.words();
    let before = words().await;
    assert!(before.contains("not settled Show"), "{before}");
    let open = portal.db.ask_for_tests("SELECT public_id FROM discrepancy ORDER BY id").await.expect("discrepancies");
    for discrepancy in open {
        let fields = [
            ("submission", key()),
            ("discrepancy", discrepancy.clone()),
            ("settlement", "write-off".to_owned()),
            ("settled_on", "12 Dec 2019".to_owned()),
            ("reason", "Burnt".to_owned()),
            ("document", "Decision 14".to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = format!("/discrepancies/{discrepancy}");
        let answer = portal.submit(&staff(), &page, "/api/settle_discrepancy", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, page.as_str()), "{}", answer.body);
    }
    let after = words().await;
    assert!(!after.contains("not settled"), "{after}");
    // What was counted short stays counted.
    assert_ne!(portal.ask("SELECT CAST(SUM(short) AS TEXT) FROM receipt_line").await, "0");
});
