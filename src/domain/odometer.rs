//! Readings of a vehicle's odometer: dated facts, of which the newest says how far it has gone.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    error::{Checks, Refusal},
    money::group_thousands,
    number::{Digits, Unread},
};

/// More than any vehicle has gone.
const MOST_KM: u32 = 2_000_000;

/// A reading as it stands, or is about to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    pub km: i64,
    pub read_on: NaiveDate,
}

/// A reading that a person records; parsed once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReading {
    pub reading: Reading,
    /// Why it does not fit the others: another instrument, or one of them was misread.
    pub remark: Option<String>,
}

/// The form as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadingForm {
    /// The key under which sending it twice counts once.
    pub submission: String,
    pub item: String,
    pub odometer_km: String,
    pub read_on: String,
    pub remark: String,
}

impl NewReading {
    /// # Errors
    /// Every field that cannot be accepted; a reading after `today` is one.
    pub fn parse(form: &ReadingForm, today: NaiveDate) -> Result<Self, Refusal> {
        let mut checks = Checks::default();
        let km = checks.take("odometer_km", km(&form.odometer_km));
        let read_on = checks.take("read_on", PartialDate::parse_day(&form.read_on));
        if read_on.is_some_and(|day| day > today) {
            checks.fail("read_on", "This day lies in the future: enter the day on which it was read");
        }
        let remark = checks.optional("remark", &form.remark);
        let reading = km.zip(read_on).map(|(km, read_on)| NewReading { reading: Reading { km, read_on }, remark });
        checks.finish_some(reading)
    }

    /// Does it fit what was read before and after? A vehicle does not go backwards; what looks like it needs a word.
    ///
    /// # Errors
    /// Less than an earlier reading, or more than a later one, without a remark.
    pub fn check(&self, others: &[Reading]) -> Result<(), Refusal> {
        let new = self.reading;
        let against = |other: &&Reading| match other.read_on.cmp(&new.read_on) {
            std::cmp::Ordering::Less => other.km > new.km,
            std::cmp::Ordering::Greater => other.km < new.km,
            std::cmp::Ordering::Equal => false,
        };
        let Some(other) = others.iter().find(against).filter(|_| self.remark.is_none()) else { return Ok(()) };
        let (day, km) = (PartialDate::Day(other.read_on).words(), km_words(other.km));
        let words = format!("It read {km} on {day}: check the number, or say below why it does not fit");
        Err(Refusal::invalid("odometer_km", words))
    }
}

pub(crate) fn km(typed: &str) -> Result<i64, String> {
    match Digits::read(typed, 0) {
        Ok(read) => {
            let km = read.whole.parse::<u32>().ok().filter(|km| *km <= MOST_KM);
            km.map(i64::from).ok_or_else(|| format!("Check the number: it is more than {}", km_words(MOST_KM.into())))
        }
        Err(unclear @ Unread::Unclear(..)) => Err(unclear.to_string()),
        Err(_) => Err("Enter the kilometres as a whole number, such as 48,250".to_owned()),
    }
}

/// `48,250 km`
pub fn km_words(km: i64) -> String {
    format!("{} km", group_thousands(km.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 12, 1).expect("a date");

    fn form() -> ReadingForm {
        ReadingForm { odometer_km: "48,250".into(), read_on: "1 Sep 2022".into(), ..Default::default() }
    }

    fn mistakes<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Vec<String> {
        match answer {
            Err(Refusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_car_of_termez_has_gone_48250_km() {
        let new = NewReading::parse(&form(), TODAY).expect("accepted");
        assert_eq!(km_words(new.reading.km), "48,250 km");
        assert_eq!(new.reading.read_on.to_string(), "2022-09-01");
    }

    #[test]
    fn every_mistake_is_named() {
        let parse = |form: ReadingForm| mistakes(NewReading::parse(&form, TODAY));
        assert_eq!(parse(ReadingForm::default()), ["odometer_km", "read_on"]);
        assert_eq!(parse(ReadingForm { read_on: "2 Dec 2022".into(), ..form() }), ["read_on"]);
        for odd in ["48.25", "-1", "2,000,001", "48250 km"] {
            assert_eq!(parse(ReadingForm { odometer_km: odd.into(), ..form() }), ["odometer_km"], "{odd}");
        }
    }

    #[test]
    fn a_car_that_goes_backwards_needs_a_word() {
        let other = |km, day: &str| Reading { km, read_on: day.parse().expect("day") };
        let new = NewReading::parse(&form(), TODAY).expect("accepted");
        assert!(new.check(&[other(48_250, "2022-01-01"), other(48_250, "2022-11-01")]).is_ok());
        for against in [other(48_251, "2022-08-31"), other(48_249, "2022-09-02")] {
            assert_eq!(mistakes(new.check(&[against])), ["odometer_km"]);
            let told = NewReading { remark: Some("Another instrument".into()), ..new.clone() };
            assert!(told.check(&[against]).is_ok());
        }
    }
}
