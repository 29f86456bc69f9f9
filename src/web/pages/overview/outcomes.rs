//! What a donor's grants led to besides things: who was trained, and what the teams seized.

use leptos::prelude::*;
use store::{activities::Held, cases::Total};

use crate::{
    kit::{ButtonLink, EmptyState, Section, count, count_of, link},
    pages::{questions::ask_link, results::totals_table},
};

/// `published`: how many figures sources state of it.
pub(super) fn training(held: Held, published: i64) -> AnyView {
    let told = (published > 0).then(|| {
        let figures = link(count_of(published, "published figure", "published figures"), Some("/activities"));
        view! { <p>"Sources state more than is recorded one by one: " {figures} "."</p> }.into_any()
    });
    let content = if held.activities == 0 {
        view! { <div class="stack-tight"><p>"No activity that your grants pay for is recorded one by one as held."</p>{told}</div> }.into_any()
    } else {
        let held_ones = link(count_of(held.activities, "activity", "activities"), Some("/activities?state=held"));
        let silent = match held.silent {
            0 => None,
            1 => Some(" 1 of them states no number.".to_owned()),
            several => Some(format!(" {} of them state no number.", count(several))),
        };
        // A number that nobody states is not nought.
        let participations = (held.silent < held.activities)
            .then(|| format!(", with {}", count_of(held.participations, "participation", "participations")));
        let said = format!(
            "Trainings: {} held{}",
            count_of(held.activities, "activity", "activities"),
            participations.as_deref().unwrap_or_default()
        );
        let ask = ask_link("What was taught", &said, "/#training", None);
        view! {
            <div class="stack-tight">
                <p>{held_ones} " held" {participations} "." {silent} " " {ask}</p>
                <p>{women(held)}</p>
                {told}
                <p class="note">"One person who came twice is two participations."</p>
            </div>
        }
        .into_any()
    };
    let all = view! { <ButtonLink href="/activities" text="All activities"/> }.into_any();
    view! { <Section title="What was taught" id="training" aside=all>{content}</Section> }.into_any()
}

/// The share of women among those whose sex is recorded, in hundredths, rounded down; never of all.
fn women(held: Held) -> String {
    match (held.of_women * 100).checked_div(held.of_known_sex) {
        None => "How many were women is not recorded.".to_owned(),
        Some(share) => format!(
            "Of {} with a recorded sex {} by women ({share}\u{a0}%).",
            count_of(held.of_known_sex, "participation", "participations"),
            if held.of_women == 1 { "1 was".to_owned() } else { format!("{} were", count(held.of_women)) }
        ),
    }
}

pub(super) fn seized(totals: &[Total]) -> AnyView {
    let content = if totals.is_empty() {
        let yet = "They appear when a case is over, or when they were published.";
        view! { <EmptyState things="seizures" yet/> }.into_any()
    } else {
        let said = format!("Seized, by substance and year: {}", count_of(totals.len() as i64, "sum", "sums"));
        view! { {totals_table(totals)} <p>{ask_link("What the teams seized", &said, "/#seized", None)}</p> }.into_any()
    };
    let all = view! { <ButtonLink href="/results" text="All results"/> }.into_any();
    view! { <Section title="What the teams seized" id="seized" aside=all>{content}</Section> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn women_are_a_share_of_those_whose_sex_is_recorded() {
        let held = Held { activities: 3, participations: 57, silent: 1, of_women: 4, of_known_sex: 19 };
        assert_eq!(women(held), "Of 19 participations with a recorded sex 4 were by women (21\u{a0}%).");
        assert_eq!(women(Held { of_known_sex: 0, of_women: 0, ..held }), "How many were women is not recorded.");
        let html = training(held, 2).to_html();
        for said in [
            "/activities?state=held",
            "3 activities",
            "57 participations",
            "1 of them states no number",
            "2 published figures",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        let nothing = training(Held::default(), 0).to_html();
        assert!(nothing.contains("No activity") && !nothing.contains("0"), "{nothing}");
    }
}
