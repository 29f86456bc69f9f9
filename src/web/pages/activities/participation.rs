//! Who took part, as far as it was recorded: by agency, unit and sex. What was not recorded is not inferred.

use domain::{activity::Sex, unit::UnitRef};
use leptos::prelude::*;
use store::{
    activities::{ActivityShow, ParticipationRow},
    agencies::AgencyRef,
};

use crate::{
    kit::*,
    pages::{agencies::agency_codes, units::unit_link},
};

pub fn participation(show: &ActivityShow) -> AnyView {
    let body = if show.rows.is_empty() {
        view! { <p>"Not recorded by agency, unit or sex."</p> }.into_any()
    } else {
        table(show)
    };
    view! { <Section title="Participations" id="participations">{body}</Section> }.into_any()
}

fn table(show: &ActivityShow) -> AnyView {
    let columns = vec![
        Column::text("Agency"),
        Column::text("Unit"),
        Column::number(Sex::Female.label()),
        Column::number(Sex::Male.label()),
        Column::number("Sex not recorded"),
        Column::number("Together"),
    ];
    let groups = groups(&show.rows);
    let rows = groups.iter().map(row).collect();
    let counted: i64 = show.rows.iter().map(|row| row.count).sum();
    let mut sums: Vec<Sum> = [
        ("Women in the rows above", Sex::Female),
        ("Men in the rows above", Sex::Male),
        ("Sex not recorded in the rows above", Sex::NotRecorded),
    ]
    .into_iter()
    // Where no row says the sex, there are not "0 women".
    .filter(|(_, sex)| show.count(*sex) > 0)
    .map(|(words, sex)| Sum::new(words, number_cell(show.count(sex))))
    .collect();
    sums.push(match show.numbers.participations {
        Some(all) => {
            let of = format!("{} of {}", count(counted), count(all));
            Sum::new("Recorded in rows, of all participations", of.into_any())
        }
        None => Sum::new("Recorded in rows; the number of all participations is not stated", number_cell(counted)),
    });
    view! { <DataTable caption="Participations by agency, unit and sex" columns rows sums/> }.into_any()
}

/// The participations of one agency and unit.
#[derive(Debug, PartialEq, Eq)]
struct Group<'a> {
    agency: Option<&'a AgencyRef>,
    unit: Option<&'a UnitRef>,
    women: i64,
    men: i64,
    not_recorded: i64,
}

fn groups(rows: &[ParticipationRow]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in rows {
        let (agency, unit) = (row.agency.as_ref(), row.unit.as_ref());
        let index = groups.iter().position(|g| (g.agency, g.unit) == (agency, unit)).unwrap_or_else(|| {
            groups.push(Group { agency, unit, women: 0, men: 0, not_recorded: 0 });
            groups.len() - 1
        });
        let group = &mut groups[index];
        match row.sex {
            Sex::Female => group.women += row.count,
            Sex::Male => group.men += row.count,
            Sex::NotRecorded => group.not_recorded += row.count,
        }
    }
    groups
}

fn row(group: &Group<'_>) -> Row {
    let unknown = || view! { <span class="muted">"not recorded"</span> }.into_any();
    let agency = group.agency.and_then(|agency| agency_codes(vec![agency.clone()]));
    let number = |count: i64| number_cell((count > 0).then_some(count));
    Row::new(vec![
        agency.unwrap_or_else(unknown),
        group.unit.map_or_else(unknown, unit_link),
        number(group.women),
        number(group.men),
        number(group.not_recorded),
        number_cell(group.women + group.men + group.not_recorded),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_agency_is_one_row_and_nothing_is_inferred() {
        let customs = Some(AgencyRef { code: "SCC".into(), name: "State Customs Committee".into() });
        let row = |agency: &Option<AgencyRef>, sex, count| ParticipationRow {
            agency: agency.clone(),
            unit: None,
            sex,
            count,
        };
        let rows = [row(&customs, Sex::Female, 4), row(&None, Sex::NotRecorded, 6), row(&customs, Sex::Male, 9)];
        let groups = groups(&rows);
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].women, groups[0].men, groups[0].not_recorded), (4, 9, 0));
        assert_eq!((groups[1].women, groups[1].men, groups[1].not_recorded), (0, 0, 6));
    }
}
