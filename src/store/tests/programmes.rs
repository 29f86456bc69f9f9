//! Programmes and sub-programmes: who keeps them, what is a part of what, and what belongs to them.

use domain::{
    change::Entity,
    grant::NewAllocation,
    phase::{ComponentForm, NewComponent},
    programme::{NewProgramme, ProgrammeForm},
    quote::Subject,
};
use store::{Db, Tx, changes, components, grants, list::Asked, programmes, quotes, search, verify};

use crate::{
    chain::{phase, programme},
    support::{NOW, asked, told},
};

fn form(code: &str, title: &str, part_of: &str) -> ProgrammeForm {
    ProgrammeForm {
        code: code.into(),
        title: title.into(),
        part_of: part_of.into(),
        source_title: "Newsletter of 2016".into(),
        ..Default::default()
    }
}

async fn add(tx: &mut Tx, viewer: &domain::Viewer, form: &ProgrammeForm) -> String {
    told(programmes::add(tx, viewer, NOW, &NewProgramme::parse(form).expect("a programme")).await)
}

async fn update(tx: &mut Tx, viewer: &domain::Viewer, form: &ProgrammeForm) -> String {
    let version = changes::version(tx, viewer, Entity::Programme, &form.code).await.expect("version");
    told(programmes::update(tx, viewer, NOW, version, &NewProgramme::parse(form).expect("a programme")).await)
}

both_databases!(programmes_and_sub_programmes_are_kept_by_staff, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    for nobody in [&people.customs, &people.japan] {
        assert_eq!(add(t, nobody, &form("PCA-9", "Programme", "")).await, "forbidden");
    }
    assert_eq!(
        add(t, dana, &form("PCA-9-1", "1: Crime", "PCA-9")).await,
        "part_of: There is no programme “PCA-9”: choose from the list"
    );
    assert_eq!(add(t, dana, &form("PCA-9", "Programme for Central Asia", "")).await, "done");
    assert_eq!(add(t, dana, &form("PCA-9-1", "1: Crime", "PCA-9")).await, "done");
    assert_eq!(
        add(t, dana, &form("PCA-9-1-1", "1.1: Drugs", "PCA-9-1")).await,
        "part_of: PCA-9-1 is a sub-programme itself: choose the programme it is a part of"
    );
    assert_eq!(add(t, dana, &form("PCA-8", "An older one", "")).await, "done");
    assert_eq!(
        update(t, dana, &form("PCA-9", "Programme for Central Asia", "PCA-8")).await,
        "part_of: It has sub-programmes of its own: a sub-programme has none. Leave this empty"
    );
    assert_eq!(update(t, dana, &form("PCA-9-1", "1: Countering crime", "PCA-9")).await, "done");
    let late = NewProgramme::parse(&form("PCA-9-1", "1: Other", "")).expect("a programme");
    assert_eq!(told(programmes::update(t, &people.japan, NOW, 0, &late).await), "forbidden");
    assert_ne!(told(programmes::update(t, dana, NOW, 0, &late).await), "done", "somebody was faster");

    let found = programmes::page(t, dana, &asked(&[("q", "countering crime")])).await.expect("found").rows;
    assert_eq!(found.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["PCA-9-1"]);
    assert_eq!(found[0].source.as_deref(), Some("Newsletter of 2016"));
    let all = programmes::page(t, &people.japan, &Asked::default()).await.expect("read by donors").rows;
    assert!(all.iter().any(|row| row.code == "PCA-9"));
    assert_eq!(changes::of(t, dana, Entity::Programme, "PCA-9-1").await.expect("history").len(), 2);
    let answer = search::search(t, &people.japan, "countering crime").await.expect("answer").expect("words");
    let handles: Vec<&str> = answer.kinds.iter().flat_map(|kind| &kind.found).map(|hit| hit.handle.as_str()).collect();
    assert!(handles.contains(&"PCA-9-1"), "{handles:?}");
    verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_component_names_its_sub_programme_and_stands_under_the_whole, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let allocation = NewAllocation { phase_id: phase(t).await, country: None, amount: None, source: None };
    grants::record_allocation(t, dana, NOW, "JP-2020", &allocation).await.expect("allocated");
    for (code, title, part_of) in [("PCA-9", "Programme for Central Asia", ""), ("PCA-9-1", "1: Crime", "PCA-9")] {
        assert_eq!(add(t, dana, &form(code, title, part_of)).await, "done");
    }
    let component = ComponentForm {
        code: "IMT".into(),
        title: "Interagency Mobile Teams".into(),
        programme: "PCA-9-1".into(),
        countries: "UZ".into(),
        agencies: vec!["SCC".into()],
        ..Default::default()
    };
    let version = changes::version(t, dana, Entity::Component, "IMT").await.expect("version");
    let unknown = ComponentForm { programme: "PCA-7".into(), ..component.clone() };
    let refused = components::update(t, dana, NOW, version, &NewComponent::parse(&unknown).expect("a component")).await;
    assert_eq!(told(refused), "programme: There is no programme “PCA-7”: choose from the list");
    let new = NewComponent::parse(&component).expect("a component");
    components::update(t, dana, NOW, version, &new).await.expect("put right");
    let shown = components::show(t, &people.japan, "IMT").await.expect("component").component;
    assert_eq!(shown.programme, Some(("PCA-9".into(), "Programme for Central Asia".into())));
    assert_eq!((shown.programme_code.as_deref(), shown.sub_programme.as_deref()), (Some("PCA-9-1"), Some("1: Crime")));
    for code in ["PCA-9", "PCA-9-1"] {
        let show = programmes::show(t, &people.japan, code).await.expect("programme");
        assert_eq!(show.components.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["IMT"], "{code}");
        let listed = components::page(t, &people.japan, &asked(&[("programme", code)])).await.expect("page").0.rows;
        assert_eq!(listed.len(), 1, "{code}");
    }
    // Which components of others belong to it is not told.
    let foreign = programmes::show(t, &people.usa, "PCA-9").await.expect("programme");
    assert!(foreign.components.is_empty());
    assert_eq!(told(programmes::show(t, dana, "PCA-7").await), "not found");
    let about = Subject::Programme("PCA-9".into());
    assert!(quotes::about(t, &people.japan, &about).await.expect("figures").is_empty());
});
