//! More of every kind: other separators, headings, sums, marks and letters than those that went wrong once.

use super::*;

/// Every row is asked about or wrong: nothing of it would be imported as it is.
fn stopped(list: &Told, words: &str) {
    assert!(!list.is_ready, "{:?}", list.words());
    assert!(list.questions.iter().chain(&list.errors).any(|said| said.contains(words)), "{words}: {:?}", list.words());
}

#[test]
fn a_row_that_looks_like_a_sum_or_a_charge_is_asked() {
    for (row, words) in [
        ("Итого по разделу «Связь»;;;12;1200", "looks like a sum"),
        ("Communications, total;;;12;1200", "looks like a sum"),
        ("TOTAL communications;;-;12;1200", "looks like a sum"),
        ("Радиостанции — всего;;;12;1200", "looks like a sum"),
        ("VAT 12%;;;1;1200", "looks like a charge"),
        ("Freight to Tashkent;;;1;1200", "looks like a charge"),
        ("Доставка;;;1;1200", "looks like a charge"),
        ("Chegirma;;;1;1200", "looks like a charge"),
        ("QQS 12%;;б/н;1;1200", "looks like a charge"),
    ] {
        stopped(&csv(rows(&["Radio;Lyra;C-1;1;900", row])), words);
    }
    // What has a maker is a thing, whatever it is called.
    for row in ["Total station;Leica;TS-1;1;900", "Delivery van;Hyundai;V-1;1;900", "Total station;;;1;900"] {
        assert!(csv(rows(&[row])).is_ready, "{row}: {:?}", csv(rows(&[row])).words());
    }
}

#[test]
fn sums_are_known_in_whatever_words_and_compared() {
    for (words, quantity) in [
        ("Итого:", "3"),
        ("ИТОГО С НДС", "3"),
        ("Jami:", "3"),
        ("Σ", "3"),
        ("Grand total (3 pcs)", ""),
        ("Всего: 3 шт. на сумму 2 700,00", ""),
        ("Total items carried forward", "3"),
        ("合計", "3"),
    ] {
        let list = csv(rows(&["Radio;Lyra;C-1;1;900", "Boots;;;2;900"])
            .into_iter()
            .chain(format!("{words};;;{quantity};;;;;;\n").into_bytes())
            .collect::<Vec<_>>());
        assert!(list.is_ready && list.lines.len() == 2, "{words}: {:?}", list.words());
    }
    for sum in ["Всего: 4 шт.", "Всего позиций: 3", "Total value 2,800.00", "Итого х", "Jami 5 dona"]
    {
        let list = csv(rows(&["Radio;Lyra;C-1;1;900", "Boots;;;2;900"])
            .into_iter()
            .chain(format!("{sum};;;;;;;;;\n").into_bytes())
            .collect::<Vec<_>>());
        if sum == "Итого х" {
            assert!(!list.lines.iter().any(|line| line.contains("Итого")), "{:?}", list.words());
        } else {
            stopped(&list, "of the list states");
        }
    }
}

#[test]
fn numbers_of_columns_and_other_headings_are_no_things() {
    for row in [
        "1;2;3;4;5;6;7;8;9;10",
        "(1);(2);(3);(4);(5);(6);(7);(8);(9);(10)",
        "A;B;C;D;E;F;G;H;I;J",
        "1;2;;4;5=3*4;6;7;8;9;10",
    ] {
        let list = csv(format!("{HEAD}\n{row}\nRadio;Lyra;C-1;1;900;{REST}\n"));
        assert_eq!(list.words(), ["= 1 Radio [C-1] USD 900.00"], "{row}");
    }
    let turned = format!(
        "{HEAD}\nRadio;Lyra;C-1;1;900;{REST}\nDescription;Make;Quantity;Serial;Unit price;Currency;Grants;Component;Unit;Agency\nRadio;Lyra;1;10045;900;{REST}\n"
    );
    stopped(&csv(turned), "names the columns otherwise");
    stopped(&csv(rows(&["77;Lyra;C-1;1;900"])), "is no name of a thing");
}

