use std::collections::HashMap;

use domain::{
    Timestamp, Viewer,
    activity::{BelongsTo, Named, NewActivity, Numbers},
    change::Entity,
    phase::{Counted, MetOn, NewPart, PartForm},
    source::SourceChoice,
    unit::change::NewChange,
};

use super::{
    cases,
    data::{Facts, PhaseOf, Step},
    known,
};
use crate::{
    Error, Result, Tx, activities,
    agencies::{self, NewAgency, NewAgencyName},
    changes,
    components::{self, NewComponent, NewMilestone, NewPhase},
    donors::{self, NewDonor},
    programmes::{self, NewProgramme},
    sources,
    units::{self, NewUnit},
};

pub(super) async fn load(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for (code, title) in &facts.sources {
        sources::add(tx, staff, at, code, title).await?;
    }
    for donor in &facts.donor {
        let new = NewDonor {
            code: donor.code.clone(),
            name: donor.name.clone(),
            currency: donor.currency,
            iati_ref: donor.iati_ref.clone(),
        };
        donors::add(tx, staff, at, &new).await?;
    }
    for agency in &facts.agency {
        let name = |n: &super::data::Name| NewAgencyName {
            name: n.name.clone(),
            from: n.from,
            until: n.until,
            note: n.note.clone(),
        };
        let new = NewAgency {
            code: agency.code.clone(),
            country: agency.country.clone(),
            part: agency.part.clone(),
            names: agency.names.iter().map(name).collect(),
        };
        agencies::add(tx, staff, at, &new).await?;
    }
    load_components(tx, staff, at, facts).await?;
    load_units(tx, staff, at, facts).await?;
    known::load(tx, staff, at, facts).await?;
    load_activities(tx, staff, at, facts).await?;
    cases::load(tx, staff, at, facts).await
}

async fn load_components(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for programme in &facts.programme {
        let new = NewProgramme {
            code: programme.code.clone(),
            title: programme.title.clone(),
            part_of: programme.part_of.clone(),
            sub_programme: None,
            source: programme.source.clone().map(SourceChoice::Known),
        };
        programmes::add(tx, staff, at, &new).await?;
    }
    for component in &facts.component {
        let new = NewComponent {
            code: component.code.clone(),
            title: component.title.clone(),
            programme_code: component.programme.clone(),
            countries: component.countries.clone(),
            agency_codes: component.agencies.clone(),
        };
        components::add(tx, staff, at, &new).await?;
    }
    for phase in &facts.phase {
        let new = NewPhase {
            component_code: phase.component.clone(),
            number: phase.number,
            note: phase.note.clone(),
            planned_from: None,
            planned_until: None,
            actual_from: None,
            actual_until: None,
        };
        components::add_phase(tx, staff, at, &new).await?;
    }
    for part in &facts.part {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let form = PartForm {
            component: part.component.clone(),
            donor: text(&part.donor),
            agency: text(&part.agency),
            office: text(&part.office),
            part: text(&part.part),
            phase: part.phase.map(|number| number.to_string()).unwrap_or_default(),
            source: part.source.clone(),
            ..PartForm::default()
        };
        components::record_part(tx, staff, at, &NewPart::parse(&form)?).await?;
    }
    let mut numbers: HashMap<(&str, &str), i64> = HashMap::new();
    for milestone in &facts.milestone {
        let component = milestone.phase.component.as_str();
        let counted = milestone.counts.as_deref().map(|key| {
            let found = Counted::choices().into_iter().find(|choice| choice.key() == key);
            found.ok_or_else(|| Error::Internal(format!("“{key}” is nothing that a milestone counts")))
        });
        let awaited = milestone.waits_for.as_deref().map(|title| {
            let found = numbers.get(&(component, title)).copied();
            found.ok_or_else(|| Error::Internal(format!("there is no earlier milestone “{title}”")))
        });
        let new = NewMilestone {
            component_code: milestone.phase.component.clone(),
            phase: milestone.phase.number,
            title: milestone.title.clone(),
            due_on: None,
            met_on: milestone.met_on.map(|date| MetOn { date, by: milestone.by }),
            target: milestone.target,
            actual: milestone.actual,
            evidence: None,
            source_code: milestone.source.clone(),
            counted: counted.transpose()?,
            waits_for: awaited.transpose()?,
        };
        let id = components::add_milestone(tx, staff, at, &new).await?;
        numbers.insert((component, milestone.title.as_str()), id);
    }
    Ok(())
}

async fn load_units(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for unit in &facts.unit {
        let new = NewUnit {
            code: unit.code.clone(),
            kind: unit.kind,
            base: unit.base.clone(),
            crossing: unit.crossing.clone(),
            border: unit.border.clone(),
            country: Some(unit.country.clone()),
            since: None,
            planned: None,
            aliases: unit.aliases.clone(),
            areas: unit.areas.clone(),
            agency_codes: unit.agencies.clone(),
        };
        units::add(tx, staff, at, &new).await?;
        for step in &unit.life {
            let version = changes::version(tx, staff, Entity::Unit, &unit.code).await?;
            units::change(tx, staff, at, &unit.code, version, &change(step)).await?;
        }
    }
    Ok(())
}

fn change(step: &Step) -> NewChange {
    NewChange {
        kind: step.is,
        on: MetOn { date: step.on, by: step.by },
        planned_for: step.planned_for,
        place: None,
        agency_codes: step.agencies.clone(),
        reason: step.note.clone(),
        source: Some(SourceChoice::Known(step.source.clone())),
    }
}

async fn load_activities(tx: &mut Tx, staff: &Viewer, at: Timestamp, facts: &Facts) -> Result<()> {
    for activity in &facts.activity {
        let belongs_to = match (&activity.phase, &activity.component) {
            (Some(phase), _) => Some(BelongsTo::Phase(phase_id(tx, phase).await?)),
            (None, component) => component.clone().map(BelongsTo::Component),
        };
        let new = NewActivity {
            starts_on: activity.starts_on,
            ends_on: activity.ends_on,
            place: activity.place.clone(),
            belongs_to,
            organisers: activity.organisers.clone(),
            trainers: activity.trainers.clone(),
            topics: activity.topics.clone(),
            hosts: activity.hosts.clone(),
            countries: activity.countries.clone(),
            others: activity.others.clone(),
            numbers: Numbers { participations: activity.participations, ..Numbers::default() },
            named: Named { agency_codes: activity.agencies.clone(), unit_codes: activity.units.clone() },
            source: activity.source.clone().map(SourceChoice::Known),
            ..NewActivity::held(activity.kind, &activity.code, &activity.title)
        };
        activities::create(tx, staff, at, &new).await?;
    }
    Ok(())
}

pub(super) async fn phase_id(tx: &mut Tx, phase: &PhaseOf) -> Result<i64> {
    components::phase_id(tx, &phase.component, phase.number).await
}
