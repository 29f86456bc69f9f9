//! What a thing needs: a paper that ends, and the next service. Of what no unit has any more nothing is due.

use domain::task::{TaskKind, Urgency};

use super::{
    Branch,
    Given::{Soon, Today},
};
use crate::upkeep::newest_km;

/// The paper of its kind that reaches furthest says until when the thing has one.
macro_rules! papers {
    ($urgency:ident, $given:expr, $due:literal) => {
        branch!(
            Paper,
            $urgency,
            $given,
            [
                "p.valid_until",
                "i.tag || '/' || p.kind",
                "p.valid_until",
                "p.kind",
                none!(),
                "i.name",
                "n.agency_id",
                "0",
                "0",
                none!()
            ],
            concat!(
                "item_paper p JOIN item i ON i.id = p.item_id JOIN item_now n ON n.item_id = p.item_id
                 WHERE ",
                $due,
                " AND n.received > 0 AND n.held AND NOT EXISTS (SELECT 1 FROM item_paper b WHERE b.takes_back_id = p.id)
                  AND NOT EXISTS (SELECT 1 FROM item_paper x WHERE x.item_id = p.item_id AND x.kind = p.kind
                    AND (x.valid_until > p.valid_until OR x.valid_until = p.valid_until AND x.id > p.id)
                    AND NOT EXISTS (SELECT 1 FROM item_paper b WHERE b.takes_back_id = x.id))"
            ),
            " AND n.component_id = ?"
        )
    };
}

macro_rules! over_due {
    () => {
        "(COALESCE(w.next_on < ?, FALSE) OR COALESCE(w.next_km <= w.now_km, FALSE))"
    };
}

/// The newest work of a kind says when the next is due: on a day, or when the odometer shows so much; a thousand kilometres before,
/// it is a next step.
macro_rules! services {
    ($urgency:ident, $given:expr, $due:expr) => {
        branch!(
            Service,
            $urgency,
            $given,
            [
                "COALESCE(w.next_on, '9999')",
                "i.tag || '/' || w.kind",
                "w.next_on",
                "w.kind",
                "CAST(w.now_km AS TEXT)",
                "i.name",
                "n.agency_id",
                "COALESCE(w.next_km, 0)",
                "0",
                none!()
            ],
            concat!(
                "(SELECT v.*, ",
                newest_km!("v.item_id"),
                " AS now_km FROM item_work v WHERE (v.next_on IS NOT NULL OR v.next_km IS NOT NULL)) w
                 JOIN item i ON i.id = w.item_id JOIN item_now n ON n.item_id = w.item_id
                 WHERE ",
                $due,
                " AND n.received > 0 AND n.held AND NOT EXISTS (SELECT 1 FROM item_work b WHERE b.takes_back_id = w.id)
                  AND NOT EXISTS (SELECT 1 FROM item_work x WHERE x.item_id = w.item_id AND x.kind = w.kind
                    AND (x.done_on > w.done_on OR x.done_on = w.done_on AND x.id > w.id)
                    AND NOT EXISTS (SELECT 1 FROM item_work b WHERE b.takes_back_id = x.id))"
            ),
            " AND n.component_id = ?"
        )
    };
}

pub(super) static UPKEEP: &[Branch] = &[
    papers!(Late, &[Today], "p.valid_until < ?"),
    papers!(Next, &[Today, Soon], "p.valid_until >= ? AND p.valid_until <= ?"),
    services!(Late, &[Today], over_due!()),
    services!(
        Next,
        &[Today, Soon],
        concat!(
            "NOT ",
            over_due!(),
            " AND (COALESCE(w.next_on <= ?, FALSE) OR COALESCE(w.next_km - 1000 <= w.now_km, FALSE))"
        )
    ),
];
