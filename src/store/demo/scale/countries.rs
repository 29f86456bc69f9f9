//! The invented countries' programmes: each has the same shape, so that a block that was written for the first can be moved
//! to any of them by counting on.

use std::collections::HashMap;

use domain::{Currency, Money, PartialDate, Role, Timestamp, grant::NewGrant, person::NewPerson, unit::UnitKind};

use super::{Kind, SIGN_INS, day};
use crate::{
    Error, Result, Tx,
    agencies::{self, NewAgency, NewAgencyName},
    db::sql,
    grants, people,
    units::{self, NewUnit},
};

pub(super) struct Country {
    pub code: &'static str,
    pub name: &'static str,
    pub capital: &'static str,
    /// Towns with the letters that stand in the code of their unit: the first six have a team, the last two an office.
    pub towns: [(&'static str, &'static str); 8],
}

const fn country(
    code: &'static str,
    name: &'static str,
    capital: &'static str,
    towns: [(&'static str, &'static str); 8],
) -> Country {
    Country { code, name, capital, towns }
}

#[rustfmt::skip]
pub(super) const COUNTRIES: [Country; 8] = [
    country("KZ", "Kazakhstan", "Almaty", [("Taraz", "TRZ"), ("Shymkent", "SHY"), ("Aktau", "AKT"), ("Aktobe", "AKB"), ("Oral", "ORL"), ("Pavlodar", "PAV"), ("Khorgos", "KHO"), ("Saryagash", "SAR")]),
    country("KG", "Kyrgyzstan", "Bishkek", [("Osh", "OSH"), ("Naryn", "NAR"), ("Talas", "TAL"), ("Batken", "BAT"), ("Tokmok", "TOK"), ("Uzgen", "UZG"), ("Irkeshtam", "IRK"), ("Dostuk", "DOS")]),
    country("TJ", "Tajikistan", "Dushanbe", [("Khujand", "KHU"), ("Kulob", "KUL"), ("Bokhtar", "BOK"), ("Khorog", "KHR"), ("Isfara", "ISF"), ("Panjakent", "PAN"), ("Ishkashim", "ISH"), ("Fotehobod", "FOT")]),
    country("TM", "Turkmenistan", "Ashgabat", [("Mary", "MAR"), ("Tejen", "TEJ"), ("Balkanabat", "BAL"), ("Dashoguz", "DAS"), ("Kerki", "KER"), ("Gazojak", "GAZ"), ("Farap", "FAR"), ("Serhetabat", "SER")]),
    country("GE", "Georgia", "Tbilisi", [("Kutaisi", "KUT"), ("Gori", "GOR"), ("Telavi", "TEL"), ("Poti", "POT"), ("Zugdidi", "ZUG"), ("Rustavi", "RUS"), ("Sarpi", "SRP"), ("Lagodekhi", "LAG")]),
    country("AM", "Armenia", "Yerevan", [("Gyumri", "GYU"), ("Vanadzor", "VAN"), ("Kapan", "KAP"), ("Goris", "GRS"), ("Sevan", "SEV"), ("Artashat", "ART"), ("Meghri", "MEG"), ("Bagratashen", "BAG")]),
    country("AZ", "Azerbaijan", "Baku", [("Ganja", "GAN"), ("Shaki", "SHA"), ("Lankaran", "LAN"), ("Quba", "QUB"), ("Shirvan", "SHI"), ("Mingachevir", "MIN"), ("Astara", "AST"), ("Balakan", "BLK")]),
    country("MN", "Mongolia", "Ulaanbaatar", [("Darkhan", "DAR"), ("Erdenet", "ERD"), ("Khovd", "KHV"), ("Choibalsan", "CHO"), ("Dalanzadgad", "DAL"), ("Murun", "MUR"), ("Altanbulag", "ALT"), ("Gashuunsukhait", "GAS")]),
];

/// The end of an agency's code, and what it is called.
pub(super) const AGENCIES: [(&str, &str); 3] =
    [("CUS", "Customs Committee"), ("BOR", "Border Guard Service"), ("INT", "Ministry of Internal Affairs")];

/// The front of a grant's code, its donors, and its ceiling in minor units.
const GRANTS: [(&str, &[&str], i64, Currency); 4] = [
    ("JP", &["JP"], 2_400_000_000, Currency::Jpy),
    ("US", &["US"], 1_800_000_000, Currency::Usd),
    ("RU", &["RU"], 1_800_000_000, Currency::Usd),
    ("JOINT", &["JP", "US"], 1_800_000_000, Currency::Usd),
];

impl Country {
    pub fn agency(&self, number: usize) -> String {
        format!("{}-{}", self.code, AGENCIES[number].0)
    }

    pub fn unit(&self, number: usize) -> String {
        let kind = if number < 6 { UnitKind::Imt } else { UnitKind::Blo };
        format!("{}-{}-{}", kind.word(), self.code, self.towns[number].1)
    }

    pub fn grant(&self, number: usize) -> String {
        format!("{}-{}-2018", GRANTS[number].0, self.code)
    }

    /// The login of the officer of an agency: `kz.customs`.
    pub fn officer(&self, agency: usize) -> String {
        format!("{}.{}", self.code.to_lowercase(), ["customs", "border", "interior"][agency])
    }

