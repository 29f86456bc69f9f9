//! An act to test and to measure with. Built into tests and benches only.

use chrono::NaiveDate;
use documents::act::{
    ActData, Content, Discrepancy, Dollars, Drawing, EndUser, Funding, ImportDocument, ImportKind, Language, Line,
    LineShare, Mandate, Nature, Party, Representative, Signature, Signer, Sticker, Text, Verify, Way, Witness,
    clauses::{Template, Values},
    content_hash,
};
use domain::{
    date::Timestamp,
    money::{Currency, Money},
};
use rust_decimal::Decimal;

/// An unsigned act of `count` lines.
pub fn act(count: u32) -> ActData {
    let mut content = Content {
        number: "HA-2019-05/SSS".to_owned(),
        version: 2,
        supersedes: Some(documents::act::ActReference { number: "HA-2019-05/SSS".to_owned(), version: 1 }),
        date: day(2019, 9, 25),
        place: Text::new("Tashkent, Uzbekistan", "г. Ташкент, Узбекистан", "Toshkent shahri, Oʻzbekiston"),
        round: "5".to_owned(),
        occasion: Some(Text::new(
            "Boots for the northern posts",
            "Обувь для северных постов",
            "Shimoliy postlar uchun poyabzal",
        )),
        transferring: transferring(),
        receiving: receiving(),
        end_users: end_users(),
        legal_basis: vec![
            Text::new(
                "Exchange of Notes between Japan (日本国政府) and UNODC of 5 March 2018",
                "Обмен нотами между Японией (日本国政府) и УНП ООН от 5 марта 2018 г.",
                "Yaponiya (日本国政府) va BMT GJB oʻrtasida 2018-yil 5-martdagi nota almashinuvi",
            ),
            Text::new("Programme document, phase II", "Программный документ, этап II", "Dastur hujjati, II bosqich"),
        ],
        funding: vec![
            funding("Government of Japan", "Правительство Японии", "Yaponiya hukumati", "JP-2018-01", 750_000),
            funding(
                "United States of America",
                "Соединённые Штаты Америки",
                "Amerika Qoʻshma Shtatlari",
                "US-INL-2017",
                250_000,
            ),
        ],
        lines: (1..=count).map(line).collect(),
        import_documents: vec![
            ImportDocument {
                kind: ImportKind::CustomsDeclaration,
                number: "26005/19.09.2019/0012345".to_owned(),
                date: Some(day(2019, 9, 19)),
            },
            ImportDocument { kind: ImportKind::Waybill, number: "AWB 235-11112222".to_owned(), date: None },
        ],
        nature: Nature::Title,
        risk_passes: Some(Text::new(
            "on signature of this Act",
            "в момент подписания настоящего Акта",
            "ushbu Dalolatnoma imzolangan paytda",
        )),
        clauses: Vec::new(),
        discrepancies: vec![Discrepancy {
            line: 1,
            dispatched: 10,
            received: 7,
            short: 2,
            damaged: 1,
            refused: 0,
            surplus: 0,
            cause: Some(Text::new("Box 4 was wet", "Коробка 4 намокла", "4-quti hoʻl boʻlgan")),
            found: Vec::new(),
            missing: Vec::new(),
            photos: vec!["P-118".to_owned(), "P-119".to_owned()],
        }],
        uncounted: Vec::new(),
        witnesses: vec![Witness {
            name: Text {
                en: "Yoshinori Fujiyama (藤山美典)".to_owned(),
                ru: Some("Ёсинори Фудзияма (藤山美典)".to_owned()),
                uz: None,
            },
            position: Text::new("Ambassador", "Посол", "Elchi"),
            organisation: Text::new("Embassy of Japan", "Посольство Японии", "Yaponiya elchixonasi"),
        }],
        annexes: vec![Text::new(
            "Photos of the packing (4 pages)",
            "Фотографии упаковки (4 стр.)",
            "Qadoq suratlari (4 bet)",
        )],
        copies: 3,
        prevailing: Language::Russian,
    };
    for funding in &mut content.funding {
        let shares = content.lines.iter().flat_map(|line| &line.shares).filter(|share| share.grant == funding.grant);
        funding.usd = Some(usd(shares.filter_map(|share| share.usd).map(|usd| usd.minor).sum()));
    }
    content.clauses =
        Template::default_texts().unwrap_or_else(|error| panic!("{error}")).fill(Values::of(&content, 10));
    let code = "7Q3K9M2X5B8V1N4C6Z0R2T7Y3W".to_owned();
    let url = format!("https://portal.example.org/verify/{code}");
    ActData { content, signatures: Vec::new(), verify: Verify { code, url } }
}

