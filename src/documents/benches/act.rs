//! How long an act of 40 lines takes, warm: `cargo bench -p documents --features pdf`. Target: at most 100 ms.

#[path = "../act/sample.rs"]
mod sample;

use std::time::{Duration, Instant};

use documents::act::{ActData, Languages, content_hash, render};

const LINES: u32 = 40;
const TURNS: usize = 40;
const MOST: Duration = Duration::from_millis(100);

fn main() {
    let mut slowest = Duration::ZERO;
    for (name, languages) in
        [("English, Russian, Japanese", Languages::EnglishRussian), ("Uzbek, Japanese", Languages::Uzbek)]
    {
        // Never the same act twice: the typesetter remembers what it has set.
        let mut times: Vec<Duration> = (0..TURNS + 5)
            .map(|turn| {
                let act = other(turn);
                let start = Instant::now();
                let pdf = render(&act, languages).unwrap_or_else(|error| panic!("{error}"));
                let took = start.elapsed();
                assert!(pdf.starts_with(b"%PDF"));
                took
            })
            .skip(5)
            .collect();
        times.sort();
        let median = times[TURNS / 2];
        println!(
            "act of {LINES} lines, {name}: median {median:.1?}, fastest {:.1?}, slowest {:.1?}",
            times[0],
            times[TURNS - 1]
        );
        slowest = slowest.max(median);
    }
    assert!(slowest <= MOST, "the median {slowest:.1?} is above {MOST:?}");
}

/// An act of which every line differs from that of any other turn.
fn other(turn: usize) -> ActData {
    let mut act = sample::signed(LINES);
    act.content.number = format!("HA-{turn}");
    for line in &mut act.content.lines {
        line.description.en = format!("{} {turn}", line.description.en);
        line.description.ru = line.description.ru.take().map(|text| format!("{text} {turn}"));
        line.tag = Some(format!("UNODC-{turn}-{}", line.number));
        if let Some(price) = &mut line.unit_price {
            price.minor += i64::try_from(turn).unwrap_or_default();
            line.total.minor = price.minor * line.quantity;
        }
    }
    let hash = content_hash(&act.content);
    for signature in &mut act.signatures {
        signature.hash.clone_from(&hash);
    }
    act
}