#[test]
fn what_a_heading_adds_is_not_passed_over() {
    for heading in [
        "Unit price, thousand USD",
        "Цена, тыс.",
        "Unit price (RMB)",
        "Narxi (ming so‘m)",
        "Price per unit (per 100 pcs, box)",
    ] {
        let list = csv(format!(
            "Description;Quantity;{heading};Grants;Component;Unit;Agency\nBoots;3;12;NO-2021;IMT Phase I;IMT Navoi;NCC\n"
        ));
        assert!(!list.is_ready && list.meanings.contains('?'), "{heading}: {:?}", list.words());
    }
    for heading in ["Qty (boxes)", "Quantity, sets of 2", "Кол-во (уп.)", "Soni, quti", "Qty (ordered)"] {
        let list = csv(format!(
            "Description;{heading};Unit price (USD);Grants;Component;Unit;Agency\nBoots;3;12;NO-2021;IMT Phase I;IMT Navoi;NCC\n"
        ));
        assert!(!list.is_ready && list.meanings.starts_with("description ?"), "{heading}: {:?}", list.words());
    }
    for heading in ["Serial No. (old)", "Serial number (of the charger)", "Зав. № (или инв. №)"] {
        let list = csv(HEAD.replace("Serial", heading) + &format!("\nRadio;Lyra;C-1;1;900;{REST}\n"));
        stopped(&list, "What does the column");
    }
    // An English sum names no money, and som is the money of two countries.
    let money = |head: &str, cell: &str| {
        csv(format!(
            "Description;Quantity;{head};Grants;Component;Unit;Agency\nBoots;1;{cell};NO-2021;IMT Phase I;IMT Navoi;NCC\n"
        ))
    };
    stopped(&money("Sum", "12"), "Choose the currency");
    stopped(&money("Unit price", "1200 som"), "currency");
    assert!(money("Unit price (so`m)", "1200").is_ready);
}

#[test]
fn what_stands_for_something_else_is_no_text() {
    for cell in ["\"\"\"\"", "-//-", "\"-\"\"-\"", "〃", "то же", "same as above", "o'sha"] {
        let list = csv(rows(&["Radio;Lyra;C-1;1;900", &format!("Radio;{cell};C-2;1;900")]));
        stopped(&list, "stands for what is written above");
    }
    for cell in ["??????? ????", "\"Radio &amp; case\"", "\"&#1056;&#1072;&#1076;\"", "R\u{336}a\u{336}d\u{336}"] {
        stopped(&csv(rows(&[&format!("{cell};Lyra;C-2;1;900")])), "description");
    }
    let zeros = csv(rows(&["Radio;Lyra;=\"00123\";1;900", "Radio;Vega;\"=\"\"00124\"\"\";1;900"]));
    assert_eq!(zeros.words(), ["= 1 Radio [00123] USD 900.00", "= 1 Radio [00124] USD 900.00"]);
    let twice = csv(rows(&["Boots;;;2;900", "Boots;;;2;900"]));
    assert!(twice.is_ready, "said, and no more: {:?}", twice.words());
}

#[test]
fn more_ways_to_write_several_numbers_are_asked() {
    for (written, number) in [
        ("210~214", 5),
        ("210÷214", 5),
        ("210\u{2011}214", 5),
        ("с 210 по 214", 5),
        ("210 dan 214 gacha", 5),
        ("№№ 210-214 вкл.", 5),
        ("1210-14", 5),
        ("210 211 212", 3),
        ("SN210+SN211", 2),
        ("210、211", 2),
        ("２１０－２１４", 5),
    ] {
        let list = csv(rows(&[&format!("Radio;Lyra;{written};;900")]));
        assert!(
            list.questions.iter().any(|words| words.contains(&format!("can be {number} numbers"))),
            "{written}: {:?}",
            list.words()
        );
        let counted = csv(rows(&[&format!("Radio;Lyra;{written};{number};900")]));
        assert!(counted.lines[0].contains("210]"), "{written}: {:?}", counted.words());
    }
    for written in ["AB 1234", "12 34 56", "A1/B2", "2026/03/12", "2019-18", "SN-4410"] {
        assert_eq!(csv(rows(&[&format!("Radio;Lyra;{written};;900")])).lines.len(), 1, "{written}");
    }
}

