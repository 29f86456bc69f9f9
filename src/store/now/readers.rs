//! Who may read an item, and what a list needs for this reader: its part of the value, its words, its order.

use std::collections::{BTreeSet, HashMap};

use domain::{Country, Money, PartialDate, item::ItemKind, round::LineState, unit::UnitRef};

use super::items::{Facts, Sums, Whereabouts, is_post};
use crate::{
    Error, Parsed, Result, Tx,
    db::sql,
    lines::Phases,
    text::{fold, money_key, number, sort_key},
    units::grouped,
};

/// Everything: staff and administrators. One agency: its officers. One donor: its viewers. No table of readers has rows for a
/// country: its coordinator reads lists that name the country themselves (`Given::Country`), and in every other list nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    All,
    Agency(i64),
    Donor(i64),
    Country(Country),
}

impl Scope {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Scope::All => "all",
            Scope::Agency(_) => "agency",
            Scope::Donor(_) => "donor",
            Scope::Country(_) => "country",
        }
    }

    pub(crate) fn id(self) -> i64 {
        match self {
            Scope::All | Scope::Country(_) => 0,
            Scope::Agency(id) | Scope::Donor(id) => id,
        }
    }

    /// The code of the country; of other readers nothing.
    pub(crate) fn country(self) -> String {
        match self {
            Scope::Country(country) => country.to_string(),
            Scope::All | Scope::Agency(_) | Scope::Donor(_) => String::new(),
        }
    }

    /// # Errors
    /// A scope that is none: somebody wrote into the table by hand.
    pub(crate) fn read(word: &str, id: i64) -> Result<Self> {
        match word {
            "all" => Ok(Scope::All),
            "agency" => Ok(Scope::Agency(id)),
            "donor" => Ok(Scope::Donor(id)),
            _ => Err(Error::Internal(format!("“{word}” reads nothing: run portal rebuild"))),
        }
    }

    /// Stands in the searched text of this reader and in no other's, so that the index of words finds only its rows.
    pub(crate) fn token(self) -> String {
        let initial = match self {
            Scope::All => 'a',
            Scope::Agency(_) => 'g',
            // The reader with which a state of a published grant is made.
            Scope::Donor(id) if id < 0 => 's',
            Scope::Donor(_) => 'd',
            Scope::Country(_) => 'c',
        };
        format!("zq{initial}{}qz", self.id().abs())
    }
}

impl From<&domain::Viewer> for Scope {
    fn from(viewer: &domain::Viewer) -> Self {
        match viewer.scope {
            domain::Scope::Everything => Scope::All,
            domain::Scope::Agency(id) => Scope::Agency(id),
            domain::Scope::Donor(id) => Scope::Donor(id),
            domain::Scope::Country(country) => Scope::Country(country),
        }
    }
}

/// A row of `item_reader` with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reader {
    pub scope: Scope,
    pub line: i64,
    pub round: i64,
    /// Reads the line in its round, not only the thing that came to it later.
    pub of_line: bool,
    pub unit: i64,
    pub agency: i64,
    pub component: i64,
    pub phase: i64,
    pub delivered_phase: i64,
    pub kind: ItemKind,
    pub state: &'static str,
    pub value: Money,
    pub confirmed: i64,
    pub co_funded: bool,
    pub sort_name: String,
    pub sort_unit: String,
    pub sort_value: String,
    /// When it is to be checked; empty: no unit has it, or nothing says so.
    pub due_on: String,
    /// When something of it was seen last, and how.
    pub seen_on: String,
    pub seen_how: &'static str,
    pub text: String,
}

/// What units and agencies are called, for the words by which things are found.
pub(super) struct Names {
    units: HashMap<i64, UnitWords>,
    agencies: HashMap<i64, (String, String)>,
}

struct UnitWords {
    /// `IMT Termez`, as staff and officers read it.
    label: String,
    /// What donors read: of an office at the border only the border.
    donor_label: String,
    /// Everything that it is called.
    words: String,
    donor_words: String,
}