    /// Every word by which a block of this country is told from one of another, in the same order for all of them.
    fn words(&self) -> Vec<String> {
        let agencies = (0..AGENCIES.len()).map(|n| self.agency(n));
        let units = (0..self.towns.len()).map(|n| self.unit(n));
        let grants = (0..GRANTS.len()).map(|n| self.grant(n));
        [self.capital.to_owned()].into_iter().chain(agencies).chain(units).chain(grants).collect()
    }
}

/// Loads agencies, officers, units and grants of all of them. Answers their words (see [`Country::words`]), by country.
pub(super) async fn load(tx: &mut Tx, at: Timestamp, hashes: &HashMap<String, String>) -> Result<Vec<Vec<String>>> {
    let staff = people::viewer(tx, super::super::STAFF).await?;
    for country in &COUNTRIES {
        for (number, (_, name)) in AGENCIES.iter().enumerate() {
            let name = NewAgencyName {
                name: format!("{name} of {}", country.name),
                from: None,
                until: None,
                note: Some("invented for a demonstration of this size".to_owned()),
            };
            let new = NewAgency {
                code: country.agency(number),
                country: country.code.to_owned(),
                part: None,
                names: vec![name],
            };
            agencies::add(tx, &staff, at, &new).await?;
        }
        for number in 0..country.towns.len() {
            units::add(tx, &staff, at, &unit(country, number)).await?;
        }
        for (number, (_, donors, ceiling, currency)) in GRANTS.iter().enumerate() {
            let new = NewGrant {
                code: country.grant(number),
                title: format!("Mobile teams and border liaison in {} (invented)", country.name),
                donor_codes: donors.iter().map(|code| (*code).to_owned()).collect(),
                instrument: Some("Exchange of Notes".to_owned()),
                signed_on: Some(day(1, 15).into()),
                announced_on: None,
                signed_at: None,
                ceiling: Some(Money::new(*ceiling, *currency)),
                country_codes: vec![country.code.to_owned()],
                terms: Default::default(),
            };
            grants::create(tx, &staff, at, &new).await?;
        }
    }
    // After the agencies of all countries: an officer is of an agency.
    for country in &COUNTRIES {
        for (number, (_, name)) in AGENCIES.iter().enumerate() {
            let login = country.officer(number);
            let told = SIGN_INS.iter().find(|(own, ..)| *own == login).map(|(_, name, ..)| (*name).to_owned());
            let new = NewPerson {
                name: told.unwrap_or_else(|| format!("Logistics officer, {name} of {} (invented)", country.name)),
                role: Role::Officer,
                scope_code: Some(country.agency(number)),
                login,
            };
            let person = people::create_from_command_line(tx, at, &new).await?;
            if let Some(hash) = hashes.get(&new.login) {
                people::set_password(tx, at, person, hash).await?;
            }
        }
    }
    check_counted(tx).await?;
    Ok(COUNTRIES.iter().map(Country::words).collect())
}

fn unit(country: &Country, number: usize) -> NewUnit {
    let team = number < 6;
    let (town, _) = country.towns[number];
    // Offices are manned by customs and the border guard.
    let agencies = 0..if team { AGENCIES.len() } else { 2 };
    NewUnit {
        code: country.unit(number),
        kind: if team { UnitKind::Imt } else { UnitKind::Blo },
        base: Some(town.to_owned()),
        crossing: (!team).then(|| format!("{town} crossing")),
        border: None,
        country: Some(country.code.to_owned()),
        since: Some(PartialDate::from(day(2, 1)).into()),
        planned: None,
        aliases: Vec::new(),
        areas: Vec::new(),
        agency_codes: agencies.map(|n| country.agency(n)).collect(),
    }
}

/// How many rows of a kind each country has.
pub(super) fn per_country(kind: Kind) -> Option<i64> {
    match kind {
        Kind::Agency | Kind::Person => Some(AGENCIES.len() as i64),
        Kind::Unit => Some(8),
        Kind::Grant => Some(GRANTS.len() as i64),
        _ => None,
    }
}

/// Copying counts on from the first country: the rows of all of them follow one another.
async fn check_counted(tx: &mut Tx) -> Result<()> {
    let far: (i64, i64, i64, i64) = sql!(tx, |c| {
        sqlx::query_as(
        "SELECT (SELECT MAX(a.id) - MIN(a.id) FROM agency a JOIN person y ON y.agency_id = a.id WHERE y.login LIKE '__.%'), (SELECT MAX(id) - MIN(id) FROM unit WHERE code LIKE '___-__-___'),
           (SELECT MAX(id) - MIN(id) FROM grant_agreement WHERE code LIKE '%-__-2018'),
           (SELECT MAX(id) - MIN(id) FROM person WHERE login LIKE '__.%')"
    )
    .fetch_one(c)
    })?;
    let wanted = [Kind::Agency, Kind::Unit, Kind::Grant, Kind::Person]
        .map(|kind| per_country(kind).unwrap_or_default() * super::COUNTRIES - 1);
    if [far.0, far.1, far.2, far.3] == wanted {
        return Ok(());
    }
    Err(Error::Internal(format!("the countries' rows do not follow one another: {far:?} instead of {wanted:?}")))
}
