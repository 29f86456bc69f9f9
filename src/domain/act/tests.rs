use super::*;
use crate::error::Refusal;

fn words(en: &str) -> WordingForm {
    WordingForm { en: en.into(), ..Default::default() }
}

fn complete() -> TermsForm {
    let someone = |name: &str, organisation: &str| SignatoryForm {
        name: words(name),
        post: words("Head"),
        organisation: words(organisation),
        ..Default::default()
    };
    TermsForm {
        nature: "title".into(),
        copies: "3".into(),
        report_days: "10".into(),
        prevailing: "ru".into(),
        place: WordingForm { en: " Termez ".into(), ru: "г. Термез".into(), uz: String::new() },
        legal: vec![words("Exchange of Notes of 27 February 2019"), WordingForm::default()],
        transferring: someone("Ashita Mittal", "UNODC"),
        receiving: vec![SignatoryForm { agency: "SCC".into(), ..someone("Bahrom Qodirov", "") }],
        ..Default::default()
    }
}

fn wrong(form: &TermsForm) -> Vec<String> {
    match Terms::parse(form) {
        Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_missing_is_named_and_nothing_has_a_default_that_matters() {
    let fields = |terms: &Terms| terms.missing("SCC").into_iter().map(|m| m.field).collect::<Vec<_>>();
    assert_eq!(fields(&Terms::default()).len(), 6);
    let terms = Terms::parse(&complete()).expect("accepted");
    assert_eq!(fields(&terms), [""; 0]);
    assert_eq!(terms.missing("MIA")[0].words, "who signs for the agency");
    assert_eq!(
        terms.place.as_ref().map(|place| (place.en.as_str(), place.ru.as_deref())),
        Some(("Termez", Some("г. Термез")))
    );
    assert_eq!(terms.legal_basis.len(), 1);
}

#[test]
fn a_translation_needs_its_english_text() {
    let place = WordingForm { ru: "г. Термез".into(), ..Default::default() };
    assert_eq!(wrong(&TermsForm { place, ..complete() }), ["place[en]"]);
}

#[test]
fn a_deputy_signs_by_a_mandate_with_number_and_date() {
    let mut form = complete();
    form.receiving[0].deputy = words("Gʻayrat Oʻrinov");
    assert_eq!(wrong(&form), ["receiving[0][deputy_post][en]", "receiving[0][mandate]", "receiving[0][mandate_on]"]);
    form.receiving[0].deputy_post = words("Deputy head of logistics");
    form.receiving[0].mandate = "M-17".into();
    form.receiving[0].mandate_on = "9 Dec 2019".into();
    let terms = Terms::parse(&form).expect("accepted");
    let signatory = terms.receiving("SCC").expect("named");
    assert_eq!((signatory.signer().0.en.as_str(), signatory.name.en.as_str()), ("Gʻayrat Oʻrinov", "Bahrom Qodirov"));
}

#[test]
fn every_mistake_is_named() {
    let mut form = TermsForm {
        nature: "loan".into(),
        copies: "0".into(),
        report_days: "x".into(),
        prevailing: "ja".into(),
        ..complete()
    };
    form.imports = vec![DocumentForm { kind: "waybill".into(), number: String::new(), dated: "2019".into() }];
    form.witnesses = vec![SignatoryForm { name: words("Yoshinori Fujiyama"), ..Default::default() }];
    assert_eq!(
        wrong(&form),
        [
            "nature",
            "prevailing",
            "copies",
            "report_days",
            "imports[0][number]",
            "imports[0][dated]",
            "witnesses[0][post][en]",
            "witnesses[0][organisation][en]"
        ]
    );
}

#[test]
fn numbers_sort_as_they_were_given() {
    assert_eq!(number(2019, 1), "HA-2019-001");
    assert_eq!(number(2019, 1234), "HA-2019-1234");
}
