//! `/grants.csv` and `.xlsx`: the list as a file.

use store::grants::GrantRow;

use super::figures::donor_names;
use crate::{
    Cx,
    cx::PageResult,
    export::{self, Amounts, Field, Sheet},
};

pub async fn file(cx: Cx) -> PageResult {
    // Every row has as many pairs of columns as the fullest needs, so all are read first.
    let viewer = cx.viewer()?.clone();
    let rows = export::whole(&cx, |tx, asked| {
        let viewer = viewer.clone();
        Box::pin(async move { store::grants::list(tx, &viewer, &asked).await })
    })
    .await?;
    sheet(&rows, viewer.sees_everything()).download(&cx, "grants", cx.today())
}

/// The columns of the table; the donor's name stands in it for those who see several.
fn sheet(rows: &[GrantRow], everything: bool) -> Sheet {
    let sent = Amounts::fitting(rows.iter().map(|row| &row.dispatched));
    let confirmed = Amounts::fitting(rows.iter().map(|row| &row.confirmed));
    let mut sheet = Sheet::new(&["Grant", "Title"]);
    sheet.head.extend(everything.then(|| "Donor".to_owned()));
    sheet.head.extend(["Ceiling", "Ceiling currency", "Signed on", "Items", "Signed for"].map(str::to_owned));
    sheet.head.extend(sent.head("Handed over"));
    sheet.head.extend(confirmed.head("Confirmed"));
    let fields = |row: &GrantRow| {
        let mut fields = vec![Field::words(&row.code), Field::words(&row.title)];
        fields.extend(everything.then(|| Field::words(donor_names(row))));
        fields.extend(Field::money(row.ceiling));
        fields.push(Field::date(row.signed_on));
        fields.extend([Field::number(row.items), Field::number(row.confirmed_items)]);
        fields.extend(sent.fields(&row.dispatched));
        fields.extend(confirmed.fields(&row.confirmed));
        fields
    };
    sheet.rows = rows.iter().map(fields).collect();
    sheet
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};
    use store::{Totals, grants::DonorRef};

    use super::*;

    fn row() -> GrantRow {
        let donor = |code: &str, name: &str| DonorRef { code: code.into(), name: name.into() };
        GrantRow {
            code: "JOINT-2020".into(),
            title: "Boots, for the northern posts".into(),
            donors: vec![donor("JP", "Government of Japan"), donor("US", "=Government")],
            co_funded: true,
            ceiling: Some(Money::new(743_000_000, Currency::Jpy)),
            signed_on: "2020-02".parse().ok(),
            items: 3,
            dispatched_items: 2,
            confirmed_items: 1,
            dispatched: Totals(vec![Money::new(2_450_000, Currency::Usd)]),
            confirmed: Totals::default(),
            verified: None,
        }
    }

    #[test]
    fn staff_and_donors_get_the_columns_of_their_table() {
        let staff = sheet(&[row()], true).text().expect("written");
        assert_eq!(
            staff,
            "\u{feff}Grant,Title,Donor,Ceiling,Ceiling currency,Signed on,Items,Signed for,Handed over,\
             Handed over currency,Confirmed,Confirmed currency\r\n\
             JOINT-2020,\"Boots, for the northern posts\",\"Government of Japan, =Government\",743000000,JPY,2020-02,3,1,\
             24500.00,USD,,\r\n"
        );
        let donor = sheet(&[row()], false).text().expect("written");
        assert!(!donor.contains("Donor") && !donor.contains("Government"), "{donor}");
        assert!(
            donor.contains("JOINT-2020,\"Boots, for the northern posts\",743000000,JPY,2020-02,3,1,24500.00,USD,,")
        );
    }
}
