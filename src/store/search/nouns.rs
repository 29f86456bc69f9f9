//! Everything but items and rounds: sixteen nouns whose words stand in one index.

use domain::Viewer;

use super::{FINDABLE, Findable, Hit, Hits, Kind, MOST, SHOWN, Typed, count, scope_of};
use crate::{
    Result, Tx,
    batch::Bind,
    now::FEW,
    query::{Parts, Query, ask},
};

/// Noun, handle, title, what stands below, how many of the noun there are, how good it is, and when it was recorded.
type Row = (String, String, String, String, i64, i64, i64);

/// What was found of each of these kinds.
pub(super) async fn found(tx: &mut Tx, viewer: &Viewer, typed: &Typed, kinds: &[Kind]) -> Result<Vec<Hits>> {
    let asked = |of: &Findable| kinds.contains(&Kind::Other(of.noun)) && viewer.may(of.action).is_ok();
    let nouns: Vec<Findable> = FINDABLE.into_iter().filter(asked).collect();
    if nouns.is_empty() {
        return Ok(Vec::new());
    }
    if typed.too_many {
        return by_noun(tx, viewer, typed, &nouns).await;
    }
    // Most words are rare, and all that has them is looked at once, whoever reads it and whatever it is. Asking for the rows of each
    // noun and reader costs sixteen looks through long lists of rows instead.
    if let Some(hits) = at_once(tx, viewer, typed, &nouns, &[]).await? {
        return Ok(hits);
    }
    // Else those of which there are few together, as this person reads them, and the others noun by noun.
    let (few, many): (Vec<Findable>, Vec<Findable>) = nouns.into_iter().partition(|of| of.noun.is_few());
    let tokens = few.first().map(|of| [scope_of(viewer, of.noun).token(), FEW.to_owned()]);
    let mut hits = by_noun(tx, viewer, typed, &many).await?;
    if let Some(tokens) = tokens {
        hits.extend(match at_once(tx, viewer, typed, &few, &tokens).await? {
            Some(hits) => hits,
            None => by_noun(tx, viewer, typed, &few).await?,
        });
    }
    Ok(hits)
}

/// What all rows that have the words, and these tokens, are. `None`: they are too many to be looked at.
async fn at_once(
    tx: &mut Tx,
    viewer: &Viewer,
    typed: &Typed,
    nouns: &[Findable],
    tokens: &[String],
) -> Result<Option<Vec<Hits>>> {
    let mut query = Query::new("WITH w AS MATERIALIZED (");
    typed.matching(&mut query, INDEX, tokens);
    query.push(
        " LIMIT ?) SELECT '' AS noun, '' AS handle, '' AS title, '' AS below, COUNT(*) AS number, CAST(0 AS BIGINT) AS place,
            CAST(0 AS BIGINT) AS recorded FROM w",
        [Bind::from(MOST + 1)],
    );
    for of in nouns {
        query.push(" UNION ALL ", []);
        query = ranked(query, viewer, typed, of, |query| query.push("w f", []));
    }
    let mut rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    let looked_at = rows.iter().find(|row| row.0.is_empty()).map_or(0, |row| row.4);
    rows.retain(|row| !row.0.is_empty());
    Ok((looked_at <= MOST).then(|| grouped(nouns, &rows)))
}

/// The rows of each noun that this person reads, looked for in the index one after the other.
async fn by_noun(tx: &mut Tx, viewer: &Viewer, typed: &Typed, nouns: &[Findable]) -> Result<Vec<Hits>> {
    if nouns.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::default();
    for (place, of) in nouns.iter().enumerate() {
        query.push(if place == 0 { "" } else { " UNION ALL " }, []);
        let tokens = [scope_of(viewer, of.noun).token(), of.noun.token()];
        query = ranked(query, viewer, typed, of, |query| typed.rows(query, INDEX, &tokens));
    }
    let rows: Vec<Row> = ask!(tx, query, fetch_all)?;
    Ok(grouped(nouns, &rows))
}

const INDEX: &str = "SELECT s.rowid AS id FROM noun_search s WHERE TRUE";

/// The best rows of a noun among those that `from` gives as the table `f`.
fn ranked(mut query: Query, viewer: &Viewer, typed: &Typed, of: &Findable, from: impl FnOnce(&mut Query)) -> Query {
    query.push("SELECT * FROM (SELECT e.noun, e.handle, e.title, e.below, COUNT(*) OVER () AS number, ", []);
    typed.rank(&mut query, "e.code");
    query.push(" AS place, e.sort_at AS recorded FROM ", []);
    from(&mut query);
    let scope = scope_of(viewer, of.noun);
    query.push(
        " JOIN noun_reader e ON e.id = f.id JOIN noun_search s ON s.rowid = f.id WHERE e.noun = ? AND e.scope = ? AND e.scope_id = ?",
        [Bind::from(of.noun.word()), scope.word().into(), scope.id().into()],
    );
    let parts = Parts { everything: "", agency: of.officer, donor: of.donor, country: of.coordinator };
    let mut query = query.for_all_readers(viewer, parts);
    query.push(" ORDER BY place, recorded DESC, e.handle LIMIT ?) q", [Bind::from(SHOWN)]);
    query
}

fn grouped(nouns: &[Findable], rows: &[Row]) -> Vec<Hits> {
    let hits = |of: &Findable| {
        let own: Vec<&Row> = rows.iter().filter(|row| row.0 == of.noun.word()).collect();
        Hits {
            kind: Kind::Other(of.noun),
            count: count(own.first().map_or(0, |row| row.4)),
            found: own
                .into_iter()
                .map(|row| Hit { handle: row.1.clone(), title: row.2.clone(), below: row.3.clone() })
                .collect(),
        }
    };
    nouns.iter().map(hits).collect()
}
