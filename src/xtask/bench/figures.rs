//! What was measured, and whether it is what was promised.

use std::{fmt, time::Duration};

/// Times of the same request, sorted.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Times(times)
    }

    pub fn p50(&self) -> Duration {
        self.part(50)
    }

    pub fn p99(&self) -> Duration {
        self.part(99)
    }

    fn part(&self, percent: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((self.0.len() * percent / 100).min(last)).copied().unwrap_or_default()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p50 {}, p99 {}", millis(self.p50()), millis(self.p99()))
    }
}

/// `3.42 ms`
pub fn millis(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
}

/// `4.2×`, of two times or two rates.
pub fn ratio(of: u128, to: u128) -> String {
    let tenths = of * 10 / to.max(1);
    format!("{}.{}×", tenths / 10, tenths % 10)
}

struct Row {
    /// `SQLite 100,000`
    of: String,
    what: String,
    measured: String,
    goal: String,
    /// `None`: it has no goal.
    reached: Option<bool>,
}

#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
    /// Database, items, list and its time, for the comparison of sizes.
    lists: Vec<(&'static str, u64, String, Duration)>,
}

impl Table {
    pub fn add(&mut self, of: &str, what: &str, measured: String, goal: &str, reached: Option<bool>) {
        let row = Row { of: of.to_owned(), what: what.to_owned(), measured, goal: goal.to_owned(), reached };
        // Said at once as well: a run takes long.
        println!("  {}", line(&row));
        self.rows.push(row);
    }

    pub fn add_list(&mut self, engine: &'static str, items: u64, what: &str, p50: Duration) {
        self.lists.push((engine, items, what.to_owned(), p50));
    }

    /// A list costs what it shows, not what there is.
    pub fn compare_sizes(&mut self) {
        for (engine, items, what, time) in
            std::mem::take(&mut self.lists).chunk_by(|a, b| a.0 == b.0).flat_map(largest_of)
        {
            let (small, large) = time;
            let reached = large.as_micros() * 2 <= small.as_micros() * 3;
            let measured =
                format!("{} of {}: {}", millis(large), millis(small), ratio(large.as_micros(), small.as_micros()));
            let what = format!("{what}, against the smallest size");
            self.add(&format!("{engine} {}", thousands(items)), &what, measured, "≤ 1.5×", Some(reached));
        }
    }

    pub fn print(&self) {
        println!("\n  What was measured:\n");
        for row in &self.rows {
            println!("  {}", line(row));
        }
        let counted = |reached| self.rows.iter().filter(|row| row.reached == Some(reached)).count();
        println!("\n  {} goals reached, {} not reached", counted(true), counted(false));
    }
}

type Compared = (&'static str, u64, String, (Duration, Duration));

/// Of each list of one database the time at the largest size beside that at the smallest.
fn largest_of(lists: &[(&'static str, u64, String, Duration)]) -> Vec<Compared> {
    let (Some(least), Some(most)) = (lists.iter().map(|l| l.1).min(), lists.iter().map(|l| l.1).max()) else {
        return Vec::new();
    };
    let small = |what: &str| lists.iter().find(|l| l.1 == least && l.2 == what).map(|l| l.3);
    let large = lists.iter().filter(|l| l.1 == most && most > least);
    large.filter_map(|l| Some((l.0, l.1, l.2.clone(), (small(&l.2)?, l.3)))).collect()
}

fn line(row: &Row) -> String {
    let reached = match row.reached {
        Some(true) => "reached",
        Some(false) => "NOT REACHED",
        None => "",
    };
    format!("{:<21} {:<52} {:<46} {:<24} {reached}", row.of, row.what, row.measured, row.goal)
}

/// `1,000,000`
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slowest_of_a_hundred() {
        let times = Times::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!((times.p50(), times.p99()), (Duration::from_millis(51), Duration::from_millis(100)));
        assert_eq!(ratio(425, 100), "4.2×");
        assert_eq!(thousands(1_000_000), "1,000,000");
    }

    #[test]
    fn the_largest_size_is_held_against_the_smallest() {
        let list = |items, micros| ("SQLite", items, "list".to_owned(), Duration::from_micros(micros));
        let compared = largest_of(&[list(10_000, 400), list(100_000, 500), list(1_000_000, 700)]);
        assert_eq!(
            compared,
            [("SQLite", 1_000_000, "list".to_owned(), (Duration::from_micros(400), Duration::from_micros(700)))]
        );
        assert_eq!(largest_of(&[list(10_000, 400)]), []);
    }
}
