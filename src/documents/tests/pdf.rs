//! The act as a file, read again with pdftotext (Debian: poppler-utils). Needs the feature `pdf`.

#[path = "../briefing/sample.rs"]
mod embassy;
#[path = "../act/sample.rs"]
mod sample;

use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
    thread,
};

use documents::act::{
    ActData, Error, Languages, Sticker, Text,
    check::{Checker, Issued, Report},
    compare::Verdict,
    content_hash, render,
};

/// The text of a file, white space as single spaces, without the breaks that are offered inside long words.
fn text(pdf: &[u8]) -> String {
    let raw = poppler("pdftotext", &["-enc", "UTF-8", "-", "-"], pdf).replace('\u{200b}', "");
    raw.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("poppler-utils (Debian: apt-get install poppler-utils)");
    let mut input = child.stdin.take().expect("piped");
    let bytes = pdf.to_vec();
    let feed = thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().expect("ran");
    feed.join().expect("joined").expect("written");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[track_caller]
fn has(text: &str, phrases: &[&str]) {
    for phrase in phrases {
        let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&phrase), "`{phrase}` is not in: {text}");
    }
}

#[test]
fn english_and_russian_side_by_side() {
    let act = sample::signed(6);
    let pdf = render(&act, Languages::EnglishRussian).expect("rendered");
    let text = text(&pdf);
    has(
        &text,
        &["Handover and Acceptance Act", "Boots for the northern posts", "25 September 2019", "Transfer of title"],
    );
    has(
        &text,
        &["Акт приёма-передачи", "Обувь для северных постов", "25 сентября 2019 г.", "Передача права собственности"],
    );
    has(
        &text,
        &["State Security Service of the Republic of", "Служба государственной безопасности", "Gʻayrat Oʻrinov"],
    );
    has(&text, &["日本国政府", "藤山美典", "US-INL-2017", "JTEBR3FJ70K150003", "GRJ150-000006", "UNODC-04203"]);
    has(
        &text,
        &["five million four", "Japanese yen", "пять миллионов", "японских", "центов", "JPY/USD 109.00,", "01.09.2019"],
    );
    has(&text, &["Signed on screen", "Подписано по одноразовой ссылке", "Signed scan on file", "14:09 (UTC+5)"]);
    has(
        &text,
        &[
            "M-17, 24 September 2019",
            "in place of",
            "Supersedes act No.",
            "Annex 2. Discrepancies",
            "Коробка 4 намокла",
        ],
    );
    has(&text, &[&content_hash(&act.content), "portal.example.org/verify/7Q3K9M2X5B8V1N4C6Z0R2T7Y3W"]);
    assert!(!text.contains("Dalolatnoma"));
}

#[test]
fn uzbek_with_its_letters() {
    let act = sample::signed(6);
    let text = text(&render(&act, Languages::Uzbek).expect("rendered"));
    has(&text, &["Topshirish-qabul qilish dalolatnomasi", "2019-yil 25-sentabr", "Mulk huquqini oʻtkazish"]);
    has(&text, &["Oʻzbekiston Respublikasi Davlat xavfsizlik xizmati", "Taʼminot boʻlimi boshligʻi oʻrinbosari"]);
    has(&text, &["Yoʻltanlamas avtomobil, besh eshikli", "Yaponiya iyenasi", "AQSH dollari", "日本国政府"]);
    has(&text, &["Qabul qiluvchi tomon mol-mulkka texnik xizmat", &content_hash(&act.content)]);
    assert!(!text.contains("Handover and Acceptance") && !text.contains("Акт приёма"));
}

#[test]
fn the_fonts_are_inside_and_the_file_is_tagged() {
    let pdf = render(&sample::signed(3), Languages::EnglishRussian).expect("rendered");
    let fonts = poppler("pdffonts", &["-"], &pdf);
    for family in ["NotoSans-Regular", "NotoSans-Bold", "NotoSansJP-Regular"] {
        let line = fonts.lines().find(|line| line.contains(family)).unwrap_or_else(|| panic!("{family}: {fonts}"));
        let columns: Vec<&str> = line.split_whitespace().rev().collect();
        assert_eq!(columns[4], "yes", "embedded: {line}");
    }
    let info = poppler("pdfinfo", &["-"], &pdf);
    assert!(info.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{info}");
    assert!(info.contains("Handover and Acceptance Act / Акт приёма-передачи HA-2019-05/SSS"), "{info}");
}

#[test]
fn forty_lines_run_over_pages_and_the_head_of_the_table_repeats() {
    let pdf = render(&sample::signed(40), Languages::EnglishRussian).expect("rendered");
    let text = text(&pdf);
    for number in 1..=40 {
        has(&text, &[&format!("UNODC-{}", 4200 + number).replace("-4", "-04")]);
    }
    let pages = poppler("pdfinfo", &["-"], &pdf);
    let pages: usize = pages.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok()).expect("pages");
    let heads = text.matches("Доли грантов").count();
    assert!(pages >= 5 && heads >= 3 && heads < pages, "{heads} heads on {pages} pages");
    has(&text.replace(' ', ""), &[&format!("1/{pages}"), &format!("{pages}/{pages}")]);
}