/// The same act, signed by all three: drawn, by one-time link, on paper.
pub fn signed(count: u32) -> ActData {
    let mut act = act(count);
    let hash = content_hash(&act.content);
    let drawn = "M10 70 C 40 10, 65 10, 95 60 S 150 100, 180 40 Q 200 20 220 60 T 290 50 M20 85 L 280 80".to_owned();
    let ways = [
        (
            Signer::Transferring,
            act.content.transferring.representative.name.clone(),
            Way::Drawn,
            Some(Drawing { path: drawn, width: 300, height: 100 }),
        ),
        (Signer::Receiving, act.content.receiving.representative.name.clone(), Way::OneTimeLink, None),
        (Signer::Witness(0), act.content.witnesses[0].name.clone(), Way::ScanOnFile, None),
    ];
    let sign = |(minutes, (signer, name, way, drawing)): (i64, _)| Signature {
        signer,
        name,
        signed_at: Timestamp(1_569_402_300_000).plus_seconds(minutes * 240),
        way,
        drawing,
        hash: hash.clone(),
    };
    act.signatures = (0..).zip(ways).map(sign).collect();
    act
}

fn transferring() -> Party {
    Party {
        name: Text::new(
            "United Nations Office on Drugs and Crime, Regional Office for Central Asia",
            "Управление Организации Объединённых Наций по наркотикам и преступности, Региональное представительство в Центральной Азии",
            "Birlashgan Millatlar Tashkilotining Giyohvandlik va jinoyatchilik boʻyicha boshqarmasi, Markaziy Osiyodagi mintaqaviy vakolatxonasi",
        ),
        representative: Representative {
            name: Text::new("Ashita Mittal", "Ашита Миттал", "Ashita Mittal"),
            position: Text::new("Regional Representative", "Региональный представитель", "Mintaqaviy vakil"),
            authority: Some(Text::new(
                "Delegation of authority of 1 July 2018",
                "Делегирование полномочий от 1 июля 2018 г.",
                "2018-yil 1-iyuldagi vakolat berish hujjati",
            )),
            mandate: None,
        },
    }
}

fn receiving() -> Party {
    Party {
        name: Text::new(
            "State Security Service of the Republic of Uzbekistan",
            "Служба государственной безопасности Республики Узбекистан",
            "Oʻzbekiston Respublikasi Davlat xavfsizlik xizmati",
        ),
        representative: Representative {
            name: Text::new("Gʻayrat Oʻrinov", "Гайрат Уринов", "Gʻayrat Oʻrinov"),
            position: Text::new(
                "Deputy head of logistics",
                "Заместитель начальника отдела снабжения",
                "Taʼminot boʻlimi boshligʻi oʻrinbosari",
            ),
            authority: Some(Text::new(
                "Power of attorney No. 114 of 20 September 2019",
                "Доверенность № 114 от 20 сентября 2019 г.",
                "2019-yil 20-sentabrdagi 114-sonli ishonchnoma",
            )),
            mandate: Some(Mandate {
                number: "M-17".to_owned(),
                date: day(2019, 9, 24),
                instead_of: Text::new("Bahrom Qodirov", "Бахром Кадыров", "Bahrom Qodirov"),
                pages: Vec::new(),
            }),
        },
    }
}

