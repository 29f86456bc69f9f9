//! What a document applies to.

use domain::{
    Viewer,
    document::{Named, Subject},
    phase::phase_label,
    unit::{UnitKind, UnitRef},
};

use super::{
    LinkRow, has_page,
    reach::{of_agency, of_donor},
};
use crate::{
    Error, Parsed, Result, Tx,
    batch::Bind,
    db::{sql, touch},
    query::{Query, ask},
};

#[derive(sqlx::FromRow)]
struct Linked {
    subject: Parsed<Subject>,
    code: String,
    title: String,
    component: Option<String>,
    phase: Option<i64>,
    unit_kind: Option<Parsed<UnitKind>>,
    base: Option<String>,
    crossing: Option<String>,
    border: Option<String>,
}

/// What a document applies to, as far as the viewer reads that: an agency is named to everybody.
pub(super) async fn of(tx: &mut Tx, viewer: &Viewer, document: i64) -> Result<Vec<LinkRow>> {
    let query = Query::default()
        .with(
            "SELECT CASE WHEN w.id IS NOT NULL THEN 'programme' WHEN k.id IS NOT NULL THEN 'component' WHEN p.id IS NOT NULL THEN 'phase'
               WHEN g.id IS NOT NULL THEN 'grant' WHEN o.id IS NOT NULL THEN 'round' WHEN u.id IS NOT NULL THEN 'unit'
               WHEN a.id IS NOT NULL THEN 'act' WHEN i.id IS NOT NULL THEN 'item' WHEN m.id IS NOT NULL THEN 'milestone'
               WHEN y.id IS NOT NULL THEN 'agency' ELSE 'activity' END AS subject,
               COALESCE(k.code, j.code || ' ' || CAST(p.number AS TEXT), g.code, o.code, u.code, a.number, i.tag,
                 CAST(m.id AS TEXT), y.code, c.code, w.code) AS code,
               COALESCE(w.title, k.title, g.title, o.title, i.name, m.title, c.title, (SELECT n.name FROM agency_name n
                 WHERE n.agency_id = y.id ORDER BY COALESCE(n.valid_from, '') DESC LIMIT 1), '') AS title,
               COALESCE(j.code, h.code) AS component, p.number AS phase, u.kind AS unit_kind, u.base, u.crossing, u.border
             FROM document_link l LEFT JOIN programme w ON w.id = l.programme_id LEFT JOIN component k ON k.id = l.component_id LEFT JOIN phase p ON p.id = l.phase_id
             LEFT JOIN component j ON j.id = p.component_id LEFT JOIN grant_agreement g ON g.id = l.grant_id
             LEFT JOIN round o ON o.id = l.round_id LEFT JOIN unit u ON u.id = (SELECT t.as_id FROM unit t WHERE t.id = l.unit_id) LEFT JOIN act a ON a.id = l.act_id
             LEFT JOIN item i ON i.id = l.item_id LEFT JOIN milestone m ON m.id = l.milestone_id
             LEFT JOIN phase q ON q.id = m.phase_id LEFT JOIN component h ON h.id = q.component_id
             LEFT JOIN agency y ON y.id = (SELECT t.as_id FROM agency t WHERE t.id = l.agency_id) LEFT JOIN activity c ON c.id = l.activity_id
             WHERE l.document_id = ?",
            [Bind::from(document)],
        )
        .for_reader(
            viewer,
            "",
            concat!(" AND m.withdrawn IS NULL AND (l.agency_id IS NOT NULL OR ", of_agency!(), ")"),
            concat!(" AND m.withdrawn IS NULL AND (l.agency_id IS NOT NULL OR ", of_donor!(), ")"),
        )
        .with(" ORDER BY l.id", []);
    let rows: Vec<Linked> = ask!(tx, query, fetch_all)?;
    Ok(rows.into_iter().map(|row| row.named(viewer)).collect())
}

impl Linked {
    fn named(self, viewer: &Viewer) -> LinkRow {
        let subject = self.subject.0;
        let (mut code, mut page) = (self.code, true);
        let name = match (subject, self.unit_kind, self.phase) {
            (Subject::Unit, Some(kind), _) => {
                let (base, crossing, border) = (self.base.as_deref(), self.crossing.as_deref(), self.border.as_deref());
                page = has_page(kind.0, viewer);
                let unit = UnitRef::new(&code, kind.0, base, crossing, border, viewer.is_donor());
                // The code of an office names its post.
                code = unit.code.clone().unwrap_or_default();
                unit.label
            }
            (Subject::Phase, _, Some(number)) => {
                format!("{} {}", self.component.clone().unwrap_or_default(), phase_label(number))
            }
            (Subject::Milestone, ..) => self.title,
            (Subject::Act, ..) => code.clone(),
            _ => format!("{code} · {}", self.title),
        };
        LinkRow { subject, code, name, component: self.component, has_page: page }
    }
}