#[test]
fn a_line_longer_than_a_page_goes_on_over_pages_and_no_word_runs_off_the_paper() {
    let mut act = sample::signed(40);
    let told = |count: usize| (1..=count).map(|word| format!("told{word}")).collect::<Vec<_>>().join(" ");
    act.content.lines[6].description = Text::same(&told(2_000));
    act.content.clauses[2] = Text::same(&told(1_500));
    // The hash of what was signed is no longer that of the act.
    act.signatures.clear();
    let pdf = render(&act, Languages::EnglishRussian).expect("rendered");
    has(&text(&pdf), &["told2000"]);
    let boxes = poppler("pdftotext", &["-bbox", "-", "-"], &pdf);
    let mut height = 0.0;
    let mut words = 0;
    for line in boxes.lines().map(str::trim_start) {
        let number =
            |name: &str| -> Option<f64> { line.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse().ok() };
        if line.starts_with("<page") {
            height = number("height").expect("a height");
        } else if let Some(bottom) = number("yMax") {
            assert!(bottom <= height, "below the paper of {height} points: {line}");
            words += 1;
        }
    }
    assert!(words > 6_000, "{words} words");
}

#[test]
fn same_data_same_bytes_whatever_was_rendered_between() {
    let act = sample::signed(5);
    let first = render(&act, Languages::EnglishRussian).expect("rendered");
    for other in 1..6 {
        render(&sample::signed(other), Languages::Uzbek).expect("rendered");
    }
    assert!(first == render(&act.clone(), Languages::EnglishRussian).expect("rendered"));
    assert!(first != render(&act, Languages::Uzbek).expect("rendered"));
}

#[test]
fn what_people_typed_is_text_and_never_markup() {
    let hostile = [
        r##"#eval("1 + 1") #read("/etc/passwd")"##,
        "$x^2$ *bold* _slanted_ `code`",
        r"<label> @label \ backslash \u{41}",
        "= heading // comment /* more */",
        "#set page(height: 1cm) #panic()",
        "{} ${7*7} ]] )) \"quotes\" 'one' -- ---",
    ];
    let mut act = sample::act(hostile.len() as u32);
    for (line, typed) in act.content.lines.iter_mut().zip(hostile) {
        line.description = Text::same(typed);
        line.make_model = Some(typed.to_owned());
        line.condition = Text::same(typed);
        line.sticker = Some(Sticker::Exempt(Text::same(typed)));
    }
    act.content.place = Text::same(hostile[0]);
    act.content.clauses[0] = Text::same(hostile[1]);
    act.content.receiving.representative.name = Text::same(hostile[2]);
    act.content.round = hostile[3].to_owned();
    let found = text(&render(&act, Languages::EnglishRussian).expect("rendered"));
    for typed in hostile {
        let once: BTreeSet<&str> = typed.split_whitespace().collect();
        has(&found, &once.into_iter().collect::<Vec<_>>());
    }
    assert!(!found.contains("root:"));
}

#[test]
fn control_characters_and_very_long_words_do_not_break_it() {
    let mut act = sample::act(2);
    act.content.lines[0].description = Text::same("one\u{0}two\u{7}three\nfour\tfive\u{202e}six");
    act.content.lines[1].serial = Some("W".repeat(300));
    act.content.lines[1].description = Text::same("No font here has these: 🚙 ไทย");
    let pdf = render(&act, Languages::EnglishRussian).expect("rendered");
    assert!(text(&pdf).matches('W').count() >= 300);
}

#[test]
fn an_unsigned_act_has_lines_to_sign_on() {
    let found = text(&render(&sample::act(3), Languages::EnglishRussian).expect("rendered"));
    has(&found, &["Signature / Подпись", "Seal / М.П.", "Witness / Свидетель"]);
    assert!(!found.contains("Signed on screen"));
}

#[test]
fn an_act_that_contradicts_itself_is_not_made() {
    let mut act = sample::signed(2);
    act.content.lines[0].total.minor += 1;
    let Err(Error::Faults(faults)) = render(&act, Languages::Uzbek) else { panic!("made") };
    assert!(faults.iter().any(|fault| fault == "Line 1: quantity × price is not the total"), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.ends_with("signed another content of this act")), "{faults:?}");
}

/// Two versions: the first unsigned, the second signed by all.
fn checker() -> Checker {
    let issued = |act, superseded_by| Issued { act, issued_on: "11 Dec 2019".to_owned(), superseded_by };
    Checker::new(vec![issued(sample::signed(3), None), issued(first_version(), Some(2))])
}

fn first_version() -> ActData {
    let mut act = sample::act(3);
    act.content.version = 1;
    act.content.supersedes = None;
    act.verify.code = "0A1B2C3D4E5F6G7H8J9K0M1N2P".to_owned();
    act
}

