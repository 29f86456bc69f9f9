//! Named steps with their time, and what came of each.

use crate::{
    Result,
    timing::{Took, processor_time, slowest},
};
use std::time::{Duration, Instant};

/// Runs one step of a command that stops at the first error.
pub fn step<T>(number: usize, of: usize, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n[{number}/{of}] {name}");
    let start = Instant::now();
    let value = work()?;
    println!("      {name}: done in {:.1?}", start.elapsed());
    Ok(value)
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: usize,
    pub failed: usize,
}

impl Count {
    pub const ONE_PASSED: Self = Self { passed: 1, failed: 0 };
    pub const ONE_FAILED: Self = Self { passed: 0, failed: 1 };
    pub const NOTHING: Self = Self { passed: 0, failed: 0 };

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The steps of `test`: all run, whatever came before.
pub struct Report {
    start: Instant,
    lines: Vec<String>,
    parts: Vec<Took>,
    total: Count,
}

impl Report {
    pub fn begin() -> Self {
        Self { start: Instant::now(), lines: Vec::new(), parts: Vec::new(), total: Count::NOTHING }
    }

    /// What the work adds to the parts is looked at for the slowest; a step that adds nothing is a part itself.
    pub fn step(&mut self, name: &str, work: impl FnOnce(&mut Vec<Took>) -> Result<Count>) {
        println!("\n=== {name}");
        let (start, cpu, known) = (Instant::now(), processor_time(), self.parts.len());
        let (count, note) = match work(&mut self.parts) {
            Ok(count) => (count, String::new()),
            Err(error) => {
                println!("{error}");
                let first = error.to_string().lines().next().map(|line| format!("  {line}"));
                (Count::ONE_FAILED, first.unwrap_or_default())
            }
        };
        let took = start.elapsed();
        if self.parts.len() == known {
            self.parts.push(Took { name: name.to_owned(), took });
        }
        let word = match count {
            Count { failed: 1.., .. } => "FAILED",
            Count { passed: 0, .. } => "skipped",
            _ => "ok",
        };
        let figures = format!("{:>5} passed {:>3} failed", count.passed, count.failed);
        let line = format!("{word:<7} {name:<28} {figures} {}{}", seconds(took), cpu_since(cpu));
        println!("=== {line}");
        self.lines.push(line + &note);
        self.total.add(count);
    }

    /// The closing line stands alone: scripts read it.
    pub fn close(self) -> bool {
        println!("\n{}", self.lines.join("\n"));
        println!("        {:<28} {:>23} {}", "in all", "", seconds(self.start.elapsed()));
        println!("\nThe ten slowest parts:\n{}\n", slowest(self.parts, 10).join("\n"));
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        self.total.failed == 0 && self.total.passed > 0
    }
}

fn seconds(took: Duration) -> String {
    format!("{:>8.1} s", took.as_secs_f64())
}

/// On how many cores the work was done says more than the time alone.
fn cpu_since(before: Option<Duration>) -> String {
    match (before, processor_time()) {
        (Some(before), Some(after)) => format!(" {:>8.1} s of processor", (after - before).as_secs_f64()),
        _ => String::new(),
    }
}
