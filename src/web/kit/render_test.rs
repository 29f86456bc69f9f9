//! The kit as it is sent: what is typed is escaped, what is missing is said, nothing needs a script or a `style`.

use domain::{Currency, Money, PartialDate, Timestamp};
use leptos::prelude::*;
use store::{
    Totals,
    list::{Count, Page},
};

use super::*;

/// Renders and removes the `<!>` marks between texts.
pub(super) fn html(view: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| view().to_html()).replace("<!>", "")
}

#[test]
fn a_table_says_what_it_shows_of_how_much() {
    let query = ListQuery::parse("sort=name&agency=SCC&after=3~x");
    let paging = Paging::of(&Page {
        rows: vec![()],
        count: Count::Exactly(1_284),
        sums: Totals::default(),
        sort: ("name", false),
        previous: Some("4~a".into()),
        next: Some("5~b".into()),
        instead: None,
    });
    let columns = vec![Column::text("Item").sorted("name"), Column::number("Sent"), Column::text("Unit")];
    let rows = vec![Row::new(vec![link_cell("Borescope", "/items/IMT-000123"), number_cell(0), cell("")])];
    let page = html(|| view! { <DataTable caption="Items" columns rows query paging=Some(paging)/> }.into_any());
    assert!(page.contains("1 of 1,284"), "{page}");
    assert!(page.contains(r#"aria-sort="ascending""#) && page.contains("?sort=-name&amp;agency=SCC"), "{page}");
    assert!(page.contains(r#"data-label="Sent""#) && page.contains(r#"<span class="muted">–</span>"#), "{page}");
    assert!(
        page.contains("agency=SCC&amp;after=5%7Eb") && page.contains(r#"<a href="/items/IMT-000123">Borescope</a>"#),
        "{page}"
    );
}

#[test]
fn the_filter_bar_loses_nothing_that_stood_in_the_address() {
    let query = ListQuery::parse("q=%3Ci%3E&agency=SCC&grant=JP-2020&sort=-date&after=4~x");
    let agency = FilterSelect::new("agency", "Agency", vec![("SCC".to_owned(), "State Customs Committee".to_owned())]);
    let page =
        html(|| view! { <FilterBar query search="Name or tag" selects=vec![agency] count="24 lines"/> }.into_any());
    for part in [
        r#"name="grant" value="JP-2020""#,
        r#"name="sort" value="-date""#,
        "Agency: State Customs Committee",
        "“&lt;i&gt;”",
        r#"href="?sort=-date""#,
        r#"role="status""#,
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("4~x") && !page.contains(r#"name="after""#), "{page}");
}

#[test]
fn one_long_word_can_be_broken_and_stays_one_word() {
    let long = "Donaudampfschifffahrtsgesellschaft";
    let page =
        html(|| view! { {cell(format!("Boots for the {long}, 4"))} " " {link_cell(long, "/items/1")} }.into_any());
    assert!(page.contains("Donaudampfsc<wbr>hifffahrtsge<wbr>sellschaft, 4"), "{page}");
    assert!(page.contains(r#"<a href="/items/1">Donaudampfsc<wbr>"#), "{page}");
    let usual = "Interagency mobile team, Oʻzbekiston Respublikasi";
    assert_eq!(html(|| cell(usual)), usual);
}

#[test]
fn figures_say_what_they_are() {
    let money = Money::new(250_000_000, Currency::Usd);
    let source = Some(("Exchange of Notes".to_owned(), "javascript:alert(1)".to_owned()));
    let page = html(|| {
        view! { <Figure money qualifier="approximately" badge=Some(Badge::Quoted) as_of="27 Feb 2020" source/> }
            .into_any()
    });
    assert!(page.contains(r#"<span class="ccy">USD</span>"#) && page.contains("2,500,000"), "{page}");
    assert!(
        page.contains("approximately") && page.contains(">quoted<") && page.contains("as of 27 Feb 2020"),
        "{page}"
    );
    assert!(page.contains("Exchange of Notes") && !page.contains("javascript"), "{page}");
}

#[test]
fn dates_say_how_exactly_they_are_known() {
    let date: Option<PartialDate> = "2016-09".parse().ok();
    let page = html(|| view! { <DateView date/> <DateView date=None/> }.into_any());
    assert!(page.contains(r#"<time datetime="2016-09">Sep 2016</time>"#) && page.contains("date not known"), "{page}");
}

#[test]
fn both_clocks_are_shown_when_they_differ() {
    let stated: PartialDate = "2019-09-25".parse().expect("a date");
    let same = Timestamp(1_569_400_000_000);
    let later = same.plus_seconds(7 * 86_400);
    let entries = vec![
        Happening::on(stated, "Accepted").recorded(later).who("A. Karimov"),
        Happening::on(stated, "Dispatched").recorded(same).tone(Tone::Accent),
    ];
    let page = html(|| view! { <Timeline entries/> }.into_any());
    assert_eq!(page.matches("recorded").count(), 1, "{page}");
    assert!(page.contains("recorded 2 Oct 2019") && page.contains("A. Karimov"), "{page}");
}

#[test]
fn nothing_says_why_and_leads_out() {
    let of = |raw: &str| {
        let query = ListQuery::parse(raw);
        let action = Some(("Record the first round".to_owned(), "/rounds/new".to_owned()));
        html(|| view! { <EmptyState things="rounds" query action/> }.into_any())
    };
    assert!(of("").contains("No rounds yet") && of("").contains("/rounds/new"));
    assert!(of("q=x").contains("No rounds found for “x”") && of("q=x&sort=name").contains(r#"href="?sort=name""#));
    assert!(of("q=x&agency=SCC").contains("Clear search and filters"));
    assert!(of("agency=SCC").contains("No rounds with these filters"));
}

#[test]
fn the_frame_and_every_other_piece_need_no_script_and_no_style() {
    let page = html(whole_page);
    for part in [
        "Skip to content",
        r#"aria-current="page""#,
        "State Customs Committee",
        r#"action="/api/sign_out""#,
        r#"class="here""#,
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for forbidden in ["<script", "style=", "onclick", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}: {page}");
    }
}

fn whole_page() -> AnyView {
    let at = "/rounds/R-2019-05";
    let equipment = vec![NavItem::new("Rounds", "/rounds", at), NavItem::new("Items", "/items", at)];
    let results = vec![NavItem::new("Results", "/results", at)];
    let nav =
        vec![NavGroup::new("Equipment", equipment), NavGroup::new("Results", results), NavGroup::new("Money", vec![])];
    let account = Account {
        notices: Some(3),
        name: "A. Karimov".to_owned(),
        role: "Logistics officer".to_owned(),
        scope: Some("State Customs Committee".to_owned()),
        theme: Theme::Dark,
        back: "/rounds".to_owned(),
    };
    let status = view! { <StatusTag tone=Tone::Warn text="partly received"/> }.into_any();
    let flash = view! { <Flash text="Saved." next=Some(("Dispatch".to_owned(), "/rounds".to_owned()))/> }.into_any();
    let links = vec![
        ChainLink::to("Japan", "/grants/JP-2016"),
        ChainLink::here("R-2019-05"),
        ChainLink::waiting("waits for the receipt"),
    ];
    let tiles = vec![StatTile::new("open", 3.into_any()).note("oldest 12 days").href("#lines")];
    let facts = vec![Fact::text("Place", "Tashkent"), Fact::text("Occasion", None::<String>)];
    view! {
        <Frame nav search="/search" account=Some(account) flash>
            <Breadcrumb steps=vec![("Rounds".to_owned(), "/rounds".to_owned())]/>
            <PageHeader kind="Round" code="R-2019-05" title="Fifth round" status/>
            <ChainStrip links/>
            <StatTiles tiles/>
            <ShareBar label="confirmed" part=55 whole=100/>
            <Section title="Facts" id="facts"><SummaryList facts/></Section>
            <Menu label="More"><a href="/a">"A"</a><a href="/b">"B"</a></Menu>
            <Notice title="Two signatures are missing">"The act waits."</Notice>
            <form><Fieldset legend="When"><DateField name="on" label="Date" state=FormState::default() partial=true/></Fieldset></form>
            <ConfirmPage title="Dispatch?" happens=vec!["Quantities are fixed.".to_owned()] action="/api/dispatch_round" button="Dispatch 12 lines" cancel="/rounds"/>
        </Frame>
    }
    .into_any()
}