#[test]
fn a_file_is_recognised_with_its_version_and_signatures() {
    let mut checker = checker();
    let mut half_signed = sample::signed(3);
    half_signed.signatures.truncate(1);
    for (act, languages, file, superseded_by, signed_since) in [
        (sample::signed(3), Languages::EnglishRussian, "HA-2019-05/SSS, version 2, en-ru, 3 signatures", None, 0),
        (half_signed, Languages::Uzbek, "HA-2019-05/SSS, version 2, uz, 1 signature", None, 2),
        (first_version(), Languages::EnglishRussian, "HA-2019-05/SSS, version 1, en-ru, 0 signatures", Some(2), 0),
    ] {
        let given = render(&act, languages).expect("rendered");
        let report = Report {
            file: file.to_owned(),
            verdict: Verdict::Genuine,
            issued_on: "11 Dec 2019".to_owned(),
            superseded_by,
            signed_since,
        };
        assert_eq!(checker.check(&given), Ok(Some(report)));
    }
    assert_eq!(checker.check(b"%PDF-1.7 something else"), Ok(None));
    let other = render(&sample::act(9), Languages::EnglishRussian).expect("rendered");
    assert!(checker.check(&other).expect("checked").is_none_or(|report| report.verdict != Verdict::Genuine));
}

#[test]
fn a_genuine_file_and_any_changed_byte_are_named_a_hundred_times_of_a_hundred() {
    let mut checker = checker();
    let issued = render(&sample::signed(3), Languages::EnglishRussian).expect("rendered");
    let at_stamp = issued.windows(10).position(|bytes| bytes == b"portal-act").expect("a stamp") + 12;
    let spread: Vec<usize> = (0..100).map(|turn| issued.len() * turn / 100).collect();
    for _ in 0..100 {
        assert_eq!(checker.check(&issued).expect("checked").expect("known").verdict, Verdict::Genuine);
    }
    for offset in spread.into_iter().chain([at_stamp, issued.len() - 1]) {
        let mut given = issued.clone();
        given[offset] ^= 1;
        let report = checker.check(&given).expect("checked").expect("known");
        assert_eq!(report.file, "HA-2019-05/SSS, version 2, en-ru, 3 signatures");
        assert_eq!(report.verdict, Verdict::Changed { offset: offset as u64 });
    }
    let cut = checker.check(&issued[..issued.len() - 7]).expect("checked").expect("known");
    assert_eq!(cut.verdict, Verdict::CutShort { length: issued.len() as u64 - 7 });
}

#[test]
fn a_certificate_says_what_was_completed_and_leaves_the_name_blank() {
    let of = documents::certificate::Certificate {
        code: "C-2019-04".into(),
        kind: "the training".into(),
        title: "Cross-border training, *Hairatan* #emph".into(),
        dates: Some("15 Apr 2019 to 17 Apr 2019".into()),
        place: Some("Hairatan, Афганистан".into()),
        topics: vec!["drug detection methods".into()],
        organisers: vec!["UNODC".into(), "CARICC".into()],
        qualifies_for: vec!["chemical detectors".into()],
    };
    let file = documents::certificate::certificate(&of).expect("set");
    assert_eq!(file, documents::certificate::certificate(&of).expect("set"), "the same data gives the same bytes");
    let text = text(&file);
    has(
        &text,
        &[
            "Certificate",
            "This is to certify that",
            "completed the training",
            // What looks like markup is text.
            "Cross-border training, *Hairatan* #emph",
            "15 Apr 2019 to 17 Apr 2019, Hairatan, Афганистан",
            "drug detection methods",
            "chemical detectors",
            "Organised by UNODC, CARICC",
            "Name",
        ],
    );
}

#[test]
fn a_briefing_is_two_pages_in_each_language_with_the_same_figures() {
    use documents::briefing::{Language, briefing, of};
    for (language, said) in [
        (Language::English, ["What your grants became", "spending is not recorded yet", "Still open"]),
        (Language::Japanese, ["供与の成果", "支出はまだ記録されていません", "未了事項"]),
        (
            Language::Russian,
            ["Что сделано на средства ваших грантов", "расходы ещё не внесены", "Что ещё не завершено"],
        ),
    ] {
        let words = of(&embassy::of_japan(), "Government of Japan", embassy::AT, language);
        let pdf = briefing(&words).expect("set");
        let read = text(&pdf);
        has(&read, &said);
        has(&read, &["¥743,000,000", "7,110,047.85", "JP-2020", "IMT Nukus", "21 %"]);
        let pages = poppler("pdfinfo", &["-"], &pdf);
        assert!(pages.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 2")), "{pages}");
        assert_eq!(pdf, briefing(&words).expect("set"), "the same data give the same bytes");
        let fullest =
            briefing(&of(&embassy::at_its_fullest(), "Government of Japan", embassy::AT, language)).expect("set");
        let pages = poppler("pdfinfo", &["-"], &fullest);
        assert!(pages.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 2")), "{pages}");
    }
}