/// Where each kind of thing is known by its code.
const BY_CODE: &str = "SELECT 'component' AS subject, id FROM component WHERE code = $1
  UNION ALL SELECT 'programme', id FROM programme WHERE code = $1
  UNION ALL SELECT 'phase', p.id FROM phase p JOIN component k ON k.id = p.component_id
    WHERE k.code || ' ' || CAST(p.number AS TEXT) = $1
  UNION ALL SELECT 'grant', id FROM grant_agreement WHERE code = $1
  UNION ALL SELECT 'round', id FROM round WHERE code = $1
  UNION ALL SELECT 'unit', as_id FROM unit WHERE code = $1
  UNION ALL SELECT 'act', id FROM act WHERE number = $1
  UNION ALL SELECT 'item', id FROM item WHERE tag = $1
  UNION ALL SELECT 'agency', as_id FROM agency WHERE code = $1
  UNION ALL SELECT 'activity', id FROM activity WHERE code = $1";

/// What somebody named, by its id.
///
/// # Errors
/// Under `applies_to`: nothing has this code, or several things have it.
async fn resolve(tx: &mut Tx, named: &Named) -> Result<(Subject, i64)> {
    if named.subject == Some(Subject::Milestone) {
        let id: Option<i64> = match named.code.parse::<i64>() {
            Ok(number) => {
                sql!(tx, |c| sqlx::query_scalar("SELECT id FROM milestone WHERE id = $1 AND withdrawn IS NULL")
                    .bind(number)
                    .fetch_optional(c))?
            }
            Err(_) => None,
        };
        let words = || {
            format!(
                "There is no milestone “{}”: open it under its component, and attach the document there",
                named.code
            )
        };
        return id.map(|id| (Subject::Milestone, id)).ok_or_else(|| Error::invalid("applies_to", words()));
    }
    let found: Vec<(Parsed<Subject>, i64)> = sql!(tx, |c| sqlx::query_as(BY_CODE).bind(&named.code).fetch_all(c))?;
    let fitting: Vec<(Subject, i64)> = found
        .into_iter()
        .map(|(subject, id)| (subject.0, id))
        .filter(|(subject, _)| named.subject.is_none_or(|asked| asked == *subject))
        .collect();
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => {
            let what = named.subject.map_or(
                "programme, component, phase, grant, round, unit, act, item, agency or activity",
                Subject::word,
            );
            Err(Error::invalid("applies_to", format!("There is no {what} “{}”: correct the code", named.code)))
        }
        several => {
            let ways: Vec<String> = several.iter().map(|(subject, _)| format!("“{subject} {}”", named.code)).collect();
            Err(Error::invalid(
                "applies_to",
                format!("“{}” has several meanings: write {}", named.code, ways.join(" or ")),
            ))
        }
    }
}

/// Lets a document apply to exactly these.
///
/// # Errors
/// As for [`resolve`].
pub(super) async fn set(tx: &mut Tx, document: i64, named: &[Named]) -> Result<()> {
    let mut found: Vec<(Subject, i64)> = Vec::new();
    for one in named {
        let link = resolve(tx, one).await?;
        if !found.contains(&link) {
            found.push(link);
        }
    }
    touch!(&mut *tx, |c| sqlx::query("DELETE FROM document_link WHERE document_id = $1").bind(document).execute(c))?;
    for (subject, id) in found {
        let only = |asked: Subject| (asked == subject).then_some(id);
        touch!(&mut *tx, |c| {
            sqlx::query(
            "INSERT INTO document_link (document_id, component_id, phase_id, grant_id, round_id, unit_id, act_id, item_id,
               milestone_id, agency_id, activity_id, programme_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        )
        .bind(document)
        .bind(only(Subject::Component))
        .bind(only(Subject::Phase))
        .bind(only(Subject::Grant))
        .bind(only(Subject::Round))
        .bind(only(Subject::Unit))
        .bind(only(Subject::Act))
        .bind(only(Subject::Item))
        .bind(only(Subject::Milestone))
        .bind(only(Subject::Agency))
        .bind(only(Subject::Activity))
        .bind(only(Subject::Programme))
        .execute(c)
        })?;
    }
    Ok(())
}
