//! Where the time goes: each compiled crate, each test, each journey; and the processor time of whole steps.

use std::{
    collections::{HashMap, VecDeque},
    fs,
    path::Path,
    time::{Duration, Instant},
};

/// One thing that took time, as it is printed among the slowest.
#[derive(Debug, Clone, PartialEq)]
pub struct Took {
    pub name: String,
    pub took: Duration,
}

/// The slowest first, as lines.
pub fn slowest(mut parts: Vec<Took>, how_many: usize) -> Vec<String> {
    parts.sort_by_key(|part| std::cmp::Reverse(part.took));
    parts.iter().take(how_many).map(|part| format!("{:>8.1} s  {}", part.took.as_secs_f64(), part.name)).collect()
}

/// Processor time of everything that was started from here and has ended. Linux tells it; elsewhere it is not known.
pub fn processor_time() -> Option<Duration> {
    // Fields 16 and 17 of proc_pid_stat(5), in hundredths of a second; the name before them may hold spaces.
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(13)? + ticks(14)?) * 10))
}

/// What `cargo … --timings` wrote about each crate; the report is removed. Its form is not promised: what cannot be read is
/// nothing.
pub fn compiled(target: &Path, verb: &str) -> Vec<Took> {
    let folder = target.join("cargo-timings");
    let page = fs::read_to_string(folder.join("cargo-timing.html")).unwrap_or_default();
    // Each run adds a page.
    let _ = fs::remove_dir_all(folder);
    units(&page, verb)
}

fn units(page: &str, verb: &str) -> Vec<Took> {
    let Some((_, rest)) = page.split_once("const UNIT_DATA = ") else { return Vec::new() };
    let Some((json, _)) = rest.split_once("];") else { return Vec::new() };
    let Ok(units) = serde_json::from_str::<Vec<serde_json::Value>>(&format!("{json}]")) else { return Vec::new() };
    let part = |unit: &serde_json::Value| {
        let (name, target) = (unit["name"].as_str()?, unit["target"].as_str().unwrap_or_default());
        let took = Duration::try_from_secs_f64(unit["duration"].as_f64()?).ok()?;
        Some(Took { name: format!("{verb} {name}{}", target.trim_end()), took })
    };
    units.iter().filter_map(part).collect()
}

/// Finds out how long each test of a program takes from the lines that it prints. The time is printed by nightly alone, but
/// tests start in the order in which `--list` names them, the next one as soon as another has ended.
pub struct Schedule {
    program: String,
    waiting: VecDeque<String>,
    running: HashMap<String, Instant>,
}

impl Schedule {
    pub fn new(program: &str, tests: impl IntoIterator<Item = String>, threads: usize, now: Instant) -> Self {
        let mut waiting: VecDeque<String> = tests.into_iter().collect();
        let first = threads.min(waiting.len());
        let running = waiting.drain(..first).map(|test| (test, now)).collect();
        Self { program: program.to_owned(), waiting, running }
    }

    /// A line of the program, and when it came. The test that it says has ended.
    pub fn ended(&mut self, line: &str, now: Instant) -> Option<Took> {
        let (test, _) = line.strip_prefix("test ")?.split_once(" ... ")?;
        let test = test.trim_end_matches(" - should panic");
        let began = self.running.remove(test)?;
        self.running.extend(self.waiting.pop_front().map(|next| (next, now)));
        Some(Took { name: format!("test {}: {test}", self.program), took: now - began })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(parts: &[Took]) -> Vec<(&str, u64)> {
        parts.iter().map(|part| (part.name.as_str(), part.took.as_secs())).collect()
    }

    #[test]
    fn tests_that_ran_two_at_a_time_are_told_apart() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let tests = ["acts::issue", "acts::sign", "items::lost", "items::found"].map(str::to_owned);
        let mut schedule = Schedule::new("store", tests, 2, begin);
        let told = [
            (3, "test acts::sign - should panic ... ok"),
            (4, "test items::lost has been running for over 60 seconds"),
            (5, "test items::lost ... FAILED"),
            (9, "test acts::issue ... ok"),
            (12, "test items::found ... ok"),
            (12, "test result: FAILED. 3 passed; 1 failed"),
        ];
        let parts: Vec<Took> = told.iter().filter_map(|(second, line)| schedule.ended(line, at(*second))).collect();
        let expected = [
            ("test store: acts::sign", 3),
            ("test store: items::lost", 2),
            ("test store: acts::issue", 9),
            ("test store: items::found", 7),
        ];
        assert_eq!(seconds(&parts), expected);
    }

    #[test]
    fn the_page_of_cargo_tells_how_long_each_crate_took() {
        let page = r#"<script>const UNIT_DATA = [
  {"i": 0, "name": "store", "target": " store \"test\"", "duration": 41.2, "features": []},
  {"i": 1, "name": "typst", "target": "", "duration": 75}
];
const CONCURRENCY_DATA = [];"#;
        let parts = units(page, "compile");
        assert_eq!(seconds(&parts), [("compile store store \"test\"", 41), ("compile typst", 75)]);
        assert_eq!(slowest(parts, 1), ["    75.0 s  compile typst"]);
        assert_eq!(units("another form of page", "compile"), []);
    }
}
