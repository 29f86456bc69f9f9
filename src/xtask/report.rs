//! Named steps with their time, and what came of each.

use crate::Result;
use std::time::Instant;

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
#[derive(Default)]
pub struct Report {
    lines: Vec<String>,
    total: Count,
}

impl Report {
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Count>) {
        println!("\n=== {name}");
        let start = Instant::now();
        let (count, note) = match work() {
            Ok(count) => (count, String::new()),
            Err(error) => {
                println!("{error}");
                (
                    Count::ONE_FAILED,
                    error.to_string().lines().next().map(|line| format!("  {line}")).unwrap_or_default(),
                )
            }
        };
        let word = match count {
            Count { failed: 1.., .. } => "FAILED",
            Count { passed: 0, .. } => "skipped",
            _ => "ok",
        };
        let line = format!(
            "{word:<7} {name:<28} {:>5} passed {:>3} failed {:>9.1?}",
            count.passed,
            count.failed,
            start.elapsed()
        );
        println!("=== {line}");
        self.lines.push(line + &note);
        self.total.add(count);
    }

    /// The closing line stands alone: scripts read it.
    pub fn close(self) -> bool {
        println!("\n{}\n", self.lines.join("\n"));
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        self.total.failed == 0 && self.total.passed > 0
    }
}
