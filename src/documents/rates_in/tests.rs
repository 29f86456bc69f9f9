use super::*;

const UN: Published = Published { source: RateSource::UnOperational, source_url: None };

fn reading(text: &str) -> Reading {
    read(text, &UN).expect(text)
}

/// Each row as `line CODE rate date`, or as `line: what is wrong`.
fn told(text: &str) -> Vec<String> {
    let row = |row: ReadRow| match row.rate {
        Ok(rate) => format!("{} {} {} {}", row.line, rate.currency, rate.rate, rate.effective_on),
        Err(words) => format!("{}: {}", row.line, words.join(". ")),
    };
    reading(text).rows.into_iter().map(row).collect()
}

#[test]
fn columns_stand_in_any_order_and_have_any_separator() {
    let expected = ["2 JPY 109.52 2020-03-01", "3 UZS 9524.10 2020-03-01"];
    for text in [
        "Currency code,Rate,Effective date\nJPY,109.52,2020-03-01\nUZS,9524.10,1 Mar 2020\n",
        "effective date;currency;rate\r\n01-Mar-2020;JPY;109.52\r\n01-MAR-2020;UZS;\"9,524.10\"\r\n",
        "\u{feff}Rate of exchange\tCurrency\tAbbreviation\tEffective Date\n109.52\tJapanese yen\tJPY\t2020-03-01\n9,524.10\tUzbek sum\tuzs\t1 March 2020",
        "Currency,UN operational rate,Date\nJapanese yen (JPY),109.52,2020-03-01\nUzbek sum (UZS),9524.10,2020-03-01",
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn a_letterhead_and_a_named_separator_are_passed_over() {
    let letterhead =
        "UN operational rates of exchange\n\nCountry;Currency;Code;Rate;Effective date\nJapan;Yen;JPY;150.1;1 Mar 2026";
    assert_eq!(told(letterhead), ["4 JPY 150.1 2026-03-01"]);
    assert_eq!(told("\u{feff}sep=;\nCurrency;Rate;Date\nJPY;150;2026-03-01T00:00:00"), ["3 JPY 150 2026-03-01"]);
    assert_eq!(
        told(
            "Code;Rate;Effective date\nЕUR;0,925;29 Feb 2026\nEUR;104,500;31.04.2026\nUZS;12 850,25;01.03.2026\nRUB;1 2 3;1 марта 2026"
        ),
        [
            "2: Enter the code of the currency, such as JPY, not “ЕUR” (Cyrillic Е in position 1). “0,925” can be 925 or 0.925: write 925 or 0.925. That day does not exist: Feb 2026 has 28 days, not “29 Feb 2026”",
            "3: “104,500” can be 104500 or 104.500: write 104500 or 104.500. That day does not exist: Apr 2026 has 30 days, not “31.04.2026”",
            "4 UZS 12850.25 2026-03-01",
            "5: “1 2 3” can be 123 or 12.3: write 123 or 12.3"
        ]
    );
}

#[test]
fn the_published_digits_source_and_address_are_kept() {
    let address = Some("https://treasury.un.org".to_owned());
    let published = Published { source: RateSource::MonthlyAverage, source_url: address.clone() };
    let rates = read("code,rate,effective\nJPY,104.50,2020-12-01", &published).expect("read").rates().expect("rates");
    assert_eq!((rates[0].rate.to_string().as_str(), rates[0].source), ("104.50", RateSource::MonthlyAverage));
    assert_eq!(rates[0].source_url, address);
}

#[test]
fn currencies_that_are_not_used_are_named_and_left_out() {
    let read = reading("code,rate,effective\nAFN,76.5,x\nUSD,1,2020-03-01\nJPY,109.52,2020-03-01\nAFN,77,2020-04-01");
    assert_eq!(read.not_used, BTreeMap::from([("AFN".to_owned(), 2), ("USD".to_owned(), 3)]));
    assert_eq!((read.rows.len(), read.mistakes()), (1, 0));
}

#[test]
fn each_mistake_names_its_line_and_what_was_typed() {
    let text = "code,rate,effective\n=1+1,5,2020-03-01\nJPY,=HYPERLINK(1),2020-03-01\nJPY,12345678901234567890,2020-03-01\n\
                JPY,109.52,01/03/2020\nJPY,-5,31 Feb 2020\nJPY,0,2020-03-01\nJPY\nEUR,\"0,925\",2020-03-01\nKZT,380.1,Mar 2020";
    let told = told(text);
    for (told, words) in told.iter().zip([
        "2: Enter the code of the currency, such as JPY, not “=1+1”",
        "3: Enter the rate in digits, such as 104.50, not “=HYPERLINK(1)”",
        "4: Enter a rate of at most 18 digits, 8 of them after the point, not “12345678901234567890”",
        "5: Enter a date such as 25 Sep 2019 or 2019-09-25, not “01/03/2020”",
        "6: Enter the rate in digits, such as 104.50, not “-5”. That day does not exist: Feb 2020 has 29 days",
        "7: Enter a rate above zero, not “0”",
        "8: Enter the rate in digits, such as 104.50, not “”. Enter a date",
        "9: “0,925” can be 925 or 0.925: write 925 or 0.925",
        "10: Enter a date such as 25 Sep 2019 or 2019-09-25, not “Mar 2020”",
    ]) {
        assert!(told.starts_with(words), "{told}");
    }
    assert_eq!(told.len(), 9);
    let gaps = "\r\n\r\ncode,rate,effective\r\n\r\n \r\nJPY,x,2020-03-01\r\n\r\nEUR,0.92,2020-03-01";
    let lines: Vec<u64> = reading(gaps).rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [6, 8]);
}

#[test]
fn a_rate_stands_once_except_in_a_list_by_country() {
    let twice = "code,rate,effective\nEUR,0.92,2020-03-01\nEUR,0.92,2020-03-01\nEUR,0.93,2020-03-16";
    assert_eq!(
        told(twice),
        ["2 EUR 0.92 2020-03-01", "3: EUR of 1 Mar 2020 stands in line 2 already", "4 EUR 0.93 2020-03-16"]
    );
    let by_country = "Country,code,rate,effective\nAustria,EUR,0.92,2020-03-01\nBelgium,EUR,0.920,2020-03-01\nMalta,EUR,0.95,2020-03-01";
    assert_eq!(told(by_country), ["2 EUR 0.92 2020-03-01", "4: EUR of 1 Mar 2020 stands in line 2 already"]);
    assert_eq!(reading(by_country).repeated, 1);
}

#[test]
fn what_is_no_list_of_rates_is_refused_whole() {
    for (text, words) in [
        ("", "Paste the rates"),
        (" \n \r\n", "Paste the rates"),
        ("code,rate,effective", "no rates under"),
        ("code,rate,effective\n,,\n", "no rates under"),
        ("JPY,109.52,2020-03-01", "Missing: currency code, rate, effective date"),
        ("code;effective\nJPY;2020-03-01", "Missing: rate"),
        ("PK\u{3}\u{4}\u{0}\u{0}workbook.xml", "not a table of text"),
    ] {
        let error = read(text, &UN).expect_err(text);
        assert!(error.contains(words), "{text}: {error}");
    }
    assert!(read_bytes(b"PK\x03\x04\xff\xfe", &UN).is_err_and(|e| e.contains("UTF-8")));
    assert!(read_bytes(&[0xff; 12], &UN).is_err_and(|e| e.contains("UTF-8")));
    let line = "JPY,109.52,2020-03-01\n";
    let long = format!("code,rate,effective\n{}", line.repeat(MOST_BYTES / line.len()));
    assert!(read(&long, &UN).is_err_and(|e| e.contains("1 MB") || e.contains("5,000")));
    assert!(read_bytes(&vec![b'a'; MOST_BYTES + 1], &UN).is_err_and(|e| e.contains("1 MB")));
}

#[test]
fn a_quotation_mark_hides_no_rate() {
    let open =
        "code,rate,effective,note\nJPY,150,2026-03-01,\"see page 2\nEUR,0.92,2026-03-01,\nKZT,470,2026-03-01,last\n";
    assert_eq!(told(open).len(), 3, "pasted: the mark is a letter");
    assert!(read_bytes(open.as_bytes(), &UN).is_err_and(|words| words.contains("in line 2 is not closed")));
}

#[test]
fn what_can_be_two_columns_is_no_column() {
    for (head, words) in [
        ("code,Buy rate,Sell rate,effective", "“Buy rate” and “Sell rate” can both be the rate"),
        ("code,rate,inverse rate,effective", "can both be the rate"),
        ("code,rate,date from,date to", "“date from” and “date to” can both be the date"),
        ("code,ISO code,rate,effective", "can both be the currency"),
        ("code,Rate (USD per unit),effective", "says dollars for one of each currency"),
        ("code,Rate in USD,effective", "says dollars for one of each currency"),
        ("Код,Курс (руб.),Дата", "names RUB"),
        ("Valyuta kodi,Kursi (so‘m),Sana", "names UZS"),
    ] {
        let refused = read(&format!("{head}\nJPY,150,151,2026-03-01\n"), &UN).expect_err(head);
        assert!(refused.contains(words), "{head}: {refused}");
    }
    for head in ["Код валюты;Курс;Дата", "Valyuta kodi;Kursi;Sana", "Букв. код;Курс;Дата вступления в силу"]
    {
        assert_eq!(told(&format!("{head}\nJPY;150,25;01.03.2026")), ["2 JPY 150.25 2026-03-01"], "{head}");
    }
    assert_eq!(told("Цифр. код|Букв. код|Курс|Дата\n392|JPY|150,25|01.03.2026"), ["2 JPY 150.25 2026-03-01"]);
}

#[test]
fn a_rate_for_a_hundred_or_one_that_moved_is_no_rate() {
    assert_eq!(
        told("Code;Units;Rate;Date\nJPY;100;85,25;2026-03-01\nEUR;1;0,92;2026-03-01"),
        ["2: This rate is for “100” of the currency: enter the one for 1 US dollar", "3 EUR 0.92 2026-03-01"]
    );
    assert_eq!(
        told("date,code,rate\n2026-03-01,JPY,104,50\n2026-03-01,EUR,0.92,,\n"),
        [
            "2: This row has 4 cells under 3 column names: a separator within a number has moved them",
            "3 EUR 0.92 2026-03-01"
        ]
    );
}

#[test]
fn five_thousand_rows_are_read_and_one_more_is_not() {
    let rows = |count: u32| {
        let first = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day");
        let row = |n: u32| format!("JPY,109.52,{}\n", first + chrono::Days::new(n.into()));
        format!("code,rate,effective\n{}", (0..count).map(row).collect::<String>())
    };
    let most = u32::try_from(MOST_ROWS).expect("few");
    assert_eq!(reading(&rows(most)).rates().expect("rates").len(), MOST_ROWS);
    assert!(read(&rows(most + 1), &UN).is_err_and(|e| e.contains("5,000")));
    // A mistake in a quotation mark is one mistake, not a loop or a panic.
    assert!(read("code,rate,effective\n\"JPY,1,2020-03-01\n", &UN).is_ok());
}