impl Names {
    pub(super) async fn read(tx: &mut Tx) -> Result<Self> {
        type Unit = (i64, String, Parsed<domain::unit::UnitKind>, Option<String>, Option<String>, Option<String>);
        let units: Vec<Unit> =
            sql!(&mut *tx, |c| sqlx::query_as("SELECT id, code, kind, base, crossing, border FROM unit").fetch_all(c))?;
        let also: Vec<(i64, String)> = sql!(&mut *tx, |c| sqlx::query_as(
            "SELECT unit_id, alias FROM unit_alias UNION ALL SELECT unit_id, area FROM unit_area
             UNION ALL SELECT as_id, code FROM unit WHERE as_id <> id ORDER BY 1, 2"
        )
        .fetch_all(c))?;
        let mut also = grouped(also);
        // Under every name that it ever had: people look for the old ones as well.
        let agencies: Vec<(i64, String, String)> = sql!(tx, |c| sqlx::query_as(
            "SELECT a.as_id, a.code, n.name FROM agency a JOIN agency_name n ON n.agency_id = a.id
             ORDER BY CASE WHEN a.as_id = a.id THEN 0 ELSE 1 END, n.id"
        )
        .fetch_all(c))?;
        let mut called: HashMap<i64, (String, String)> = HashMap::new();
        for (id, code, name) in agencies {
            let entry = called.entry(id).or_insert_with(|| (code.clone(), String::new()));
            // The code of a twin is one of its names.
            if !entry.1.split(' ').any(|word| word == code) {
                entry.1.push_str(if entry.1.is_empty() { "" } else { " " });
                entry.1.push_str(&code);
            }
            entry.1.push(' ');
            entry.1.push_str(&name);
        }
        let unit = |(id, code, kind, base, crossing, border): Unit| {
            let named = |donor: bool| {
                UnitRef::new(&code, kind.0, base.as_deref(), crossing.as_deref(), border.as_deref(), donor)
            };
            let (staff, donor) = (named(false).label, named(true).label);
            let also = also.remove(&id).unwrap_or_default().join(" ");
            let words = format!("{code} {staff} {also}");
            let donor_words = if is_post(kind.0) { donor.clone() } else { words.clone() };
            (id, UnitWords { label: staff, donor_label: donor, words, donor_words })
        };
        Ok(Names { units: units.into_iter().map(unit).collect(), agencies: called })
    }
}

/// Everybody who may read the item: staff always; an agency that its line was announced to, or that it came to later; the
/// donors of the grants that paid for it, once it was sent.
#[expect(
    clippy::too_many_arguments,
    reason = "what an item is, where it is, what was counted and who paid are four things"
)]
pub(super) fn of(
    facts: &Facts,
    at: &Whereabouts,
    counted: Sums,
    state: LineState,
    shares: &[(i64, i64)],
    value: Money,
    phases: &Phases,
    delivered: Option<PartialDate>,
    names: &Names,
) -> Vec<Reader> {
    let reader = |scope: Scope, of_line: bool, value: Money, co_funded: bool| Reader {
        scope,
        line: facts.line_id,
        round: facts.round_id,
        of_line,
        unit: at.unit,
        agency: at.agency,
        component: facts.component_id,
        phase: facts.phase_id,
        delivered_phase: delivered.and_then(|day| phases.id_on(facts.component_id, day)).unwrap_or(0),
        kind: facts.kind.0,
        state: if facts.cancelled { "cancelled" } else { state.word() },
        value,
        confirmed: part(value, counted.received, facts.quantity),
        co_funded,
        sort_name: sort_key(&facts.name),
        sort_unit: names.sort_unit(scope, at),
        sort_value: money_key(value.currency.code(), value.minor),
        due_on: String::new(),
        seen_on: String::new(),
        seen_how: "",
        text: names.text(facts, at, scope, of_line),
    };
    let mut readers = vec![reader(Scope::All, true, value, shares.len() > 1)];
    let announced = (facts.announced && !facts.cancelled).then_some(facts.agency_id);
    let agencies: BTreeSet<i64> = at.came_to.iter().copied().chain(announced).collect();
    readers.extend(
        agencies
            .into_iter()
            .map(|agency| reader(Scope::Agency(agency), announced == Some(agency), value, shares.len() > 1)),
    );
    if facts.dispatched {
        let donors: BTreeSet<i64> = shares.iter().map(|(donor, _)| *donor).collect();
        readers.extend(donors.into_iter().map(|donor| {
            let own = shares.iter().filter(|(other, _)| *other == donor).map(|(_, minor)| minor).sum();
            let co_funded = shares.iter().any(|(other, _)| *other != donor);
            reader(Scope::Donor(donor), true, Money::new(own, value.currency), co_funded)
        }));
    }
    readers
}

