use domain::{Currency, Money};
use store::Totals;

use super::*;

impl Sheet {
    /// With commas.
    pub(crate) fn text(&self) -> Result<String, AppError> {
        csv::whole(&self.head, &self.rows, Separator::Comma)
    }
}

#[test]
fn a_sheet_is_quoted_after_rfc_4180_and_keeps_every_script() {
    let mut sheet = Sheet::new(&["Title", "Amount", "Currency"]);
    let [amount, currency] = Field::money(Some(Money::new(-2_450_050, Currency::Usd)));
    sheet.rows.push(vec![Field::words("Boots, \"winter\"\nНукус"), amount, currency]);
    let [amount, currency] = Field::money(Some(Money::new(743_000_000, Currency::Jpy)));
    sheet.rows.push(vec![Field::words("=HYPERLINK(\"x\")"), amount, currency]);
    let [amount, currency] = Field::money(None);
    sheet.rows.push(vec![Field::some(None), amount, currency]);
    assert_eq!(
        sheet.text().expect("written"),
        "\u{feff}Title,Amount,Currency\r\n\
         \"Boots, \"\"winter\"\"\nНукус\",-24500.50,USD\r\n\
         \"'=HYPERLINK(\"\"x\"\")\",743000000,JPY\r\n\
         ,,\r\n"
    );
    let semicolons = csv::whole(&sheet.head, &sheet.rows, Separator::Semicolon).expect("written");
    assert!(
        semicolons.starts_with("\u{feff}Title;Amount;Currency\r\n") && semicolons.contains("Boots, "),
        "{semicolons}"
    );
}

#[test]
fn two_currencies_take_two_pairs_of_columns_and_are_never_added() {
    let (yen, dollars) = (Money::new(5, Currency::Jpy), Money::new(250, Currency::Usd));
    let rows = [Totals(vec![yen, dollars]), Totals(vec![dollars]), Totals::default()];
    let amounts = Amounts::fitting(rows.iter());
    assert_eq!(amounts.head("Value"), ["Value", "Value currency", "Value (2)", "Value currency (2)"]);
    let written = |row: &Totals| amounts.fields(row).iter().map(Field::written).collect::<Vec<_>>().join(",");
    assert_eq!(rows.each_ref().map(written), ["5,JPY,2.50,USD", "2.50,USD,,", ",,,"]);
    assert_eq!(Amounts::fitting(std::iter::empty()).head("Value").len(), 2);
}

#[test]
fn a_file_is_saved_and_not_shown() {
    let day = NaiveDate::from_ymd_opt(2019, 12, 12).expect("a day");
    for (is_xlsx, kind, end) in [(false, "text/csv; charset=utf-8", "csv"), (true, xlsx::KIND, "xlsx")] {
        let response = file("grants", day, is_xlsx, Body::empty()).expect("a file");
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        let disposition = format!("attachment; filename=\"grants-2019-12-12.{end}\"");
        assert_eq!(response.headers()[header::CONTENT_DISPOSITION], disposition);
    }
}

#[test]
fn a_separator_is_remembered_by_its_word() {
    for separator in Separator::ALL {
        assert_eq!(Separator::parse(separator.word()), Some(separator));
    }
    assert_eq!(Separator::parse(";"), None);
}
