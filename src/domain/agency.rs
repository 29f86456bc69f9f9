//! Agencies and their names over time.

use chrono::NaiveDate;

/// A name with the days on which it was valid; `until` is the first day on which it was not any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedName {
    pub name: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl DatedName {
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// The name that a document of that day prints. An old act keeps the old name.
pub fn name_on(names: &[DatedName], day: NaiveDate) -> Option<&str> {
    names.iter().find(|n| n.valid_on(day)).or(names.last()).map(|n| n.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_print_the_name_of_their_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        let change = Some(day("2018-03-14"));
        let names = [
            DatedName { name: "National Security Service".into(), from: None, until: change },
            DatedName { name: "State Security Service".into(), from: change, until: None },
        ];
        assert_eq!(name_on(&names, day("2016-10-20")), Some("National Security Service"));
        assert_eq!(name_on(&names, day("2018-03-14")), Some("State Security Service"));
        assert_eq!(name_on(&names, day("2019-09-25")), Some("State Security Service"));
    }
}