/// What this many of the whole are worth, by largest remainder.
pub(super) fn part(value: Money, number: i64, whole: i64) -> i64 {
    let number = number.clamp(0, whole);
    value.split(&[number, whole - number]).and_then(|parts| parts.first().map(|part| part.minor)).unwrap_or(0)
}

/// Stands between the words of a thing and those of its round: whoever counts the lines of one round finds none by its title.
pub(crate) const OF_THE_ROUND: &str = "zqroundqz";

/// What a reader finds something by: the reader's token and the folded words, with a space around each of them, so that a
/// search can ask for a whole word.
pub(super) fn whole_words(scope: Scope, words: &[String]) -> String {
    format!("{} {} ", scope.token(), words.join(" "))
}

impl Names {
    /// Which unit of another agency has it is that agency's own matter: an officer reads the agency.
    fn sort_unit(&self, scope: Scope, at: &Whereabouts) -> String {
        match scope {
            Scope::Agency(own) if own != at.agency => {
                sort_key(self.agencies.get(&at.agency).map_or("", |(code, _)| code))
            }
            Scope::Donor(_) => self.unit_key(at.unit, true),
            Scope::All | Scope::Agency(_) | Scope::Country(_) => self.unit_key(at.unit, false),
        }
    }

    /// The place of a unit in an order by name.
    pub(super) fn unit_key(&self, unit: i64, for_donor: bool) -> String {
        let unit = self.units.get(&unit);
        sort_key(unit.map_or("", |unit| if for_donor { &unit.donor_label } else { &unit.label }))
    }

    /// Everything by which this reader looks for the item, and nothing that it may not know.
    fn text(&self, facts: &Facts, at: &Whereabouts, scope: Scope, of_line: bool) -> String {
        let own = [
            Some(&facts.tag),
            Some(&facts.name),
            facts.make.as_ref(),
            facts.model.as_ref(),
            Some(&facts.component_code),
        ];
        let mut text: Vec<String> = own.into_iter().flatten().map(|words| fold(words)).collect();
        if !matches!(scope, Scope::Donor(_)) {
            let numbers = [&facts.serial, &facts.vin, &facts.chassis, &facts.plate, &facts.engine];
            text.extend(numbers.into_iter().flatten().map(|written| number(written)));
        }
        let unit = self.units.get(&at.unit).map(|unit| match scope {
            Scope::Donor(_) => unit.donor_words.as_str(),
            Scope::Agency(own) if own != at.agency => "",
            Scope::All | Scope::Agency(_) | Scope::Country(_) => &unit.words,
        });
        text.push(fold(unit.unwrap_or_default()));
        let sent_to = of_line.then_some(facts.agency_id);
        for agency in sent_to.into_iter().chain([at.agency]).collect::<BTreeSet<i64>>() {
            text.push(self.agencies.get(&agency).map_or_else(String::new, |(_, called)| fold(called)));
        }
        // Of what came from another agency an officer learns nothing of the round.
        if of_line {
            text.push(OF_THE_ROUND.to_owned());
            text.extend([&facts.round_code, &facts.round_title].map(|words| fold(words)));
            text.extend(facts.occasion.as_ref().map(|words| fold(words)));
            // A place is free text and can name an exact post: donors do not get it.
            text.extend(facts.place.as_ref().filter(|_| !matches!(scope, Scope::Donor(_))).map(|words| fold(words)));
        }
        text.retain(|words| !words.is_empty());
        whole_words(scope, &text)
    }
}