#[test]
fn more_copies_of_one_number_are_one() {
    let copies = [
        "KT-4410",
        "S/N: KT-4410",
        "Зав. № КТ-4410",
        "KT\u{2011}4410",
        "KT\u{2800}4410",
        "КТ4410\u{fe0f}",
        "№ kt 4410",
    ];
    let list = csv(rows(
        &copies.map(|copy| format!("Radio;Lyra;{copy};1;900")).iter().map(String::as_str).collect::<Vec<_>>(),
    ));
    assert_eq!(list.errors.len(), copies.len() - 1, "{:?}", list.words());
    for nothing in ["NaN", "<NA>", "не имеется", "no S/N", "уточняется", "berilmagan"] {
        let list = csv(rows(&[&format!("Radio;Lyra;{nothing};1;900")]));
        assert_eq!(list.lines, ["1 Radio [] USD 900.00"], "{nothing}: {:?}", list.words());
    }
}

#[test]
fn a_comma_in_a_cell_moves_nothing_unsaid() {
    let head = "Item,Serial,Qty,Unit price,Currency,Grants,Component,Unit,Agency,Note\n";
    let list = csv(format!(
        "{head}Lamp,C-1,1,12,50,USD,NO-2021,IMT I,IMT Navoi,NCC,\nRadio,C-2,1,90,USD,NO-2021,IMT I,IMT Navoi,NCC,\n"
    ));
    assert!(!list.is_ready);
    let short = csv("Description,Quantity,Unit price (USD),Note\nLamp,1,1,200,\nRadio,2,300,\n");
    stopped(&short, "a comma within a cell has moved the others");
    let piped = csv(HEAD.replace(';', "|") + "\n" + &format!("Radio;Lyra;C-1;1;1,200;{REST}").replace(';', "|"));
    assert_eq!(piped.lines, ["1 Radio [C-1] USD 1,200.00"]);
    // One more at the end of every row, as some programs write it.
    let closed = csv(rows(&["Radio;Lyra;C-1;1;900"])
        .iter()
        .map(|byte| char::from(*byte))
        .collect::<String>()
        .replace("NCC\n", "NCC;\n"));
    assert!(closed.is_ready, "{:?}", closed.words());
}

#[test]
fn amounts_and_quantities_in_more_ways() {
    for price in [
        "1 200 som",
        "1,2 млн",
        "12k",
        "1200²",
        "½",
        "USD 5 / EUR 4",
        "5 x 240",
        "1200.-",
        "≈1200",
        "1 2OO",
        "1·200",
        "1_200",
        "0x10",
        "1e3",
    ] {
        let list = csv(rows(&[&format!("Lamp;;;1;{price}")]));
        assert!(list.lines.is_empty(), "{price}: {:?}", list.words());
    }
    for quantity in ["2 шт.", "1/2", "40*", "40¹", "IV", "~40", "40-50", "1e3", "5 (five)", "4,0,0", "०"] {
        let list = csv(rows(&[&format!("Lamp;;;{quantity};5")]));
        assert!(list.lines.is_empty(), "{quantity}: {:?}", list.words());
    }
    let dated = |date: &str| {
        csv(format!(
            "Description;Quantity;Unit price (USD);Warranty until;Grants;Component;Unit;Agency\nBoots;1;12;{date};NO-2021;IMT Phase I;IMT Navoi;NCC\n"
        ))
    };
    for sound in ["31.03.2028", "31.03.2028 г.", "31 марта 2028 г.", "2028-03", "Mar 2028", "31 mart 2028"] {
        assert!(dated(sound).is_ready, "{sound}: {:?}", dated(sound).words());
    }
    for odd in ["03/04/2028", "31.02.2028", "46000", "31.03.28", "24 months", "Mar-28", "Q1 2028", "32.01.2028"] {
        stopped(&dated(odd), "warranty");
    }
}