fn end_users() -> Vec<EndUser> {
    let body = Text::new(
        "National Centre for Drug Control",
        "Национальный центр по контролю за наркотиками",
        "Giyohvand moddalarni nazorat qilish milliy markazi",
    );
    let unit = |unit: &str, name: Text, place: Text| EndUser {
        unit: unit.to_owned(),
        name,
        place: Some(place),
        coordinating_body: Some(body.clone()),
    };
    vec![
        unit(
            "IMT-01",
            Text::new(
                "Interagency Mobile Team “Gulistan”",
                "Межведомственная мобильная группа «Гулистан»",
                "“Guliston” idoralararo mobil guruhi",
            ),
            Text::new("Gulistan, Syrdarya", "Гулистан, Сырдарьинская область", "Guliston, Sirdaryo viloyati"),
        ),
        unit(
            "BLO-03",
            Text::new(
                "Border Liaison Office “Oybek”",
                "Приграничное отделение связи «Ойбек»",
                "“Oybek” chegara aloqa boʻlimi",
            ),
            Text::new("Oybek, Tashkent region", "Ойбек, Ташкентская область", "Oybek, Toshkent viloyati"),
        ),
    ]
}

fn funding(en: &str, ru: &str, uz: &str, grant: &str, ppm: i64) -> Funding {
    Funding { donor: Text::new(en, ru, uz), grant: grant.to_owned(), share_ppm: Some(ppm), usd: None }
}

/// A vehicle on every third line, equipment on the others.
fn line(number: u32) -> Line {
    let vehicle = number.is_multiple_of(3);
    let text = |word: &str| (vehicle).then(|| format!("{word}{number:04}"));
    let quantity = if vehicle { 1 } else { 10 };
    let price = if vehicle {
        Money::new(2_730_000 + i64::from(number), Currency::Jpy)
    } else {
        usd(24_550 + i64::from(number))
    };
    let total = Money::new(price.minor * quantity, price.currency);
    let amount = if vehicle { usd(total.minor * 100 / 109) } else { total };
    let parts = amount.split(&[750_000, 250_000]).unwrap_or_default();
    let share = |grant: &str, ppm: i64, index: usize| LineShare {
        grant: grant.to_owned(),
        ppm,
        usd: parts.get(index).copied(),
    };
    Line {
        number,
        description: if vehicle {
            Text::new(
                "Off-road vehicle, five doors",
                "Автомобиль повышенной проходимости, пять дверей",
                "Yoʻltanlamas avtomobil, besh eshikli",
            )
        } else {
            Text::new("Winter boots, insulated, pair", "Ботинки зимние утеплённые, пара", "Qishki issiq poyabzal, juft")
        },
        make_model: Some(if vehicle { "Toyota Land Cruiser Prado" } else { "Alpine GTX 3" }.to_owned()),
        year: Some(2019),
        serial: (!vehicle).then(|| format!("AG-{number:03}-0001 … 0010")),
        vin: text("JTEBR3FJ70K15"),
        chassis: text("GRJ150-00"),
        engine: text("1GR-A0"),
        plate: text("01 "),
        tag: Some(format!("UNODC-{:05}", 4200 + number)),
        unit: Some(if number.is_multiple_of(2) { "IMT-01" } else { "BLO-03" }.to_owned()),
        quantity,
        measure: if vehicle { Text::new("pc", "шт.", "dona") } else { Text::new("pair", "пара", "juft") },
        unit_price: Some(price),
        total,
        dollars: Some(Dollars { amount, rate: vehicle.then(|| (Decimal::new(10_900, 2), day(2019, 9, 1))) }),
        shares: vec![share("JP-2018-01", 750_000, 0), share("US-INL-2017", 250_000, 1)],
        condition: Text::new("new", "новое", "yangi"),
        accessories: if vehicle {
            vec![
                Text::new("spare wheel", "запасное колесо", "zaxira gʻildirak"),
                Text::new("jack", "домкрат", "domkrat"),
            ]
        } else {
            Vec::new()
        },
        warranty_until: vehicle.then(|| day(2022, 9, 25)),
        sticker: Some(if vehicle {
            Sticker::Affixed
        } else {
            Sticker::Exempt(Text::new("consumable", "расходный материал", "sarf materiali"))
        }),
    }
}

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::Usd)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
